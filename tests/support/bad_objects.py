"""Objects that are not as they should be, and what Git says of each: the ids of the broken rules.

Gathered after what Git tests in t1014, t1450 and t5504, and JGit in ObjectCheckerTest.
"""

from __future__ import annotations

from git.oid import ObjectId

OID = ObjectId(b"a" * 20)
OTHER = ObjectId(b"\0\n 40000 x\0" + b"b" * 9)
EMPTY_TREE = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"

Cases = dict[str, tuple[bytes, list[str]]]


def entry(mode: bytes, name: bytes, oid: bytes = OID) -> bytes:
    return mode + b" " + name + b"\0" + oid


def _file(name: bytes) -> bytes:
    return entry(b"100644", name)


def _folder(name: bytes) -> bytes:
    return entry(b"40000", name)


def _link(name: bytes) -> bytes:
    return entry(b"120000", name)


ZWNJ = "\u200c".encode()

_DOTGIT = [
    b".git", b".GIT", b".gIt", b".git ", b".git.", b".git . . ", b".git:x",
    b".git::$INDEX_ALLOCATION",
    b"git~1", b"GIT~1", b"git~1.", b"git~1:x", b"a\\.git", b"a\\git~1\\b", b".git\\config",
    b"\\.git",
    b".g" + ZWNJ + b"it", ZWNJ + b".git", b".git" + ZWNJ, "\u202a.g\u206fi\ufeffT\u200f".encode(),
    b".git\xff", b".git\xe2\x80", b".git\xed\xa0\x80", b".git\xc0\x80", b".git\xf4\x90\x80\x80",
    "\u200c.git\ufffe".encode(),
]  # fmt: skip
_NOT_DOTGIT = [
    b".gi", b".gitx", b"git", b"git~2", b"git~11", b".git-x", b"x.git", b" .git", b"..git",
    b".git.x",
    b"a.git\\b", ".gi\u00a0t".encode(), ".git\u00e9".encode(), ".g\u2010it".encode(), b".g\xffit",
    b".github", b".gitignore", b".gitkeep", b".GITHUB", b"\xe2\x80\x8cgit", b".\xef\xbb\xbe\xbfgit",
]  # fmt: skip

_LINKS = {
    "gitmodulesSymlink": [
        b".gitmodules", b".GitModules", b".gitmodules .", b".gitmodules:x", b"gitmod~1",
        b"GITMOD~4",
        b"gi7eba~1", b"gi7eba~9", b"gi7eb~10", b"GI7EBA~1 . :x",
        b".git" + ZWNJ + b"modules", b"x\\.gitmodules",
    ],
    "gitattributesSymlink": [
        b".gitattributes", b".GITATTRIBUTES ", b"gitatt~3", b"gi7d29~1", b"gi7d2~11",
    ],
    "gitignoreSymlink": [b".gitignore", b"gitign~1", b"gi250a~9", ZWNJ + b".gitignore"],
    "mailmapSymlink": [b".mailmap", b".MailMap", b"mailma~1", b"maba30~1", b"maba3~99"],
}  # fmt: skip
_HARMLESS_LINKS = [
    b".gitmodulesx", b"gitmod~5", b"gitmod~0", b"gi7eba~0", b"gi7eba~11", b"gi7ebb~1", b"gi7eba1",
    b"gi7eba~", b"g~12345", b"gitmod~1x", b".gitattributes\\x", b"x\\.gitattributes",
    b"x\\.mailmap",
    b".gitmodul", b"gitmodules", b".bashrc",
]  # fmt: skip

