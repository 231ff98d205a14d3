"""Issues and what belongs to them, in GitHub's shapes."""

from __future__ import annotations

from collections.abc import Mapping

from api.shape import person_shape, time_text
from api.v3.urls import Urls
from forge.issues.comments import Comment
from forge.issues.edits import Edit
from forge.issues.issue import Issue, MilestoneName, Writing
from forge.issues.labels import DEFAULT_COLOR, Label
from forge.issues.milestones import Milestone
from forge.issues.reactions import CONTENTS, Reaction
from forge.users import User
from replies import Json


def user(person: User | None, urls: Urls) -> Json:
    return None if person is None else person_shape(person, urls.origin)


def issue(issue: Issue, urls: Urls) -> dict[str, Json]:
    number, standing = str(issue.number), issue.standing
    url = urls.api("issues", number)
    assignees = [user(each, urls) for each in issue.assignees]
    shown: dict[str, Json] = {
        "id": issue.id,
        "node_id": f"issue-{issue.id}",
        "number": issue.number,
        "url": url,
        "repository_url": urls.api(),
        "html_url": urls.html("pull" if issue.is_pull else "issues", number),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "title": issue.title,
        "state": "open" if standing.is_open else "closed",
        "state_reason": standing.close_reason and standing.close_reason.value,
        "labels": [label(each, urls) for each in issue.labels],
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": issue.milestone and milestone_name(issue.milestone, urls),
        "locked": standing.lock_reason is not None,
        "active_lock_reason": standing.lock_reason or None,
        "pinned": standing.is_pinned,
        "comments": issue.comments,
        "closed_at": time_text(standing.closed_at),
        "closed_by": user(standing.closed_by, urls),
        **writing(issue.text, urls, url),
    }
    if issue.pull is not None:
        shown["draft"] = issue.pull.is_draft
        shown["pull_request"] = {
            "url": urls.api("pulls", number),
            "html_url": urls.html("pull", number),
            "diff_url": urls.html("pull", f"{number}.diff"),
            "patch_url": urls.html("pull", f"{number}.patch"),
            "merged_at": time_text(issue.pull.merged_at),
        }
    return shown


def writing(text: Writing, urls: Urls, url: str) -> dict[str, Json]:
    """A text in `url`, with who wrote it, and what they wrote it with."""
    return {
        "user": user(text.author, urls),
        "agent": text.agent,
        "body": text.body,
        "created_at": time_text(text.created_at),
        "updated_at": time_text(text.updated_at),
        "reactions": reaction_counts(text.reactions, url),
    }


def reaction_counts(counts: Mapping[str, int], url: str) -> dict[str, Json]:
    each: dict[str, Json] = {content: counts.get(content, 0) for content in CONTENTS}
    return {"url": f"{url}/reactions", "total_count": sum(counts.values()), **each}


def reaction(reaction: Reaction, urls: Urls) -> dict[str, Json]:
    return {
        "id": reaction.id,
        "node_id": f"reaction-{reaction.id}",
        "user": user(reaction.user, urls),
        "content": reaction.content,
        "created_at": time_text(reaction.created_at),
    }


def label(label: Label, urls: Urls) -> dict[str, Json]:
    return {
        "id": label.id,
        "node_id": f"label-{label.id}",
        "url": urls.api("labels", label.name),
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description or None,
    }


def label_of_then(told: Mapping[str, object]) -> Json:
    """A label as an event tells of it; it may be gone."""
    return {"name": str(told.get("name", "")), "color": str(told.get("color", DEFAULT_COLOR))}


def milestone_name(milestone: MilestoneName, urls: Urls) -> dict[str, Json]:
    return {
        "id": milestone.id,
        "node_id": f"milestone-{milestone.id}",
        "number": milestone.number,
        "url": urls.api("milestones", str(milestone.number)),
        "html_url": urls.html("milestone", str(milestone.number)),
        "title": milestone.title,
        "state": "open" if milestone.is_open else "closed",
    }


def milestone(milestone: Milestone, urls: Urls) -> dict[str, Json]:
    name = MilestoneName(milestone.id, milestone.number, milestone.title, milestone.is_open)
    return milestone_name(name, urls) | {
        "labels_url": urls.api("milestones", str(milestone.number), "labels"),
        "description": milestone.description or None,
        "creator": user(milestone.creator, urls),
        "open_issues": milestone.open_issues,
        "closed_issues": milestone.closed_issues,
        "created_at": time_text(milestone.created_at),
        "updated_at": time_text(milestone.updated_at),
        "closed_at": time_text(milestone.closed_at),
        "due_on": time_text(milestone.due_at),
    }


def comment(comment: Comment, urls: Urls) -> dict[str, Json]:
    url = urls.api("issues", "comments", str(comment.id))
    page = urls.html("pull" if comment.is_pull else "issues", str(comment.number))
    return {
        "id": comment.id,
        "node_id": f"comment-{comment.id}",
        "url": url,
        "html_url": f"{page}#issuecomment-{comment.id}",
        "issue_url": urls.api("issues", str(comment.number)),
        **writing(comment.text, urls, url),
    }


def edit(edit: Edit, urls: Urls) -> dict[str, Json]:
    return {
        "id": edit.id,
        "editor": user(edit.editor, urls),
        "edited_at": time_text(edit.edited_at),
        "body_before": edit.body,
    }
