"""Walking through a sign-in: each step is told, and for what fails, why and where to put it right."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rearview.sandbox.server import NAMED, Behaviour, Plan, Rule, Standin
from rearview.sources.agentforce.signin import PREREQUISITES, Check, Login, walk
from rearview.sources.agentforce.wire import Wire
from tests.sources.agentforce.signin.answering import Answering
from tests.sources.agentforce.signin.fake_sf import FakeSf
from tests.sources.agentforce.signin.lent import lend

BY_KEY = ["key file", "key permissions", "key", "consumer key", "assertion"]
SIGNED_IN = ["core token", "scopes", "exchange", "query"]


@pytest.fixture
def steps(wire: Wire) -> Callable[[Login], dict[str, Check]]:
    """Walk, and return the steps by their names."""
    return lambda login: {check.step: check for check in walk(login, wire)}


Steps = Callable[[Login], dict[str, Check]]


def _failed(checks: dict[str, Check]) -> list[str]:
    return [step for step, check in checks.items() if not check.ok]


def test_all_is_well(login: Login, standin: Standin, steps: Steps) -> None:
    """Where everything works, each step says what it found, and none names a cause."""
    checks = steps(login)
    assert list(checks) == [*BY_KEY, *SIGNED_IN]
    assert _failed(checks) == []
    assert {(check.cause, check.page) for check in checks.values()} == {(None, None)}
    assert standin.credentials.username in checks["assertion"].detail
    assert standin.org_id in checks["core token"].detail


def test_a_key_that_others_can_read(login: Login, tmp_path: Path, steps: Steps) -> None:
    """What doesn't need the key is tried all the same; nothing is sent."""
    assert login.key_path
    exposed = tmp_path / "exposed.key"
    exposed.write_bytes(login.key_path.read_bytes())
    exposed.chmod(0o644)
    checks = steps(replace(login, key_path=exposed))
    assert list(checks) == ["key file", "key permissions", "consumer key", "assertion"]
    assert _failed(checks) == ["key permissions"]
    assert checks["key permissions"].cause == f"chmod 600 {exposed}"


def test_nothing_is_there(wire: Wire, sf: FakeSf, steps: Steps) -> None:
    """Everything that is missing is said at once."""
    sf.fails("display", "No authorization information found for prod.")
    checks = steps(Login(org="prod"))
    assert _failed(checks) == list(checks) == ["key file", "consumer key", "sf"]
    assert all(check.cause for check in checks.values())
    assert wire.counters.requests == 0


def test_a_file_that_is_no_key(login: Login, tmp_path: Path, steps: Steps) -> None:
    """A certificate in a key's place is found out before anything is sent."""
    file = tmp_path / "certificate.crt"
    file.write_text("-----BEGIN CERTIFICATE-----")
    file.chmod(0o600)
    assert _failed(steps(replace(login, key_path=file))) == ["key"]


def test_sf_tells_the_user(login: Login, standin: Standin, sf: FakeSf, steps: Steps) -> None:
    """With an alias, what `sf` says is a step of its own."""
    lend(sf, standin)
    checks = steps(replace(login, org="prod"))
    assert list(checks) == [*BY_KEY[:4], "sf", "assertion", *SIGNED_IN]
    assert _failed(checks) == []


def test_an_address_of_somebody_else(login: Login, steps: Steps) -> None:
    """Where the sign-in would go to is judged before it does."""
    checks = steps(replace(login, login_url="https://example.com"))
    assert _failed(checks) == ["assertion"]
    assert "--login-url" in (checks["assertion"].cause or "")


def test_a_refused_sign_in(login: Login, steps: Steps) -> None:
    """A refusal names its cause and its page, and is the last step."""
    checks = steps(replace(login, org="nobody@example.com"))
    assert list(checks)[-1] == "core token"
    assert checks["core token"].page == "Setup → External Client App Manager → the app → Policies"


def test_by_a_secret(standin: Standin, monkeypatch: pytest.MonkeyPatch, steps: Steps) -> None:
    """Client credentials have steps of their own."""
    login = Login(method="client-credentials")
    checks = steps(login)
    assert _failed(checks) == list(checks) == ["consumer key", "consumer secret", "My Domain"]
    monkeypatch.setenv("SF_CONSUMER_KEY", standin.credentials.consumer_key)
    monkeypatch.setenv("SF_CLIENT_SECRET", standin.credentials.consumer_secret)
    checks = steps(replace(login, instance_url=standin.url))
    assert _failed(checks) == []
    assert "SF_CLIENT_SECRET" in checks["consumer secret"].detail
    monkeypatch.setenv("SF_CLIENT_SECRET", "wrong")
    checks = steps(replace(login, instance_url=standin.url))
    assert "secret" in (checks["core token"].cause or "")


