"""Walking through a sign-in step by step: which works, and for what doesn't the likely cause and the page to open.

Steps that don't need each other are all tried. It must never change anything, nor show what is secret.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from rearview.errors import AuthError, RearviewError
from rearview.sources.agentforce.signin import keys, lookup, private_file, said, sf, ways
from rearview.sources.agentforce.signin.jwt_bearer import LIFE_S
from rearview.sources.agentforce.signin.login import Login, Method
from rearview.sources.agentforce.signin.lookup import Found
from rearview.sources.agentforce.signin.remedy import QUERY_REFUSED, SCOPES, remedy
from rearview.sources.agentforce.signin.session import Session, sign_in
from rearview.sources.agentforce.signin.sf import SfOrg
from rearview.sources.agentforce.signin.ways import User
from rearview.sources.agentforce.wire import Reply, Wire

T = TypeVar("T")

_QUERY = "/services/data/v64.0/ssot/query-sql"
_ANY_SESSION = 'SELECT "ssot__Id__c" FROM "ssot__AIAgentSession__dlm" LIMIT 1'
_NEEDED = frozenset({"api", "cdp_query_api"})
_DONE = {HTTPStatus.OK, HTTPStatus.CREATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step of a sign-in, tried."""

    step: str
    ok: bool
    detail: str
    """What was found, or what went wrong."""
    cause: str | None = None
    """What is the likely cause, or what to do about it."""
    page: str | None = None
    """The page of Setup on which it is changed."""


Trying = Generator[Check, None, T]
"""Steps as they are tried, and in the end what they gave."""


def walk(login: Login, wire: Wire) -> Iterator[Check]:
    """Try each step of a sign-in, and then what it is good for."""
    if not (yield from _PREPARED[login.method](login)):
        return
    session = yield from _tried("core token", lambda: sign_in(login, wire), _opened)
    if session is None:
        return
    if session.scopes is not None:
        yield _scopes(session.scopes)
    yield from _tried("exchange", session.tenant, lambda tenant: f"{tenant.url} answers Query V3")
    yield from _tried("query", lambda: _ask(session), lambda _: "sessions can be queried")


def _by_key(login: Login) -> Trying[bool]:
    key = yield from _key(login)
    app = yield from _tried("consumer key", lambda: lookup.consumer_key(login), _found)
    known = None
    if not login.username:
        known = yield from _tried("sf", lambda: sf.display(login.org), _known)
    if not (login.username or known):
        return False
    user = yield from _tried("assertion", lambda: ways.user(login, known), _signing)
    return bool(key and app and user)


def _key(login: Login) -> Trying[bool]:
    path = yield from _tried("key file", lambda: lookup.key_path(login), str)
    if path is None:
        return False
    private = yield from _tried(
        "key permissions", lambda: private_file.read(path), lambda _: "only you can get at it"
    )
    if private is None:
        return False
    key = yield from _tried("key", lambda: keys.load(path), lambda key: f"RSA with {key.key_size:,} bits")
    return key is not None


def _by_secret(login: Login) -> Trying[bool]:
    app = yield from _tried("consumer key", lambda: lookup.consumer_key(login), _found)
    secret = yield from _tried("consumer secret", lambda: lookup.client_secret(login), _found)
    url = yield from _tried("My Domain", lambda: ways.app_url(login), str)
    return bool(app and secret and url)


def _by_sf(login: Login) -> Trying[bool]:
    known = yield from _tried("sf", lambda: sf.display(login.org), _known)
    return known is not None


_PREPARED: Mapping[Method, Callable[[Login], Trying[bool]]] = {
    "jwt": _by_key,
    "client-credentials": _by_secret,
    "sf": _by_sf,
}
"""What has to be right before anything is sent."""


def _tried(step: str, act: Callable[[], T], tell: Callable[[T], str]) -> Trying[T | None]:
    """Try a step; what it gives is returned, None if it fails."""
    try:
        done = act()
    except RearviewError as error:
        page = error.page if isinstance(error, AuthError) else None
        cause = error.cause if isinstance(error, AuthError) else error.hint
        yield Check(step=step, ok=False, detail=error.what, cause=cause, page=page)
        return None
    yield Check(step=step, ok=True, detail=tell(done))
    return done


def _scopes(given: frozenset[str]) -> Check:
    lacking = _NEEDED - given - ({"api"} if "full" in given else set())
    if not lacking:
        return Check(step="scopes", ok=True, detail=" ".join(sorted(given)))
    detail = f"The app lacks {' and '.join(sorted(lacking))}."
    return Check(step="scopes", ok=False, detail=detail, cause=SCOPES.cause, page=SCOPES.page)


def _ask(session: Session) -> Reply:
    """Ask for a session in the way that needs the least: what is refused here is refused everywhere."""
    reply = session.core.fetch(
        "POST",
        _QUERY,
        read=lambda reply: reply,
        params={"dataspace": session.data_space},
        json={"sql": _ANY_SESSION},
    )
    if reply.status not in _DONE:
        told = said.sentence(reply)
        found = remedy(told, QUERY_REFUSED)
        raise AuthError.no_query(session.instance_url, told, cause=found.cause, page=found.page)
    return reply


def _found(found: Found) -> str:
    return f"found in {found.place}"


def _known(org: SfOrg) -> str:
    return f"{org.username} at {org.instance_url}"


def _signing(user: User) -> str:
    return f"{user.username} signs in at {user.login_url}, each time for {LIFE_S:,} seconds"


def _opened(session: Session) -> str:
    return f"{session.instance_url} is open, org {session.org_id}"
