"""No secret shows: not in a message, not in a traceback, not in a log, not where an object is printed."""

import logging
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rearview.errors import RearviewError
from rearview.sandbox.server import NAMED, Plan, Rule, Standin
from rearview.sources.agentforce.signin import Login, Method, Session, lookup, sign_in, walk, ways
from rearview.sources.agentforce.wire import Wire
from tests.sources.agentforce.signin.answering import Answering
from tests.sources.agentforce.signin.fake_sf import FakeSf
from tests.sources.agentforce.signin.lent import lend

PASSPHRASE = "canary-passphrase"  # noqa: S105 -- nobody's
TOKENS = re.compile(r"00D\w{12}!\w|eyJ\w{8}|Bearer [\w.]")
"""What every core token, assertion and tenant's token looks like."""
SPACES = "/services/data/v64.0/ssot/data-spaces"


@pytest.fixture
def shown(
    standin: Standin, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[list[str]]:
    """Collect what somebody might see; at the end, no secret may be in it, nor in any log or output."""
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    yield seen
    everything = "\n".join([*seen, caplog.text, *capfd.readouterr()])
    credentials = standin.credentials
    key = credentials.key_path.read_text().splitlines()[1]
    for secret in (credentials.consumer_key, credentials.consumer_secret, key, PASSPHRASE):
        assert secret not in everything
    assert TOKENS.findall(everything) == []
    assert seen


def _show(shown: list[str], act: Callable[[], Any]) -> Any:
    """Do something; keep what it gives as it is printed, or all that can be said of its failure."""
    try:
        given = act()
    except (RearviewError, ValueError) as error:
        shown += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
        return None
    shown += [str(given), repr(given)]
    return given


def _use(session: Session) -> Iterator[Callable[[], Any]]:
    yield session.tenant
    yield lambda: session.core
    yield lambda: vars(session)
    yield lambda: vars(session.core)
    yield lambda: session.core.fetch("GET", SPACES, read=lambda reply: reply)
    yield lambda: session.core.fetch("GET", "no path", read=lambda reply: reply)


PLANS = {
    "nothing": Plan(),
    "refused exchange": NAMED["exchange-refused"],
    "a page": Plan(rules=(Rule(does="login-page", times=None),)),
    "away": Plan(rules=(Rule(does="status", times=None),)),
    "reset": Plan(rules=(Rule(does="reset", times=None),)),
    "ends": Plan(rules=(Rule(does="token-expired", times=None),)),
}


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("method", ["jwt", "sf", "client-credentials"])
def test_whatever_happens(
    plan: str,
    method: Method,
    *,
    login: Login,
    standin: Standin,
    wire: Wire,
    sf: FakeSf,
    monkeypatch: pytest.MonkeyPatch,
    shown: list[str],
) -> None:
    """Neither success nor failure at any step shows a secret, whichever way somebody signs in."""
    monkeypatch.setenv("SF_CLIENT_SECRET", standin.credentials.consumer_secret)
    lend(sf, standin)
    using = replace(login, org="prod", method=method)
    _show(shown, lambda: using)
    session = _show(shown, lambda: sign_in(using, wire))
    standin.faults.use(PLANS[plan])
    for act in _use(session):
        _show(shown, act)
    _show(shown, lambda: sign_in(using, wire))
    sign = _show(shown, lambda: ways.way(using, wire))
    _show(shown, sign)
    _show(shown, lambda: list(walk(using, wire)))


def test_what_is_found(standin: Standin, home: Path, shown: list[str]) -> None:
    """What was looked up shows where it was, not what it is."""
    for name, text in (
        ("consumer-key", standin.credentials.consumer_key),
        ("client-secret", standin.credentials.consumer_secret),
    ):
        (home / f"prod.{name}").write_text(text)
        (home / f"prod.{name}").chmod(0o600)
    _show(shown, lambda: lookup.consumer_key(Login(org="prod")))
    _show(shown, lambda: lookup.client_secret(Login(org="prod")))


def test_broken_keys_and_passphrases(
    login: Login, tmp_path: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch, shown: list[str]
) -> None:
    """A key that doesn't open shows nothing of itself."""
    assert login.key_path
    pem = login.key_path.read_text()
    monkeypatch.setenv("SF_KEY_PASSPHRASE", PASSPHRASE)
    broken = {"cut": pem[:200], "other": pem.replace("PRIVATE", "ENCRYPTED PRIVATE"), "exposed": pem}
    for name, content in broken.items():
        path = tmp_path / f"{name}.key"
        path.write_text(content)
        path.chmod(0o644 if name == "exposed" else 0o600)
        trying = replace(login, key_path=path)
        _show(shown, partial(sign_in, trying, wire))


def test_an_sf_that_talks(standin: Standin, wire: Wire, sf: FakeSf, shown: list[str]) -> None:
    """A token that `sf` prints where it shouldn't isn't repeated."""
    token = lend(sf, standin)
    login = Login(org="prod", method="sf")
    for text in (
        f"Your token is {token}",
        f'{{"status": 1, "message": "bad {token}"}}',
        f'{{"result": "{token}"}}',
    ):
        sf.prints("display", text)
        _show(shown, lambda: sign_in(login, wire))
        _show(shown, lambda: list(walk(login, wire)))


def test_an_org_that_repeats(login: Login, wire: Wire, answering: Answering, shown: list[str]) -> None:
    """What an answer repeats of a request isn't passed on."""
    token = "00DKo000000Sbox!" + "c" * 40
    for told in (
        {
            "error": "invalid_grant",
            "error_description": f"bad assertion eyJ{'a' * 300}.b.c of {login.consumer_key}",
        },
        {"error": "invalid_client_id", "error_description": f"no app {login.consumer_key}"},
        {"error": token},
    ):
        answering.says("/services/oauth2/token", 400, told)
        _show(shown, lambda: sign_in(replace(login, login_url=answering.url), wire))
    answering.says("/services/oauth2/token", 200, {"access_token": token, "instance_url": answering.url})
    session = _show(shown, lambda: sign_in(replace(login, login_url=answering.url), wire))
    answering.says(
        "/services/a360/token", 400, {"error": "invalid_grant", "error_description": f"bad {token}"}
    )
    answering.says("/services/data/v64.0/ssot/query-sql", 400, [{"message": f"Bearer {token} is bad"}])
    _show(shown, session.tenant)
    _show(shown, lambda: list(walk(replace(login, login_url=answering.url), wire)))
