"""What the API tells of a repository is what git tells."""

from __future__ import annotations

import base64
import os
from urllib.parse import quote

import pytest

from tests.api.v3.api_client import ApiClient
from tests.support.git_client import GitRepository


def head(git: GitRepository) -> str:
    names = git.refs()
    return next(n for n in ("main", "master") if f"refs/heads/{n}".encode() in names)


def test_commits_are_those_of_git_log_page_by_page(
    sample: ApiClient, sample_git: GitRepository
) -> None:
    expected = sample_git.read("log", "--format=%H", head(sample_git)).split()
    first = sample.ask("GET", f"/commits?per_page=100&sha={head(sample_git)}")
    assert first.headers["x-total-count"] == str(len(expected))
    assert 'rel="next"' in first.headers["link"]
    assert f'page={-(-len(expected) // 100)}>; rel="last"' in first.headers["link"]
    second = sample.get("/commits?per_page=100&page=2")
    assert [each["sha"] for each in second] == expected[100:200]


def test_a_commit_has_its_files(sample: ApiClient, sample_git: GitRepository) -> None:
    oid = sample_git.read("log", "--no-merges", "-1", "--format=%H", head(sample_git))
    commit = sample.get(f"/commits/{oid}")
    stat = sample_git.read("show", "--numstat", "--format=", oid).splitlines()
    assert sorted(each["filename"] for each in commit["files"]) == sorted(
        line.split("\t")[2] for line in stat
    )
    assert commit["stats"]["additions"] == sum(int(line.split("\t")[0]) for line in stat)
    tree = sample_git.oid(f"{oid}^{{tree}}")
    assert commit["commit"]["tree"]["sha"] == tree


def test_a_commit_comes_as_diff_as_patch_and_as_its_name_alone(
    sample: ApiClient, sample_git: GitRepository
) -> None:
    oid = sample_git.read("log", "--no-merges", "-1", "--format=%H", head(sample_git))
    diff = sample_git.git("diff-tree", "-p", "-M", "--no-commit-id", oid).output
    assert sample.raw(f"/commits/{oid}", "application/vnd.github.v3.diff") == diff
    assert sample.raw(f"/commits/{oid}", "application/vnd.github.diff") == diff
    patch = sample.raw(f"/commits/{oid}", "application/vnd.github.patch")
    assert patch.startswith(f"From {oid} ".encode())
    name = sample.raw(f"/commits/{head(sample_git)}", "application/vnd.github.sha")
    assert name.decode() == sample_git.oid(head(sample_git))


def test_a_comparison_counts_as_git_counts(sample: ApiClient, sample_git: GitRepository) -> None:
    tags = [name.decode() for name in sample_git.refs() if name.startswith(b"refs/tags/")]
    base, top = sorted(tags)[0], head(sample_git)
    counts = sample_git.read("rev-list", "--left-right", "--count", f"{base}...{top}").split()
    shown = sample.get(f"/compare/{base}...{top}?per_page=100")
    assert [shown["behind_by"], shown["ahead_by"]] == list(map(int, counts))
    assert shown["merge_base_commit"]["sha"] == sample_git.read("merge-base", base, top)
    expected = sample_git.read("log", "--reverse", "--format=%H", f"{base}..{top}").split()
    assert [each["sha"] for each in shown["commits"]] == expected[:100]
    if len(expected) < 200:
        patch = sample.raw(f"/compare/{base}...{top}", "application/vnd.github.patch")
        assert patch.count(b"\nSubject: [PATCH ") == len(
            sample_git.read("rev-list", "--no-merges", f"{base}..{top}").split()
        )


def test_trees_and_blobs_are_those_of_git(sample: ApiClient, sample_git: GitRepository) -> None:
    tree = sample.get(f"/git/trees/{head(sample_git)}?recursive=1")
    listed = sample_git.git("ls-tree", "-rtz", "--name-only", head(sample_git)).output.split(b"\0")
    paths = [path.decode("utf-8", "replace") for path in listed[:-1]]
    assert [each["path"] for each in tree["tree"]] == paths
    assert not tree["truncated"]
    blobs = [each for each in tree["tree"] if each["type"] == "blob" and each["size"] < 100_000]
    for entry in blobs[::9]:
        blob = sample.get(f"/git/blobs/{entry['sha']}")
        shown = sample_git.git("cat-file", "blob", entry["sha"]).output
        assert base64.b64decode(blob["content"]) == shown
        assert blob["size"] == len(shown)