TREES: Cases = {
    "empty": (b"", []),
    "usual": (_file(b"a") + _folder(b"b") + entry(b"100755", b"c", OTHER) + _link(b"d"), []),
    "submodule": (entry(b"160000", b"a", OTHER), []),
    "a folder sorts as if its name ended in a slash": (
        _file(b"a.c") + _folder(b"a") + _file(b"a0"),
        [],
    ),
    "not sorted": (_file(b"b") + _file(b"a"), ["treeNotSorted"]),
    "a folder sorted as if it were a file": (_folder(b"a") + _file(b"a.c"), ["treeNotSorted"]),
    "a file sorted as if it were a folder": (_file(b"a.c") + _file(b"a"), ["treeNotSorted"]),
    "the same file twice": (_file(b"a") + _file(b"a"), ["duplicateEntries"]),
    "a file and a folder of one name": (_file(b"a") + _folder(b"a"), ["duplicateEntries"]),
    "a file and a folder of one name, apart": (
        _file(b"a") + _file(b"a.c") + _folder(b"a"),
        ["duplicateEntries"],
    ),
    "two pairs, one inside the other": (
        _file(b"f") + _file(b"f.b") + _file(b"f.b.c") + _folder(b"f.b") + _folder(b"f"),
        ["duplicateEntries"],
    ),
    "null id": (entry(b"100644", b"a", bytes(20)), ["nullSha1"]),
    "id that is almost null": (entry(b"100644", b"a", bytes(19) + b"x"), []),
    "slash in a name": (_file(b"a/b"), ["fullPathname"]),
    "dot": (_file(b"."), ["hasDot"]),
    "dot dot": (_folder(b".."), ["hasDotdot"]),
    "three dots": (_file(b"..."), []),
    "many at once": (
        _link(b".gitmodules") + entry(b"0100644", b".GIT", bytes(20)) + _file(b"."),
        [
            "gitmodulesSymlink",
            "nullSha1",
            "hasDot",
            "hasDotgit",
            "zeroPaddedFilemode",
            "treeNotSorted",
        ],
    ),
    "zero-padded folder": (entry(b"040000", b"a"), ["zeroPaddedFilemode"]),
    "zero-padded file": (entry(b"0100644", b"a"), ["zeroPaddedFilemode"]),
    "group-writable": (entry(b"100664", b"a"), ["badFilemode"]),
    "no type in the mode": (entry(b"777", b"a"), ["badFilemode"]),
    "folder with permissions": (entry(b"40755", b"a"), ["badFilemode"]),
    "mode 0": (entry(b"0", b"a"), ["zeroPaddedFilemode", "badFilemode"]),
    "no name": (entry(b"100644", b""), ["badTree"]),
    "no mode": (entry(b"", b"a"), ["badTree"]),
    "mode that is not octal": (entry(b"100648", b"a"), ["badTree"]),
    "one byte": (b"x", ["badTree"]),
    "only NUL": (bytes(30), ["badTree"]),
    "truncated id": (_file(b"a")[:-1], ["badTree"]),
    "bytes after the last entry": (_file(b"a") + b"x", ["badTree"]),
    "newline in a name": (_file(b"a\nb"), []),
    "name that looks like an entry": (_file(b"100644 x"), []),
    "bytes that are not UTF-8": (_file(b"\xff\xfe"), []),
    "backslash": (_file(b"a\\b"), []),
    "tilde": (_file(b"a~1"), []),
    **{f"dotgit {name!r}": (_folder(name), ["hasDotgit"]) for name in _DOTGIT},
    **{f"not dotgit {name!r}": (_folder(name), []) for name in _NOT_DOTGIT},
    **{f"link {name!r}": (_link(name), [rule]) for rule, names in _LINKS.items() for name in names},
    "link by a short name that any of three may get": (
        _link(b"g~123456"),
        ["gitmodulesSymlink", "gitattributesSymlink", "gitignoreSymlink"],
    ),
    **{f"harmless link {name!r}": (_link(name), []) for name in _HARMLESS_LINKS},
}

_TREE_LINE = b"tree " + EMPTY_TREE + b"\n"
_PARENT = b"parent " + b"12" * 20 + b"\n"
_WHO = b"A U Thor <a@example.com> 1112911993 -0700\n"
_PEOPLE = b"author " + _WHO + b"committer " + _WHO

