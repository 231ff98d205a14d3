"""Notifications and subscriptions in GitHub's shapes."""

from __future__ import annotations

from api.issues.answers import TEXT
from api.issues.answers import shape as named
from api.shape import time_text
from api.v3.schema import Boolean, Nullable, Object
from api.v3.urls import API, Urls
from forge.inbox.notifications import Notification
from forge.inbox.subscriptions import Subscription
from replies import Json


def notification(notification: Notification, origin: str) -> dict[str, Json]:
    issue = notification.issue
    urls = Urls(origin, str(issue.repository))
    number = str(issue.number)
    url = thread_url(notification, origin)
    return {
        "id": str(notification.id),
        "reason": notification.reason,
        "unread": notification.is_unread,
        "updated_at": time_text(notification.updated_at),
        "last_read_at": time_text(notification.read_at),
        "subject": {
            "title": issue.title,
            "type": "PullRequest" if issue.is_pull else "Issue",
            "url": urls.api("pulls" if issue.is_pull else "issues", number),
            "latest_comment_url": None,
            "html_url": urls.html("pull" if issue.is_pull else "issues", number),
        },
        "repository": {
            "name": issue.repository.name,
            "full_name": str(issue.repository),
            "owner": {"login": issue.repository.owner},
            "url": urls.api(),
            "html_url": urls.html(),
        },
        "url": url,
        "subscription_url": f"{url}/subscription",
    }


def thread_url(notification: Notification, origin: str) -> str:
    return f"{origin}{API}/notifications/threads/{notification.id}"


def subscription(subscription: Subscription, url: str) -> dict[str, Json]:
    return {
        "subscribed": not subscription.is_ignored,
        "ignored": subscription.is_ignored,
        "reason": subscription.reason,
        "created_at": time_text(subscription.created_at),
        "url": url,
    }


NOTIFICATION = named(
    "notification",
    id=TEXT,
    reason=TEXT,
    unread=Boolean(),
    updated_at=TEXT,
    last_read_at=Nullable(TEXT),
    subject=Object({"title": TEXT, "type": TEXT, "url": TEXT}, ("title", "type", "url")),
    repository=Object({"full_name": TEXT}, ("full_name",)),
    url=TEXT,
    subscription_url=TEXT,
)
SUBSCRIPTION = named(
    "subscription",
    subscribed=Boolean(),
    ignored=Boolean(),
    reason=Nullable(TEXT),
    created_at=TEXT,
    url=TEXT,
)
