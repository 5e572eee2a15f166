"""Signing in: core tokens by an assertion, a secret or a refresh token; tenant's tokens for core ones.

An assertion is really verified: its signature against the app's registered key, whose it is, for whom, until when.
"""

import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rearview.sandbox.server.asked import bearer, form_of, standin_of
from rearview.sandbox.server.denial import Denial
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.standin import Standin

_SCOPE = "cdp_query_api cdp_profile_api api refresh_token"
_EXCHANGE = "urn:salesforce:grant-type:external:cdp"
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 -- the name of a kind of token
_JWT = "urn:ietf:params:oauth:token-type:jwt"
_USER_ID = "005Ko000001SboxIAU"

Form = Mapping[str, str]


async def sign_in(request: Request) -> Response:
    """Give out a core token."""
    form = await form_of(request)
    standin = standin_of(request)
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise Refusal.denied(Denial.GRANT_TYPE)
    grant(standin, form)
    token = standin.tokens.issue_core(standin.behaviour)
    return JSONResponse(
        {
            "access_token": token,
            "scope": _SCOPE,
            "instance_url": standin.url,
            "id": f"{standin.url}/id/{standin.org_id}/{_USER_ID}",
            "token_type": "Bearer",
            "issued_at": str(standin.clock.now_ms()),
        }
    )


async def exchange(request: Request) -> Response:
    """Give out a tenant's token for a core one, and the tenant's host without a scheme, as the real service does."""
    form = await form_of(request)
    standin = standin_of(request)
    if form.get("grant_type") != _EXCHANGE:
        raise Refusal.denied(Denial.GRANT_TYPE)
    if form.get("subject_token_type") != _ACCESS_TOKEN:
        raise Refusal.denied(Denial.SUBJECT_TYPE)
    if not standin.tokens.good("core", form.get("subject_token", "")):
        raise Refusal.denied(Denial.SUBJECT)
    if not standin.behaviour.exchanges:
        raise Refusal.denied(Denial.SCOPE)
    return JSONResponse(
        {
            "access_token": standin.tokens.issue_tenant(standin.behaviour),
            "instance_url": standin.host,
            "token_type": "Bearer",
            "issued_token_type": _JWT,
            "expires_in": standin.behaviour.tenant_token_ms // 1000,
        }
    )


async def revoke(request: Request) -> Response:
    """Let a token be good no more."""
    form = await form_of(request)
    if not standin_of(request).tokens.revoke(form.get("token", "")):
        raise Refusal.denied(Denial.TOKEN)
    return Response(status_code=HTTPStatus.OK)


async def who(request: Request) -> Response:
    """Say whose a core token is."""
    standin = standin_of(request)
    if not standin.tokens.good("core", bearer(request)):
        raise Refusal.denied(Denial.BEARER)
    return JSONResponse(
        {
            "sub": f"{standin.url}/id/{standin.org_id}/{_USER_ID}",
            "user_id": _USER_ID,
            "organization_id": standin.org_id,
            "preferred_username": standin.credentials.username,
        }
    )


def _by_assertion(standin: Standin, form: Form) -> None:
    credentials = standin.credentials
    try:
        claims = jwt.decode(
            form.get("assertion", ""),
            credentials.public_key,
            algorithms=["RS256"],
            options={
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "require": ["iss", "sub", "aud", "exp"],
            },
        )
    except jwt.PyJWTError as error:
        raise Refusal.denied(Denial.ASSERTION) from error
    if claims["iss"] != credentials.consumer_key:
        raise Refusal.denied(Denial.CLIENT)
    if claims["aud"] != standin.url:
        raise Refusal.denied(Denial.AUDIENCE)
    _check_expiry(standin, claims["exp"])
    if claims["sub"] != credentials.username:
        raise Refusal.denied(Denial.USER)


def _check_expiry(standin: Standin, expires: object) -> None:
    if not isinstance(expires, int | float):
        raise Refusal.denied(Denial.ASSERTION)
    ahead_ms = expires * 1000 - standin.clock.wall_ms()
    if ahead_ms <= 0:
        raise Refusal.denied(Denial.EXPIRED)
    if ahead_ms > standin.behaviour.assertion_ms:
        raise Refusal.denied(Denial.ASSERTION)


def _by_secret(standin: Standin, form: Form) -> None:
    _check_app(standin, form)


def _by_refresh_token(standin: Standin, form: Form) -> None:
    _check_app(standin, form)
    if not _same(form.get("refresh_token"), standin.credentials.refresh_token):
        raise Refusal.denied(Denial.REFRESH_TOKEN)


def _check_app(standin: Standin, form: Form) -> None:
    if form.get("client_id") != standin.credentials.consumer_key:
        raise Refusal.denied(Denial.CLIENT)
    if not _same(form.get("client_secret"), standin.credentials.consumer_secret):
        raise Refusal.denied(Denial.SECRET)


def _same(sent: str | None, kept: str) -> bool:
    return hmac.compare_digest((sent or "").encode(), kept.encode())


_GRANTS: Mapping[str, Callable[[Standin, Form], None]] = {
    "urn:ietf:params:oauth:grant-type:jwt-bearer": _by_assertion,
    "client_credentials": _by_secret,
    "refresh_token": _by_refresh_token,
}