SIGNATURES: Cases = {
    "usual": (b"A <a> 5 +0000", []),
    "no name": (b" <a> 5 +0000", []),
    "no email": (b"A <> 5 +0000", []),
    "before 1971": (b"A <a> 0 +0000", []),
    "no UTF-8": (b"\xff <\xfe> 5 +0000", []),
    "carriage return in the name": (b"A\r <a> 5 +0000", []),
    "two spaces before the date": (b"A <a>  5 +0000", []),
    "tab before the date": (b"A <a> \t5 +0000", []),
    "plus before the date": (b"A <a> +5 +0000", []),
    "minus zero": (b"A <a> -0 +0000", []),
    "impossible offset": (b"A <a> 5 +9999", []),
    "last second": (b"A <a> 9223372036854775807 +0000", []),
    "no space before email": (b"<a> 5 +0000", ["missingNameBeforeEmail"]),
    "nothing": (b"", ["missingEmail"]),
    "only a name": (b"A", ["missingEmail"]),
    "bracket in the name": (b"A> <a> 5 +0000", ["badName"]),
    "only a closing bracket": (b"A a> 5 +0000", ["badName"]),
    "name touches email": (b"A<a> 5 +0000", ["missingSpaceBeforeEmail"]),
    "bracket in the email": (b"A <a<b> 5 +0000", ["badEmail"]),
    "email does not end": (b"A <a 5 +0000", ["badEmail"]),
    "no date": (b"A <a>", ["missingSpaceBeforeDate"]),
    "email touches date": (b"A <a>5 +0000", ["missingSpaceBeforeDate"]),
    "two emails": (b"A <a> <b> 5 +0000", ["badDate"]),
    "nothing after email": (b"A <a> ", ["badDate"]),
    "date is a word": (b"A <a> now +0000", ["badDate"]),
    "date ends in a letter": (b"A <a> 5x +0000", ["badDate"]),
    "no offset": (b"A <a> 5", ["badDate"]),
    "date with a leading zero": (b"A <a> 05 +0000", ["zeroPaddedDate"]),
    "date is a lone zero": (b"A <a> 0", ["zeroPaddedDate"]),
    "negative date": (b"A <a> -5 +0000", ["badDateOverflow"]),
    "one second too late": (b"A <a> 9223372036854775808 +0000", ["badDateOverflow"]),
    "past 64 bits": (b"A <a> 18446744073709551617 +0000", ["badDateOverflow"]),
    "fifty digits": (b"A <a> " + b"9" * 50 + b" +0000", ["badDateOverflow"]),
    "empty offset": (b"A <a> 5 ", ["badTimezone"]),
    "offset without a sign": (b"A <a> 5 0000", ["badTimezone"]),
    "offset with three digits": (b"A <a> 5 +000", ["badTimezone"]),
    "offset with six digits": (b"A <a> 5 +051800", ["badTimezone"]),
    "space after the offset": (b"A <a> 5 +0000 ", ["badTimezone"]),
    "carriage return at the end": (b"A <a> 5 +0000\r", ["badTimezone"]),
}

COMMITS: Cases = {
    "usual": (_TREE_LINE + _PEOPLE + b"\nSubject\n", []),
    "merge": (_TREE_LINE + _PARENT * 3 + _PEOPLE + b"\nSubject\n", []),
    "further headers": (_TREE_LINE + _PEOPLE + b"gpgsig a\n b\n \nfoo\n\nSubject\n", []),
    "no message": (_TREE_LINE + _PEOPLE + b"\n", []),
    "ends with its headers": (_TREE_LINE + _PEOPLE, []),
    "upper-case digits": (b"tree " + EMPTY_TREE.upper() + b"\n" + _PEOPLE + b"\n", []),
    "does not end its last line": (_TREE_LINE + _PEOPLE[:-1], ["unterminatedHeader"]),
    "NUL in the headers": (_TREE_LINE + _PEOPLE + b"x \0\n\nm", ["nulInHeader"]),
    "NUL in the name": (_TREE_LINE + b"author \0" + _WHO + b"\nm", ["nulInHeader"]),
    "NUL in the message": (_TREE_LINE + _PEOPLE + b"\nm\0", ["nulInCommit"]),
    "no author": (_TREE_LINE + b"committer " + _WHO + b"\nm", ["missingAuthor"]),
    "two authors": (_TREE_LINE + b"author " + _WHO + _PEOPLE + b"\nm", ["multipleAuthors"]),
    "no committer": (_TREE_LINE + b"author " + _WHO + b"\nm", ["missingCommitter"]),
    "committer only in the message": (
        _TREE_LINE + b"author " + _WHO + b"\ncommitter " + _WHO,
        ["missingCommitter"],
    ),
    "something between author and committer": (
        _TREE_LINE + b"author " + _WHO + b"x y\ncommitter " + _WHO + b"\nm",
        ["missingCommitter"],
    ),
    **{
        f"author: {why}": (_TREE_LINE + b"author " + line + b"\ncommitter " + _WHO + b"\nm", rules)
        for why, (line, rules) in SIGNATURES.items()
    },
    **{
        f"committer: {why}": (
            _TREE_LINE + b"author " + _WHO + b"committer " + line + b"\n\nm",
            rules,
        )
        for why, (line, rules) in SIGNATURES.items()
    },
}

