"""Exchanging a core token for one of the org's tenant of Data 360, which answers Query V3 at a host of its own."""

from http import HTTPStatus
from urllib.parse import urlencode

import msgspec

from rearview.errors import ExchangeRefusedError
from rearview.sources.agentforce.signin import said
from rearview.sources.agentforce.signin.door import Door, Pass
from rearview.sources.agentforce.signin.remedy import SCOPES
from rearview.sources.agentforce.wire import Reply, Request, allowed

_PATH = "/services/a360/token"
_FORM = {
    "grant_type": "urn:salesforce:grant-type:external:cdp",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
}
_DEFAULT = "default"


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    instance_url: str


def exchange(core: Door, data_space: str) -> Pass:
    """Return what opens the tenant, with a new core token if the old one has ended."""
    space = {} if data_space == _DEFAULT else {"dataspace": data_space}

    def make(held: Pass) -> Request:
        return Request(
            method="POST",
            url=f"{held.url}{_PATH}",
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            # In the body, not in the address: addresses end up in logs.
            body=urlencode({**_FORM, **space, "subject_token": held.token}).encode(),
        )

    answer = core.answer(make, lambda reply: reply)
    if answer is None:
        raise _refused(core.url, f"status {HTTPStatus.UNAUTHORIZED.value}")
    return _read(answer[0], core.url)


def _read(reply: Reply, core_url: str) -> Pass:
    try:
        told = msgspec.json.decode(reply.body, type=_Token)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _refused(core_url, said.sentence(reply)) from None
    # The host is told without a scheme; it is spoken to as the one was that told it.
    host = told.instance_url.rpartition("://")[2]
    return Pass(url=allowed(f"{core_url.partition('://')[0]}://{host}"), token=told.access_token)


def _refused(core_url: str, why: str) -> ExchangeRefusedError:
    return ExchangeRefusedError.by(core_url, why, cause=SCOPES.cause, page=SCOPES.page)
