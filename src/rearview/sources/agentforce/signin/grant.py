"""What a sign-in gives: a token, the address that it opens, and whose it is. It must never show the token."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec

from rearview.errors import AuthError
from rearview.sources.agentforce.signin import said
from rearview.sources.agentforce.signin.remedy import remedy
from rearview.sources.agentforce.wire import Reply, Request, allowed

_ORG_ID = re.compile(r"(?:/id/|^)(00D\w{12}(?:\w{3})?)(?:[/!]|$)")
_SHORT = 15
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a sign-in gave."""

    url: str
    """Scheme and host that the token opens."""
    token: str = field(repr=False)
    org_id: str
    """In the long form, whichever was told."""
    username: str | None
    """Who signed in, where that is known: an app that signs in for itself has a user of its own."""
    scopes: frozenset[str] | None = None
    """What the app may do, where the sign-in tells it."""
    issued_ms: int | None = None
    """When it was given, by the org's clock."""


Sign = Callable[[], Grant]
"""A way of signing in: called for the first token, and again when that has ended."""


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    instance_url: str
    id: str | None = None
    scope: str | None = None
    issued_at: str | int | None = None


def request(url: str, form: dict[str, str]) -> Request:
    """Return what asks for a token."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    return Request(
        method="POST", url=f"{url}/services/oauth2/token", headers=headers, body=urlencode(form).encode()
    )


def read(reply: Reply, *, of: str, username: str | None = None) -> Grant:
    """Return what the sign-in at an address answered, or say why it refused."""
    try:
        told = msgspec.json.decode(reply.body, type=_Token)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _refusal(reply, of) from None
    issued = str(told.issued_at)
    return Grant(
        url=allowed(told.instance_url),
        token=told.access_token,
        org_id=org_id(told.id or "", told.access_token, of=of),
        username=username,
        scopes=None if told.scope is None else frozenset(told.scope.split()),
        issued_ms=int(issued) if issued.isascii() and issued.isdigit() else None,
    )


def org_id(*told: str, of: str) -> str:
    """Return the org's id in the long form, from the first text that has it: an id, an address of one, a token."""
    for text in told:
        if found := _ORG_ID.search(text):
            return _long(found[1])
    raise AuthError.no_org_id(of)


def _refusal(reply: Reply, of: str) -> AuthError:
    if reply.status == HTTPStatus.OK or not said.refusal(reply)[0]:
        return AuthError.no_sign_in(of, reply.status)
    told = said.sentence(reply)
    found = remedy(told)
    return AuthError.refused(of, told, cause=found.cause, page=found.page)


def _long(org_id: str) -> str:
    """Return an id with three more characters, where it hasn't got them, that say which of the others are capitals."""
    if len(org_id) > _SHORT:
        return org_id
    fives = (org_id[start : start + 5] for start in range(0, _SHORT, 5))
    return org_id + "".join(
        _CAPITALS[sum(letter.isupper() << place for place, letter in enumerate(five))] for five in fives
    )
