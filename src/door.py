"""Who stands at the door: from a request to the actor whose rights count.

Somebody shows, and the first of these counts: an Authorization header; the cookie of a session;
where the installation stands behind Cloudflare Access, its assertion. Cookie and assertion come
from a browser by itself, whatever page it shows; so whatever is done by them has to come from a
page of ours. What a client says in headers of Hearth's own (`x-hearth-*`) is never listened to.
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv6Network

from config import Config
from exchange import Request
from forge.access import ANONYMOUS, OUTSIDER, Actor
from forge.accounts.sessions import Browser, Session, claim_of_session, find_session
from forge.authentication import Authenticator, Doorkeeping, claim_of
from forge.database import Alongside, Database
from forge.elsewhere.cloudflare_access import AccessMeans, CloudflareAccess
from forge.errors import NotAllowed
from forge.names import RepositoryName
from forge.repositories import (
    Repository,
    ask_for_repository,
    find_repository,
    holds_for,
    repository_for,
)
from forge.users import Claim
from ports import Ports

SESSION_COOKIE = "__Host-hearth"
"""The prefix makes browsers take it over TLS only, for this very host, from this very host."""

COOKIE_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"

MAX_COOKIES = 8_192
"""Characters of the header that are looked at; ours has 60."""

_CUSTOMER_BITS = 64

_READING = ("GET", "HEAD", "OPTIONS")


class Door:
    def __init__(
        self,
        config: Config,
        ports: Ports,
        authenticator: Authenticator,
        access: CloudflareAccess | None,
    ) -> None:
        self.authenticator = authenticator
        self._config = config
        self._database = ports.database
        self._clock = ports.clock
        self._access = access

    async def admit(self, request: Request) -> Actor:
        """The actor; without credentials `ANONYMOUS`, or `OUTSIDER` where strangers see nothing.

        BadCredentials, TooManyAttempts; NotAllowed when a page elsewhere sent the request.
        """
        return await self._admit(request, self._database)

    async def admit_to(
        self, request: Request, name: RepositoryName
    ) -> tuple[Actor, Repository | None]:
        """The actor, and the repository called `name` as `find_repository` has it for them.

        Both come of one round trip where the credentials tell beforehand whom they mean. What
        they are worth is found out as ever, and a role counts only for whom it was looked up.
        """
        claim = _find_claim(request)
        if claim is not None:
            asking = Alongside(self._database, ask_for_repository(name, claim))
            actor = await self._admit(request, asking)
            if asking.rows is not None and holds_for(actor.user, asking.rows):
                return actor, repository_for(actor.user, asking.rows)
        else:
            actor = await self.admit(request)
        return actor, await find_repository(self._database, name, actor.user)

    async def _admit(self, request: Request, database: Database) -> Actor:
        authorization = request.headers.get("authorization")
        if authorization is not None:
            authenticator = self.authenticator.over(database)
            return await authenticator.authenticate(authorization, address_of(request))
        session = await self._find_session(request, database)
        if session is not None:
            check_same_site(request)
            return session.actor
        actor = await self._admit_by_access(request)
        if actor is not None:
            check_same_site(request)
            return actor
        return OUTSIDER if self._config.is_closed else ANONYMOUS

    async def find_session(self, request: Request) -> Session | None:
        """The session whose cookie the browser showed, while it lasts."""
        return await self._find_session(request, self._database)

    async def _find_session(self, request: Request, database: Database) -> Session | None:
        secret = read_cookie(request, SESSION_COOKIE)
        return await find_session(database, secret, self._clock()) if secret else None

    async def _admit_by_access(self, request: Request) -> Actor | None:
        assertion = request.headers.get("cf-access-jwt-assertion")
        if self._access is None or assertion is None:
            return None
        return await self._access.admit(assertion)


def open_door(config: Config, ports: Ports) -> Door:
    """The door of an installation with these settings."""
    keeping = Doorkeeping(ports.database, ports.passwords, ports.clock, ports.gate)
    authenticator = Authenticator(keeping, config.configured_account)
    access = None
    if config.access is not None:
        means = AccessMeans(ports.database, ports.clock, ports.web, ports.verify_rs256)
        access = CloudflareAccess(config.access, means)
    return Door(config, ports, authenticator, access)


def _find_claim(request: Request) -> Claim | None:
    """Whom the credentials mean of which the database knows; BadCredentials as in `admit`."""
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return claim_of(authorization)
    secret = read_cookie(request, SESSION_COOKIE)
    return claim_of_session(secret) if secret else None


def read_cookie(request: Request, name: str) -> str | None:
    """The value of the cookie called `name`; None when it is missing or cannot be read."""
    header = request.headers.get("cookie", "")
    if len(header) > MAX_COOKIES:
        return None
    for pair in header.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return None


def check_same_site(request: Request) -> None:
    """Refuse what a browser was made to send by a page elsewhere, unless it only reads.

    Browsers tell by `Sec-Fetch-Site` or, the older ones, by `Origin`; who tells neither is no
    browser, and has no business with a browser's cookie.
    """
    if request.method in _READING:
        return
    if "sec-fetch-site" not in request.headers and "origin" not in request.headers:
        raise NotAllowed("A request with a cookie has to say which page it comes from.")
    check_not_cross_site(request)


def check_not_cross_site(request: Request) -> None:
    """Refuse what says that it comes from a page elsewhere; what says nothing may pass."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise NotAllowed("This may only be asked for by a page of this server.")
    if origin is not None and origin != request.origin:
        raise NotAllowed("This may only be asked for by a page of this server.")


def address_of(request: Request) -> str:
    """Where a request comes from, for counting: of IPv6 the network that a customer is given."""
    address = request.headers.get("cf-connecting-ip", "")
    try:
        return str(IPv6Network((address, _CUSTOMER_BITS), strict=False))
    except (AddressValueError, ValueError):
        return address


def browser_of(request: Request) -> Browser:
    address = request.headers.get("cf-connecting-ip", "")
    return Browser(request.headers.get("user-agent", ""), address)


def session_cookie(secret: str, seconds: int) -> str:
    """A `Set-Cookie` for the session; no text and no seconds to remove it."""
    return f"{SESSION_COOKIE}={secret}; Max-Age={seconds}; {COOKIE_ATTRIBUTES}"
