"""Signing in: what is given out, to whom, and in which words everyone else is refused."""

import time
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from rearview.sandbox.server import Behaviour, Plan, Rule, Standin
from tests.sandbox.server.caller import ALL, EXCHANGE, Caller

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN = "/services/oauth2/token"  # noqa: S105 -- an address


def assertion(
    standin: Standin, *, key: rsa.RSAPrivateKey | str = "", algorithm: str = "RS256", **claims: Any
) -> dict[str, Any]:
    """Return the form of a sign-in by assertion, with some claims as they shouldn't be; None leaves one out."""
    good = {
        "iss": standin.credentials.consumer_key,
        "sub": standin.credentials.username,
        "aud": standin.url,
        "exp": int(time.time()) + 300,
    }
    sent = {name: value for name, value in {**good, **claims}.items() if value is not None}
    signed = jwt.encode(sent, key or standin.credentials.key_path.read_text(), algorithm=algorithm)
    return {"grant_type": BEARER, "assertion": signed}


def _refused(response: httpx2.Response) -> tuple[int, str, str]:
    told = response.json()
    return response.status_code, told["error"], told["error_description"]


def test_an_assertion_opens_the_core(stranger: Caller) -> None:
    """A good assertion gives a core token, with the words of a real answer and no life span."""
    told = stranger.http.post(TOKEN, data=assertion(stranger.standin)).json()
    assert told.keys() == {"access_token", "scope", "instance_url", "id", "token_type", "issued_at"}
    assert told["instance_url"] == stranger.standin.url
    stranger.core = told["access_token"]
    assert stranger.core.startswith("00D")
    assert stranger.connect("POST", json={"sql": ALL}).status_code == 201


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "another app": ({"iss": "someone"}, "invalid_client_id", "client identifier invalid"),
    "another user": ({"sub": "someone@else"}, "invalid_grant", "user hasn't approved this consumer"),
    "for another service": ({"aud": "https://example.com"}, "invalid_grant", "audience is invalid"),
    "over": ({"exp": int(time.time()) - 1}, "invalid_grant", "expired authorization code"),
    "too long": ({"exp": int(time.time()) + 86_400}, "invalid_grant", "invalid assertion"),
    "without an end": ({"exp": None}, "invalid_grant", "invalid assertion"),
    "of no end": ({"exp": "soon"}, "invalid_grant", "invalid assertion"),
    "without a user": ({"sub": None}, "invalid_grant", "invalid assertion"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_assertions_are_refused(case: str, stranger: Caller) -> None:
    """Each claim is checked, and its fault told apart."""
    claims, error, description = WRONG[case]
    sent = assertion(stranger.standin, **claims)
    assert _refused(stranger.http.post(TOKEN, data=sent)) == (400, error, description)


def test_an_audience_is_exact(stranger: Caller) -> None:
    """A slash too many makes another audience."""
    sent = assertion(stranger.standin, aud=f"{stranger.standin.url}/")
    assert _refused(stranger.http.post(TOKEN, data=sent))[2] == "audience is invalid"


def test_signatures_are_verified(stranger: Caller) -> None:
    """Another key, a signature without a key, and no assertion at all are refused alike."""
    other = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    forms = [
        assertion(stranger.standin, key=other),
        assertion(stranger.standin, key="s" * 32, algorithm="HS256"),
        {"grant_type": BEARER, "assertion": "nonsense"},
        {"grant_type": BEARER},
    ]
    for form in forms:
        refused = _refused(stranger.http.post(TOKEN, data=form))
        assert refused == (400, "invalid_grant", "invalid assertion")


@pytest.mark.parametrize(
    ("skew_ms", "says"), [(3_600_000, "expired authorization code"), (-3_600_000, "invalid assertion")]
)
def test_a_clock_that_is_wrong_shows(skew_ms: int, says: str, stranger: Caller) -> None:
    """A client whose clock is an hour off is refused."""
    stranger.standin.clock.skew_ms = skew_ms
    assert _refused(stranger.http.post(TOKEN, data=assertion(stranger.standin)))[2] == says


def test_a_secret_opens_the_core(stranger: Caller) -> None:
    """The app's own secret gives a token; a wrong one, or another app's, doesn't."""
    credentials = stranger.standin.credentials
    good = {
        "grant_type": "client_credentials",
        "client_id": credentials.consumer_key,
        "client_secret": credentials.consumer_secret,
    }
    assert stranger.http.post(TOKEN, data=good).status_code == 200
    assert _refused(stranger.http.post(TOKEN, data={**good, "client_secret": "x"}))[1] == "invalid_client"
    assert _refused(stranger.http.post(TOKEN, data={**good, "client_id": "x"}))[1] == "invalid_client_id"


def test_a_refresh_token_opens_the_core(stranger: Caller) -> None:
    """A refresh token gives a token, with the app's secret beside it; another one doesn't."""
    credentials = stranger.standin.credentials
    good = {
        "grant_type": "refresh_token",
        "client_id": credentials.consumer_key,
        "client_secret": credentials.consumer_secret,
        "refresh_token": credentials.refresh_token,
    }
    assert stranger.http.post(TOKEN, data=good).status_code == 200
    refused = _refused(stranger.http.post(TOKEN, data={**good, "refresh_token": "x"}))
    assert refused == (400, "invalid_grant", "expired access/refresh token")


def test_other_grants_are_refused(stranger: Caller) -> None:
    """What isn't supported is said so."""
    for path in (TOKEN, "/services/a360/token"):
        refused = _refused(stranger.http.post(path, data={"grant_type": "password"}))
        assert refused == (400, "unsupported_grant_type", "grant type not supported")


def test_core_tokens_end(caller: Caller) -> None:
    """A core token is good for two hours of the org's clock."""
    caller.standin.clock.advance(2 * 3_600_000 - 1)
    assert caller.connect("POST", json={"sql": ALL}).status_code == 201
    caller.standin.clock.advance(1)
    refused = caller.connect("POST", json={"sql": ALL})
    assert (refused.status_code, refused.json()) == (
        401,
        [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}],
    )


