"""How refusals are written: as OAuth has it at the sign-in, as the core has it, as the tenant has it."""

from http import HTTPStatus
from typing import Any, Literal

import msgspec
from starlette.responses import PlainTextResponse, Response

from rearview.sandbox.server.moment import iso
from rearview.sandbox.server.refusal import Refusal

Family = Literal["oauth", "core", "tenant"]

_GENERIC = "COMMON_ERROR_GENERIC"
_TIMED_OUT = "53S01"


def family_of(path: str) -> Family:
    """Return the family of endpoints that a path belongs to."""
    if path.startswith("/api/"):
        return "tenant"
    return "oauth" if path.startswith(("/services/oauth2/", "/services/a360/")) else "core"


def answer(refusal: Refusal, *, path: str, tenant_id: str, errors_as: str, at_ms: int) -> Response:
    """Return the answer for a refusal, as the family of that path writes it."""
    match family_of(path):
        case "oauth":
            body: Any = {"error": refusal.code, "error_description": refusal.message}
        case "tenant" if refusal.status == HTTPStatus.UNAUTHORIZED:
            body = _unauthorized(refusal)
        case "tenant":
            body = _tenant(refusal, path, tenant_id, at_ms)
        case "core":
            return _core(refusal, errors_as)
    return _json(refusal.status, body, refusal)


def _core(refusal: Refusal, errors_as: str) -> Response:
    status = HTTPStatus.REQUEST_TIMEOUT if refusal.sqlstate == _TIMED_OUT else refusal.status
    message = _with_sql(refusal)
    if errors_as == "text":
        return PlainTextResponse(message, status, refusal.headers)
    error = {"errorCode": refusal.code, "message": message}
    return _json(status, error if errors_as == "dict" else [error], refusal)


def _with_sql(refusal: Refusal) -> str:
    """Return the message with SQL state and hint, for which the core has no fields of their own."""
    state = f" (SQLSTATE: {refusal.sqlstate})" if refusal.sqlstate else ""
    hint = f" HINT: {refusal.hint}" if refusal.hint else ""
    return f"{refusal.message}{state}{hint}"


def _tenant(refusal: Refusal, path: str, tenant_id: str, at_ms: int) -> dict[str, Any]:
    details = {"sqlState": refusal.sqlstate, "customerHint": refusal.hint}
    return {
        "timestamp": iso(at_ms).replace("Z", "+00:00"),
        "error": "Too many requests" if refusal.status == HTTPStatus.TOO_MANY_REQUESTS else _GENERIC,
        "message": refusal.message,
        "path": path,
        "tenantId": tenant_id,
        "internalErrorCode": _GENERIC,
        "details": {name: value for name, value in details.items() if value},
    }


def _unauthorized(refusal: Refusal) -> dict[str, Any]:
    details = {"status": "UNAUTHENTICATED: Invalid JWT (not before or expired)", "statusCode": refusal.status}
    return {
        "error": refusal.code,
        "message": refusal.message,
        "internalErrorCode": _GENERIC,
        "details": details,
    }


def _json(status: int, body: object, refusal: Refusal) -> Response:
    return Response(msgspec.json.encode(body), status, refusal.headers, "application/json")