def test_contents_are_listed_and_read(sample: ApiClient, sample_git: GitRepository) -> None:
    items = sample.get("/contents")
    listed = sample_git.git("ls-tree", "-z", "--name-only", head(sample_git)).output.split(b"\0")
    assert [each["name"] for each in items] == [n.decode("utf-8", "replace") for n in listed[:-1]]
    for name, item in zip(listed, items, strict=False):
        if item["type"] != "file" or item["size"] > 100_000:
            continue
        path = quote(name)
        shown = sample_git.git("cat-file", "blob", item["sha"]).output
        assert base64.b64decode(sample.get(f"/contents/{path}")["content"]) == shown
        assert sample.raw(f"/contents/{path}", "application/vnd.github.raw") == shown


def test_branches_and_tags_are_those_of_git(sample: ApiClient, sample_git: GitRepository) -> None:
    for kind, prefix in (("branches", b"refs/heads/"), ("tags", b"refs/tags/")):
        expected = [
            n.removeprefix(prefix) for n in sorted(sample_git.refs()) if n.startswith(prefix)
        ]
        shown = sample.get(f"/{kind}?per_page=100")
        assert [each["name"] for each in shown] == [
            name.decode("utf-8", "replace") for name in expected[:100]
        ]
        if kind == "branches":
            for name in expected[:8]:
                branch = sample.get(f"/branches/{quote(name)}")
                assert branch["commit"]["sha"] == sample_git.oid(os.fsdecode(prefix + name))
                assert sample.get(f"/branches/{quote(name, safe='')}") == branch
        else:
            assert shown[0]["commit"]["sha"] == sample_git.oid(
                f"refs/tags/{shown[0]['name']}^{{commit}}"
            )


def test_refs_are_read_one_by_one_and_by_prefix(
    sample: ApiClient, sample_git: GitRepository
) -> None:
    ref = sample.get(f"/git/ref/heads/{head(sample_git)}")
    assert ref["object"] == {
        "type": "commit",
        "sha": sample_git.oid(head(sample_git)),
        "url": ref["object"]["url"],
    }
    matching = sample.get("/git/matching-refs/tags/?per_page=100")
    assert matching
    assert all(each["ref"].startswith("refs/tags/") for each in matching)
    annotated = next((each for each in matching if each["object"]["type"] == "tag"), None)
    if annotated:
        tag = sample.get(f"/git/tags/{annotated['object']['sha']}")
        assert f"refs/tags/{tag['tag']}" == annotated["ref"]


def test_a_rev_is_told_what_it_means(sample: ApiClient, sample_git: GitRepository) -> None:
    for rev in (f"{head(sample_git)}~2", f"{head(sample_git)}^{{tree}}", head(sample_git)):
        shown = sample.get(f"/rev-parse/{quote(rev)}")
        assert shown["sha"] == sample_git.oid(rev)


def test_contributors_are_those_of_git(sample: ApiClient, sample_git: GitRepository) -> None:
    shown = sample.get("/contributors?per_page=100&anon=1")
    total = int(sample.ask("GET", "/contributors").headers["x-total-count"])
    lines = set(sample_git.git("log", "--format=%an <%ae>", head(sample_git)).output.splitlines())
    assert total == len(lines)
    assert shown[0]["contributions"] >= shown[-1]["contributions"]


def test_what_has_not_changed_is_not_sent_again(sample: ApiClient) -> None:
    first = sample.ask("GET", "/branches")
    again = sample.ask("GET", "/branches", None, {"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/commits/nothing", 404),
        ("/commits?sha=nothing", 404),
        ("/contents/no/where", 404),
        ("/git/blobs/" + "0" * 40, 404),
        ("/git/blobs/xyz", 422),
        ("/git/ref/heads/none", 404),
        ("/branches/none", 404),
        ("/compare/main", 422),
        ("/commits?per_page=101", 422),
        ("/commits?page=0", 422),
        ("/commits?since=yesterday", 422),
        ("/no/such/address", 404),
        ("/contents/" + "a" * 5_000, 422),
        ("/contents/a%00b", 422),
    ],
)
def test_what_cannot_be_answered_is_refused_in_githubs_shape(
    sample: ApiClient, path: str, status: int
) -> None:
    shown = sample.call(status, "GET", path)
    assert shown["message"]
    if status == 422:
        assert shown["errors"][0]["field"]