def test_tenant_tokens_end(caller: Caller) -> None:
    """A tenant's token says when it ends and whose it is, and is good until then."""
    claims = jwt.decode(caller.tenant, options={"verify_signature": False})
    assert claims["audienceTenantId"] == caller.standin.tenant_id
    assert claims["exp"] * 1000 == caller.standin.clock.now_ms() + 7_193_000
    caller.standin.clock.advance(7_193_000)
    refused = caller.v3("POST", json={"sql": ALL})
    assert refused.status_code == 401
    assert refused.json() == {
        "error": "Unauthorized",
        "message": "Authorization header verification failed",
        "internalErrorCode": "COMMON_ERROR_GENERIC",
        "details": {"status": "UNAUTHENTICATED: Invalid JWT (not before or expired)", "statusCode": 401},
    }


def test_tokens_open_their_own_doors_only(caller: Caller) -> None:
    """A tenant's token doesn't open the core, nor a core token the tenant, nor none anything."""
    caller.core, caller.tenant = caller.tenant, caller.core
    assert caller.connect("POST", json={"sql": ALL}).status_code == 401
    assert caller.v3("POST", json={"sql": ALL}).status_code == 401
    assert caller.http.post("/api/v3/query", json={"sql": ALL}).status_code == 401


def test_the_exchange_tells_a_bare_host(caller: Caller) -> None:
    """The tenant's address comes without a scheme, and says how long the token lives."""
    told = caller.http.post("/services/a360/token", params={**EXCHANGE, "subject_token": caller.core}).json()
    assert told["instance_url"] == caller.standin.url.removeprefix("http://")
    assert told["issued_token_type"] == "urn:ietf:params:oauth:token-type:jwt"  # noqa: S105 -- the name of a kind
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 7193)


def test_exchanges_that_are_refused(caller: Caller) -> None:
    """A token that isn't good, a token of another type, and an app without the scope get no tenant's token."""
    good = {**EXCHANGE, "subject_token": caller.core}
    path = "/services/a360/token"
    assert _refused(caller.http.post(path, data={**good, "subject_token": "x"}))[:2] == (401, "invalid_grant")
    assert _refused(caller.http.post(path, data={**good, "subject_token_type": "x"}))[:2] == (
        400,
        "invalid_request",
    )
    caller.standin.behaviour = Behaviour(exchanges=False)
    assert _refused(caller.http.post(path, data=good))[:2] == (400, "invalid_scope")
    caller.standin.behaviour = Behaviour()
    caller.standin.faults.use(Plan(rules=(Rule(does="exchange-refused"),)))
    assert _refused(caller.http.post(path, data=good))[:2] == (400, "invalid_scope")
    assert caller.http.post(path, data=good).status_code == 200


def test_tokens_can_be_revoked(caller: Caller) -> None:
    """A revoked token opens nothing, and can't be revoked again."""
    revoke = "/services/oauth2/revoke"
    assert caller.http.post(revoke, params={"token": caller.core}).status_code == 200
    assert caller.connect("POST", json={"sql": ALL}).status_code == 401
    assert _refused(caller.http.post(revoke, data={"token": caller.core}))[:2] == (400, "invalid_token")


def test_tells_whose_a_token_is(caller: Caller) -> None:
    """A core token's owner and org can be asked for; another token's can't."""
    who = "/services/oauth2/userinfo"
    told = caller.http.get(who, headers={"Authorization": f"Bearer {caller.core}"}).json()
    assert told["organization_id"] == caller.standin.org_id
    assert told["preferred_username"] == caller.standin.credentials.username
    assert _refused(caller.http.get(who)) == (403, "invalid_token", "Bad_OAuth_Token")


def test_what_is_secret_is_kept_so(standin: Standin) -> None:
    """Only the owner can read the files, and no secret shows where credentials are printed."""
    credentials = standin.credentials
    assert {path.stat().st_mode & 0o777 for path in (credentials.key_path, credentials.form_path)} == {0o600}
    assert credentials.key_path.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    shown = repr(standin)
    assert credentials.consumer_secret not in shown
    assert credentials.refresh_token not in shown
