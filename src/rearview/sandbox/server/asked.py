"""What the endpoints read out of a request: its token, its numbers, its JSON body. A bad one is refused here.

Nothing here knows what is asked for.
"""

from typing import TypeVar, overload
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from rearview.sandbox.engines import Parameter
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.results import View
from rearview.sandbox.server.standin import Standin
from rearview.sandbox.server.tokens import Kind

Body = TypeVar("Body", bound=msgspec.Struct)

_BEARER = "bearer "
_DIGITS = 18


def standin_of(request: Request) -> Standin:
    """Return the stand-in that was asked."""
    standin: Standin = request.app.state.standin
    return standin


def view_of(request: Request) -> View:
    """Return what the request gets to see of results."""
    view: View = getattr(request.state, "view", None) or View()
    return view


def bearer(request: Request) -> str:
    """Return the token that came with the request; empty if there was none."""
    sent = request.headers.get("authorization", "")
    return sent[len(_BEARER) :] if sent.lower().startswith(_BEARER) else ""


def authorise(request: Request, kind: Kind) -> Standin:
    """Return the stand-in, if the request's token opens doors of that kind."""
    standin = standin_of(request)
    if not standin.tokens.good(kind, bearer(request)):
        raise Refusal.core_token() if kind == "core" else Refusal.tenant_token()
    return standin


class Value(msgspec.Struct, frozen=True):
    """A value for a placeholder of a statement."""

    value: str | float | bool | None = None
    type: str = "varchar"
    name: str | None = None

    def parameter(self, *, named: bool) -> Parameter:
        """Return it as an engine takes it; by its name only where placeholders have names."""
        value = str(self.value).lower() if isinstance(self.value, bool) else self.value
        text = None if value is None else str(value)
        return Parameter(name=self.name if named else None, type=self.type, value=text)


async def json_of(request: Request, body: type[Body]) -> Body:
    """Return the body of a request as what it should be."""
    try:
        return msgspec.json.decode(await request.body(), type=body)
    except msgspec.DecodeError as error:
        raise Refusal.body(error) from error


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form, whether they came in the body or in the address."""
    body = (await request.body()).decode("utf-8", "replace")
    return {**request.query_params, **dict(parse_qsl(body, keep_blank_values=True))}


def whole(text: str) -> int:
    """Return the whole number that a text is; -1 if it is none, or one beyond all measure."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else -1


@overload
def number_in(
    request: Request, name: str, default: int, *, least: int = 0, most: int | None = None
) -> int: ...
@overload
def number_in(
    request: Request, name: str, default: None = None, *, least: int = 0, most: int | None = None
) -> int | None: ...
def number_in(
    request: Request, name: str, default: int | None = None, *, least: int = 0, most: int | None = None
) -> int | None:
    """Return a number from the address within its limits; what is absent has its default."""
    sent = request.query_params.get(name)
    if sent is None:
        return default
    number = whole(sent)
    if number < least or (most is not None and number > most):
        raise Refusal.limits(name=name, least=least, most=most)
    return number


def offset_in(request: Request) -> int:
    """Return the offset in the address, which nobody may leave out."""
    offset = number_in(request, "offset")
    if offset is None:
        raise Refusal.missing(name="offset")
    return offset