UNREADABLE_COMMITS: Cases = {
    "nothing": (b"", ["unterminatedHeader"]),
    "no tree": (b"author " + _WHO + b"committer " + _WHO + b"\nm", ["missingTree"]),
    "short tree": (b"tree 12\n" + _PEOPLE + b"\nm", ["badTreeSha1"]),
    "long tree": (_TREE_LINE[:-1] + b"0\n" + _PEOPLE + b"\nm", ["badTreeSha1"]),
    "tree that is no number": (b"tree " + b"x" * 40 + b"\n" + _PEOPLE + b"\nm", ["badTreeSha1"]),
    "short parent": (_TREE_LINE + b"parent 12\n" + _PEOPLE + b"\nm", ["badParentSha1"]),
    "bad second parent": (
        _TREE_LINE + _PARENT + b"parent " + b"x" * 40 + b"\n" + _PEOPLE + b"\nm",
        ["badParentSha1"],
    ),
}
"""Git's parser refuses these before its checks can name the rule."""

_OBJECT = b"object " + EMPTY_TREE + b"\ntype tree\n"
_TAGGER = b"tagger " + _WHO

TAGS: Cases = {
    "usual": (_OBJECT + b"tag v1.0\n" + _TAGGER + b"\nFirst\n", []),
    "ends with its headers": (_OBJECT + b"tag v1.0\n" + _TAGGER, []),
    "NUL in the message": (_OBJECT + b"tag v1.0\n" + _TAGGER + b"\n\0", []),
    "no tagger": (_OBJECT + b"tag v1.0\n\nFirst\n", ["missingTaggerEntry"]),
    "bad name": (_OBJECT + b"tag a b\n" + _TAGGER + b"\nFirst\n", ["badTagName"]),
    "empty name": (_OBJECT + b"tag \n" + _TAGGER + b"\nFirst\n", ["badTagName"]),
    "bad tagger": (_OBJECT + b"tag x\ntagger A\n\nFirst\n", ["missingEmail"]),
    "does not end its last line": (_OBJECT + b"tag x\n" + _TAGGER[:-1], ["unterminatedHeader"]),
    "NUL in the headers": (_OBJECT + b"tag x\0\n\n", ["nulInHeader"]),
}

UNREADABLE_TAGS: Cases = {
    "no object": (b"type tree\ntag x\n\n", ["missingObject"]),
    "bad object": (b"object 12\ntype tree\ntag x\n" + _TAGGER + b"\n", ["badObjectSha1"]),
    "no type": (_OBJECT[:48] + b"\n", ["missingTypeEntry"]),
    "bad type": (_OBJECT[:48] + b"type twig\ntag x\n" + _TAGGER + b"\n", ["badType"]),
    "no tag": (_OBJECT + b"\n", ["missingTagEntry"]),
}

_SUBMODULE = b'[submodule "x"]\n\t'


def submodule_with(key: bytes, value: bytes) -> bytes:
    """A `.gitmodules` in which one setting has that value."""
    quoted = value.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return _SUBMODULE + key + b' = "' + quoted + b'"\n'


