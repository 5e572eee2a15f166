"""The exchange of a core token for a tenant's: what it takes, and the ways in which it is refused."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from rearview.errors import ArgumentError, AuthError, ExchangeRefusedError, UnreachableError
from rearview.sandbox.server import NAMED, Behaviour, Plan, Rule, Standin
from rearview.sources.agentforce.signin import Login, Session, sign_in
from rearview.sources.agentforce.wire import Wire
from tests.sandbox.server.caller import ALL
from tests.sources.agentforce.signin.answering import Answering

SIGN_IN = "/services/oauth2/token"
EXCHANGE = "/services/a360/token"


@pytest.fixture
def session(login: Login, wire: Wire) -> Session:
    """Somebody who has signed in."""
    return sign_in(login, wire)


@pytest.fixture
def elsewhere(login: Login, wire: Wire, answering: Answering) -> Session:
    """Somebody who has signed in where a test decides what is answered."""
    told = {"access_token": "00DKo000000Sbox!core", "instance_url": answering.url}
    answering.says(SIGN_IN, 200, told)
    return sign_in(replace(login, login_url=answering.url, data_space="Europe"), wire)


def test_a_tenant_is_opened_once(session: Session, standin: Standin) -> None:
    """The exchange is made when it is first needed, and not again."""
    tenant = session.tenant()
    assert session.tenant() is tenant
    assert tenant.url == standin.url
    assert tenant.fetch("POST", "/api/v3/query", read=lambda reply: reply.status, json={"sql": ALL}) == 200
    assert standin.counters.requests["exchange"] == 1


def test_a_core_token_that_has_ended(session: Session, standin: Standin) -> None:
    """An exchange for a token that is good no more is made again with a new one."""
    standin.tokens.revoke_all()
    assert session.tenant().url == standin.url
    assert standin.counters.requests == {"sign-in": 2, "exchange": 2}


@pytest.mark.parametrize("plan", ["exchange-refused", "login-page-exchange"])
def test_refusals(plan: str, session: Session, standin: Standin) -> None:
    """Words and a page for people are refusals alike; the core can be used as before."""
    standin.faults.use(NAMED[plan])
    with pytest.raises(ExchangeRefusedError, match="--api connect") as caught:
        session.tenant()
    assert "cdp_query_api" in caught.value.hint
    assert caught.value.page
    spaces = "/services/data/v64.0/ssot/data-spaces"
    assert session.core.fetch("GET", spaces, read=lambda reply: reply.status) == 200
    assert standin.counters.requests["exchange"] == 1


def test_an_app_without_the_scope(session: Session, standin: Standin) -> None:
    """What is refused is said in the org's own words."""
    standin.behaviour = Behaviour(exchanges=False)
    with pytest.raises(ExchangeRefusedError, match="invalid_scope: the token hasn't the scope cdp_query_api"):
        session.tenant()


def test_a_host_that_is_away(session: Session, standin: Standin) -> None:
    """A host that can't answer just now has refused nothing."""
    standin.faults.use(Plan(rules=(Rule(does="status", on=("exchange",), times=None),)))
    with pytest.raises(UnreachableError):
        session.tenant()


def test_what_is_exchanged(elsewhere: Session, answering: Answering) -> None:
    """The token goes out in the body, with the data space, to the org's own host."""
    host = answering.url.removeprefix("http://")
    answering.says(EXCHANGE, 200, {"access_token": "tenant", "instance_url": host})
    assert elsewhere.tenant().url == answering.url
    path, authorisation, body = answering.asked[-1]
    assert (path, authorisation) == (EXCHANGE, "")
    assert parse_qs(body) == {
        "grant_type": ["urn:salesforce:grant-type:external:cdp"],
        "subject_token_type": ["urn:ietf:params:oauth:token-type:access_token"],
        "subject_token": ["00DKo000000Sbox!core"],
        "dataspace": ["Europe"],
    }


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, {"error": "invalid_grant"}),
        (302, ""),
        (200, {"access_token": "x"}),
        (200, "null"),
        (200, "<html>"),
    ],
)
def test_answers_of_every_kind(status: int, told: Any, elsewhere: Session, answering: Answering) -> None:
    """Whatever isn't a tenant's token is a refusal."""
    answering.says(EXCHANGE, status, told)
    with pytest.raises(ExchangeRefusedError):
        elsewhere.tenant()


@pytest.mark.parametrize("host", ["example.com", "https://example.com", "user@127.0.0.1", ""])
def test_tenants_of_strangers(host: str, elsewhere: Session, answering: Answering) -> None:
    """A tenant that isn't Salesforce's gets no token."""
    answering.says(EXCHANGE, 200, {"access_token": "tenant", "instance_url": host})
    with pytest.raises(ArgumentError, match="isn't an address of Salesforce's"):
        elsewhere.tenant()


def test_a_tenant_that_is_closed_later(session: Session, standin: Standin) -> None:
    """When the exchange is refused in the middle of a run, that is an error of the sign-in."""
    tenant = session.tenant()
    standin.tokens.revoke_all()
    standin.faults.use(NAMED["exchange-refused"])
    with pytest.raises(AuthError, match="doesn't exchange its token"):
        tenant.fetch("POST", "/api/v3/query", read=lambda reply: reply.status, json={"sql": ALL})
