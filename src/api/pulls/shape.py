"""Pull requests in GitHub's shapes."""

from __future__ import annotations

from dataclasses import dataclass

from api.issues import shape as issues
from api.shape import time_text
from api.v3.urls import Urls
from forge.names import RepositoryName
from forge.pulls.pull import Pull
from forge.repositories import Repository
from replies import Json


@dataclass(frozen=True, slots=True)
class Size:
    """How much a pull request changes, in commits, files and lines."""

    commits: int
    files: int
    additions: int
    deletions: int


def pull(pull: Pull, base: Repository, urls: Urls) -> dict[str, Json]:
    """As it stands in lists."""
    number = str(pull.issue.number)
    url = urls.api("pulls", number)
    issue = issues.issue(pull.issue, urls)
    kept = {name: issue[name] for name in _AS_ISSUE}
    merged_at = time_text(pull.merge.at) if pull.merge else None
    return kept | {
        "id": pull.issue.id,
        "node_id": f"pull-{pull.issue.id}",
        "url": url,
        "issue_url": urls.api("issues", number),
        "diff_url": urls.html("pull", f"{number}.diff"),
        "patch_url": urls.html("pull", f"{number}.patch"),
        "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments",
        "review_comment_url": urls.api("pulls", "comments") + "{/number}",
        "statuses_url": urls.api("statuses", pull.head.hex_oid),
        "draft": pull.is_draft,
        "merged_at": merged_at,
        "merge_commit_sha": pull.merge.hex_oid if pull.merge else None,
        "requested_reviewers": [issues.user(each, urls) for each in pull.requested],
        "requested_teams": [],
        "head": _head(pull, urls),
        "base": _branch(base.name, pull.base_branch, pull.base_oid, urls, base.id),
    }


def whole_pull(pull_: Pull, base: Repository, size: Size, urls: Urls) -> dict[str, Json]:
    """As it is shown by itself."""
    merge = pull_.merge
    return pull(pull_, base, urls) | {
        "merged": merge is not None,
        "merged_by": issues.user(merge.by if merge else None, urls),
        "mergeable": None,
        "mergeable_state": "unknown",
        "rebaseable": None,
        "comments": pull_.issue.comments,
        "review_comments": pull_.review_comments,
        "maintainer_can_modify": False,
        "commits": size.commits,
        "changed_files": size.files,
        "additions": size.additions,
        "deletions": size.deletions,
    }


_AS_ISSUE = (
    *("number", "html_url", "comments_url", "title", "state", "labels", "assignee", "assignees"),
    *("milestone", "locked", "active_lock_reason", "closed_at", "user", "agent", "body"),
    *("created_at", "updated_at"),
)


def _head(pull: Pull, urls: Urls) -> Json:
    head = pull.head
    if head.repository is None or not head.repository.is_shown:
        label = f"unknown:{head.branch}"
        return {"label": label, "ref": head.branch, "sha": head.hex_oid, "user": None, "repo": None}
    repository = head.repository
    return _branch(repository.name, head.branch, head.hex_oid, urls, repository.id)


def _branch(
    name: RepositoryName, branch: str, hex_oid: str, urls: Urls, repository_id: int
) -> dict[str, Json]:
    its = Urls(urls.origin, str(name))
    return {
        "label": f"{name.owner}:{branch}",
        "ref": branch,
        "sha": hex_oid,
        "user": {"login": name.owner, "html_url": f"{urls.origin}/{name.owner}"},
        "repo": {
            "id": repository_id,
            "name": name.name,
            "full_name": str(name),
            "owner": {"login": name.owner},
            "url": its.api(),
            "html_url": its.html(),
            "clone_url": its.clone(),
        },
    }