_BAD_NAMES = [b"", b"..", b"../x", b"x/..", b"a/../b", b"a\\..\\b", b"a\\..", b"../", b"/.."]
_GOOD_NAMES = [b"x", b"a..b", b"...", b"a/..b", b".", b"a.b", b"..a", b"a b"]
_BAD_URLS = [
    b"-x", b"--upload-pack=x", b"./x%0A", b"./x\n", b"git://h/x%0ay", b"git://h\n", b"..//x",
    b"../:x",
    b"../../:x", b"./../:x", b".././:x", b".././../:x", b"http://", b"http:///x", b"https://h/%0a",
    b"https://h%0a/x", b"https://u%0a@h/", b"http://@/x", b"http://u@/x", b"http://?x",
    b"http://#x",
    b"http://x@", b"http::", b"http::http://", b"http::://h", b"https::/x", b"ftps::x", b"ftp:///", b"http://h\n",
    b"http::http://h\nx", b"./%%0a", b"http://h/?%0a", b"http://h/#%0a",
]  # fmt: skip
_GOOD_URLS = [
    b"", b"x", b"/x", b"./-x", b"../-x", b"../../x", b"a:b", b"user@host:x", b"file:///x", b"./:x",
    b".//x",
    b"git://h/x", b"ssh://-x", b"http://h", b"http://u:p@h/x", b"http://u@h@i/", b"http://h?x",
    b"http:x", b"http::http://h", b"http::ssh://h", b"HTTP://", b"http:/x", b"ext::sh", b"./%",
    b"./%250a",
    b"http://[::1]/", b"http://h h/", b".../:x", b"http://h:99999/",
]  # fmt: skip

GITMODULES: Cases = {
    **{
        f"name {name!r}": (
            b'[submodule "' + name.replace(b"\\", b"\\\\") + b'"]\n\turl = x\n',
            ["gitmodulesName"],
        )
        for name in _BAD_NAMES
    },
    **{
        f"name {name!r}": (b'[submodule "' + name.replace(b"\\", b"\\\\") + b'"]\n\tpath = x\n', [])
        for name in _GOOD_NAMES
    },
    **{f"url {url!r}": (submodule_with(b"url", url), ["gitmodulesUrl"]) for url in _BAD_URLS},
    **{f"url {url!r}": (submodule_with(b"url", url), []) for url in _GOOD_URLS},
    "path with a dash": (submodule_with(b"path", b"-x"), ["gitmodulesPath"]),
    "path": (submodule_with(b"path", b"x-y"), []),
    "update by command": (submodule_with(b"update", b"!x"), ["gitmodulesUpdate"]),
    "update": (submodule_with(b"update", b"rebase"), []),
    "unknown update": (submodule_with(b"update", b"x!"), []),
    "setting that nobody knows": (submodule_with(b"foo", b"-x"), []),
    "url without a value": (_SUBMODULE + b"url\n", []),
    "keys and sections know no case": (b'[SubModule "x"]\nURL=-x', ["gitmodulesUrl"]),
    "old spelling of the heading": (b"[submodule.x]\nurl=-x\n", ["gitmodulesUrl"]),
    "both spellings at once": (b'[submodule.. "/x"]\nurl=y\n', ["gitmodulesName"]),
    "old spelling without a name": (b"[submodule.]\nurl=y\n", ["gitmodulesName"]),
    "no name": (b"[submodule]\nurl=-x\n", []),
    "another section": (b'[sub "../x"]\nurl=-x\n', []),
    "no variable": (b'[submodule "../x"]\n', []),
    "several, each told once": (
        b'[submodule "x"]\nurl=-x\n[submodule "../y"]\npath=-z\nupdate=!a\nurl=-b\n',
        ["gitmodulesUrl", "gitmodulesName", "gitmodulesPath", "gitmodulesUpdate"],
    ),
    "broken": (b"[submodule", ["gitmodulesParse"]),
    "broken after something bad": (
        b'[submodule "x"]\nurl=-x\n[submodule',
        ["gitmodulesUrl", "gitmodulesParse"],
    ),
    "comment": (b"# ../x\n", []),
    "nothing": (b"", []),
}