def test_by_sf(standin: Standin, sf: FakeSf, steps: Steps) -> None:
    """A token that is lent has no scopes that anybody knows of."""
    lend(sf, standin)
    checks = steps(Login(org="prod", method="sf"))
    assert list(checks) == ["sf", "core token", "exchange", "query"]
    assert _failed(checks) == []
    standin.tokens.revoke_all()
    assert _failed(steps(Login(org="prod", method="sf"))) == ["exchange", "query"]
    sf.fails("display", "expired")
    assert list(steps(Login(org="prod", method="sf"))) == ["sf"]


def test_without_the_exchange(login: Login, standin: Standin, steps: Steps) -> None:
    """An app without the scope can still ask by way of Connect."""
    standin.behaviour = Behaviour(exchanges=False)
    checks = steps(login)
    assert _failed(checks) == ["exchange"]
    assert "--api connect" in (checks["exchange"].cause or "")
    assert checks["exchange"].page


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        ("api cdp_query_api", None),
        ("full cdp_query_api", None),
        ("api refresh_token", "The app lacks cdp_query_api."),
        ("", "The app lacks api and cdp_query_api."),
    ],
)
def test_scopes(told: str, lacks: str | None, login: Login, answering: Answering, steps: Steps) -> None:
    """Scopes that are lacking are named, and where to add them."""
    granted = {"access_token": "00DKo000000Sbox!x", "instance_url": answering.url, "scope": told}
    answering.says("/services/oauth2/token", 200, granted)
    scopes = steps(replace(login, login_url=answering.url))["scopes"]
    assert (scopes.ok, scopes.page is None) == (lacks is None, lacks is None)
    assert lacks in (None, scopes.detail)


REFUSED = {
    "no table": (400, [{"errorCode": "BAD_REQUEST", "message": 'table "x" does not exist'}], "Monitoring"),
    "no Data 360": (
        404,
        [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}],
        "Data 360",
    ),
    "switched off": (403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "off"}], "Data 360"),
    "no access": (
        403,
        [{"errorCode": "INSUFFICIENT_ACCESS", "message": "no access to this object"}],
        "Permission Sets",
    ),
    "no data space": (400, [{"message": 'data space "x" does not exist'}], "Data 360"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_queries(case: str, login: Login, answering: Answering, steps: Steps) -> None:
    """What keeps an org from telling of sessions is told apart."""
    status, told, page = REFUSED[case]
    granted = {"access_token": "00DKo000000Sbox!x", "instance_url": answering.url}
    answering.says("/services/oauth2/token", 200, granted)
    answering.says("/services/data/v64.0/ssot/query-sql", status, told)
    query = steps(replace(login, login_url=answering.url))["query"]
    assert not query.ok
    assert query.cause
    assert (query.page or "").endswith(page)


def test_no_session_tracing(login: Login, standin: Standin, steps: Steps) -> None:
    """An org without the table of sessions is told what has to be turned on, in the stand-in's words too."""
    standin.faults.use(Plan(lacks=("ssot__AIAgentSession__dlm",)))
    query = steps(login)["query"]
    assert query.page == "Setup → Einstein Audit, Analytics, and Monitoring"
    assert "1.124" in (query.cause or "")


def test_limits(login: Login, standin: Standin, steps: Steps) -> None:
    """An org that had its requests for the day, and one that is away, are neither of them set up wrongly."""
    standin.faults.use(Plan(rules=(Rule(does="daily-limit", on=("query",), times=None),)))
    query = steps(login)["query"]
    assert (query.ok, query.page) == (False, None)
    assert "today" in (query.cause or "")
    standin.faults.use(NAMED["error-503"])
    standin.faults.use(Plan(rules=(Rule(does="status", on=("query",), times=None),)))
    assert "can't be reached" in steps(login)["query"].detail


def test_prerequisites() -> None:
    """What has to be turned on is listed with its page, in order."""
    assert [entry.name.split()[0] for entry in PREREQUISITES] == [
        "Data",
        "Salesforce",
        "Einstein",
        "Session",
        "an",
    ]
    assert all(entry.page.startswith("Setup → ") and entry.why for entry in PREREQUISITES)