def test_a_repository_that_one_may_not_see_is_not_there(sample: ApiClient) -> None:
    hearth = sample.hearth
    assert hearth.reply("GET", "/api/v3/repos/alice/none/commits").status == 404
    assert hearth.reply("GET", "/api/v3/repos/alice/sample/branches").status == 200
    assert hearth.reply("GET", "/api/v3/repos/alice/sample/reflog").status == 401


def test_scripts_of_any_origin_may_ask_by_token(sample: ApiClient) -> None:
    preflight = sample.hearth.reply("OPTIONS", "/api/v3/repos/alice/sample/contents/a/b")
    assert preflight.status == 204
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert sample.ask("GET", "/branches").headers["access-control-allow-origin"] == "*"
    assert sample.ask("GET", "/branches/none").headers["access-control-allow-origin"] == "*"


def test_languages_and_statistics_are_told(sample: ApiClient, sample_git: GitRepository) -> None:
    stats = sample.get("/numbers")
    assert stats["commits"] == int(sample_git.read("rev-list", "--count", head(sample_git)))
    assert isinstance(sample.get("/languages"), dict)


def test_lines_are_found_by_an_expression(sample: ApiClient) -> None:
    shown = sample.get("/grep?pattern=%5B0-9%5D&context=1&limit=3")
    assert sum(line["match"] for file in shown["files"] for line in file["lines"]) == 3
    refused = sample.call(422, "GET", "/grep?pattern=(a")
    assert refused["errors"][0]["field"] == "pattern"
    sample.call(422, "GET", "/grep?pattern=a&context=11")


def test_a_commit_names_the_account_that_has_its_address(
    client: ApiClient, work: GitRepository
) -> None:
    body = {"email": "Alice@Example.com"}
    client.call(200, "PATCH", "/api/v3/user", body)
    work.git(
        "commit", "--quiet", "--allow-empty", "-m", "hers", "--author", "A <ALICE@example.com>"
    )
    work.git("commit", "--quiet", "--allow-empty", "-m", "whose", "--author", "A <a@example.com>")
    client.push(work)
    whose, hers = client.get("/commits?per_page=2")
    assert hers["author"]["login"] == "alice"
    assert hers["commit"]["author"]["email"] == "ALICE@example.com"
    assert whose["author"] is hers["committer"] is None
    assert client.get(f"/commits/{hers['sha']}")["author"]["login"] == "alice"
    assert client.get(f"/compare/{hers['sha']}...main")["base_commit"]["author"]["login"] == "alice"


def test_a_commit_made_here_is_its_makers(client: ApiClient) -> None:
    made = {"message": "m", "content": "eA=="}
    client.call(201, "PUT", "/contents/a.txt", made)
    commit = client.get("/branches/main")["commit"]
    assert commit["author"]["login"] == commit["committer"]["login"] == "alice"
    assert client.get("/commits")[0]["author"]["login"] == "alice"


def test_what_two_commits_have_in_common_is_what_git_says(
    client: ApiClient, work: GitRepository
) -> None:
    work.commits(2)
    work.git("switch", "--quiet", "-c", "topic")
    work.commits(3, "other")
    work.git("switch", "--quiet", "main")
    work.commits(1)
    apart = work.read("commit-tree", "-m", "apart", work.oid("main^{tree}"))
    work.git("update-ref", "refs/heads/apart", apart)
    client.push(work)
    told = client.get("/merge-base/main...topic")
    assert told["sha"] == work.read("merge-base", "main", "topic")
    assert (told["ahead_by"], told["behind_by"]) == (3, 1)
    assert client.get("/merge-base/main...apart")["sha"] is None
    client.call(404, "GET", "/merge-base/main...none")
    client.call(422, "GET", "/merge-base/main")
