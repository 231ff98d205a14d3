"""The rules, by the names they have in Git's `receive.fsck.<id>`, and how much each weighs.

The list and the weights are those of Git 2.39, with `largePathname` from 2.43. A rule of which
nothing here is ever found is still listed, so that settings made for Git are understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from git.oid import ObjectId


class Severity(IntEnum):
    """What a finding does to a push: from ERROR on it is refused."""

    IGNORE = 0
    INFO = 1
    WARN = 2
    ERROR = 3
    FATAL = 4


class Rule(Enum):
    """`id` is Git's name for it, `severity` what it weighs when nobody has said otherwise."""

    NUL_IN_HEADER = ("nulInHeader", Severity.FATAL)
    UNTERMINATED_HEADER = ("unterminatedHeader", Severity.FATAL)
    BAD_DATE = ("badDate", Severity.ERROR)
    BAD_DATE_OVERFLOW = ("badDateOverflow", Severity.ERROR)
    BAD_EMAIL = ("badEmail", Severity.ERROR)
    BAD_NAME = ("badName", Severity.ERROR)
    BAD_OBJECT_SHA1 = ("badObjectSha1", Severity.ERROR)
    BAD_PARENT_SHA1 = ("badParentSha1", Severity.ERROR)
    BAD_TIMEZONE = ("badTimezone", Severity.ERROR)
    BAD_TREE = ("badTree", Severity.ERROR)
    BAD_TREE_SHA1 = ("badTreeSha1", Severity.ERROR)
    BAD_TYPE = ("badType", Severity.ERROR)
    DUPLICATE_ENTRIES = ("duplicateEntries", Severity.ERROR)
    MISSING_AUTHOR = ("missingAuthor", Severity.ERROR)
    MISSING_COMMITTER = ("missingCommitter", Severity.ERROR)
    MISSING_EMAIL = ("missingEmail", Severity.ERROR)
    MISSING_NAME_BEFORE_EMAIL = ("missingNameBeforeEmail", Severity.ERROR)
    MISSING_OBJECT = ("missingObject", Severity.ERROR)
    MISSING_SPACE_BEFORE_DATE = ("missingSpaceBeforeDate", Severity.ERROR)
    MISSING_SPACE_BEFORE_EMAIL = ("missingSpaceBeforeEmail", Severity.ERROR)
    MISSING_TAG = ("missingTag", Severity.ERROR)
    MISSING_TAG_ENTRY = ("missingTagEntry", Severity.ERROR)
    MISSING_TREE = ("missingTree", Severity.ERROR)
    MISSING_TYPE = ("missingType", Severity.ERROR)
    MISSING_TYPE_ENTRY = ("missingTypeEntry", Severity.ERROR)
    MULTIPLE_AUTHORS = ("multipleAuthors", Severity.ERROR)
    TREE_NOT_SORTED = ("treeNotSorted", Severity.ERROR)
    UNKNOWN_TYPE = ("unknownType", Severity.ERROR)
    ZERO_PADDED_DATE = ("zeroPaddedDate", Severity.ERROR)
    GITMODULES_MISSING = ("gitmodulesMissing", Severity.ERROR)
    GITMODULES_BLOB = ("gitmodulesBlob", Severity.ERROR)
    GITMODULES_LARGE = ("gitmodulesLarge", Severity.ERROR)
    GITMODULES_NAME = ("gitmodulesName", Severity.ERROR)
    GITMODULES_SYMLINK = ("gitmodulesSymlink", Severity.ERROR)
    GITMODULES_URL = ("gitmodulesUrl", Severity.ERROR)
    GITMODULES_PATH = ("gitmodulesPath", Severity.ERROR)
    GITMODULES_UPDATE = ("gitmodulesUpdate", Severity.ERROR)
    GITATTRIBUTES_MISSING = ("gitattributesMissing", Severity.ERROR)
    GITATTRIBUTES_LARGE = ("gitattributesLarge", Severity.ERROR)
    GITATTRIBUTES_LINE_LENGTH = ("gitattributesLineLength", Severity.ERROR)
    GITATTRIBUTES_BLOB = ("gitattributesBlob", Severity.ERROR)
    EMPTY_NAME = ("emptyName", Severity.WARN)
    FULL_PATHNAME = ("fullPathname", Severity.WARN)
    HAS_DOT = ("hasDot", Severity.WARN)
    HAS_DOTDOT = ("hasDotdot", Severity.WARN)
    HAS_DOTGIT = ("hasDotgit", Severity.WARN)
    LARGE_PATHNAME = ("largePathname", Severity.WARN)
    NULL_SHA1 = ("nullSha1", Severity.WARN)
    ZERO_PADDED_FILEMODE = ("zeroPaddedFilemode", Severity.WARN)
    NUL_IN_COMMIT = ("nulInCommit", Severity.WARN)
    BAD_FILEMODE = ("badFilemode", Severity.INFO)
    GITMODULES_PARSE = ("gitmodulesParse", Severity.INFO)
    GITIGNORE_SYMLINK = ("gitignoreSymlink", Severity.INFO)
    GITATTRIBUTES_SYMLINK = ("gitattributesSymlink", Severity.INFO)
    MAILMAP_SYMLINK = ("mailmapSymlink", Severity.INFO)
    BAD_TAG_NAME = ("badTagName", Severity.INFO)
    MISSING_TAGGER_ENTRY = ("missingTaggerEntry", Severity.INFO)
    EXTRA_HEADER_ENTRY = ("extraHeaderEntry", Severity.IGNORE)

    @property
    def id(self) -> str:
        return self.value[0]

    @property
    def severity(self) -> Severity:
        return self.value[1]


RULE_BY_ID = {rule.id.lower(): rule for rule in Rule}
"""Ids in lower case: the keys of Git's configuration know no case."""

STRUCTURAL = frozenset(
    {
        Rule.NUL_IN_HEADER,
        Rule.UNTERMINATED_HEADER,
        Rule.BAD_OBJECT_SHA1,
        Rule.BAD_PARENT_SHA1,
        Rule.BAD_TREE,
        Rule.BAD_TREE_SHA1,
        Rule.BAD_TYPE,
        Rule.MISSING_OBJECT,
        Rule.MISSING_TREE,
        Rule.MISSING_TYPE,
        Rule.MISSING_TYPE_ENTRY,
    }
)
"""Where one of these is broken it cannot be said what the object refers to, so that nobody may
wave it through: Git refuses such objects too, whatever its settings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule, and in words what was seen."""

    rule: Rule
    text: str

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.text}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to say of one object; of a rule that is broken often, the first case.

    `gitmodules` and `gitattributes` are what a tree calls by these names, or by names that some
    file system takes for them: they are to be given to `check_gitmodules` and
    `check_gitattributes`.
    """

    found: tuple[Finding, ...] = ()
    gitmodules: tuple[ObjectId, ...] = ()
    gitattributes: tuple[ObjectId, ...] = ()


CLEAN = Findings()


def quote(value: bytes) -> str:
    """Bytes from an object, short and without control characters, for the text of a finding."""
    return repr(value[:100].decode("utf-8", "backslashreplace"))
