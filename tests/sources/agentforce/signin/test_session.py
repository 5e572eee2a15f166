"""Being signed in, in each of the ways there are, against the stand-in."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rearview.errors import AuthError, SfError
from rearview.sandbox.server import Standin
from rearview.sources.agentforce.signin import Login, sign_in
from rearview.sources.agentforce.wire import Wire
from tests.sandbox.server.caller import NOW_MS
from tests.sources.agentforce.signin.answering import Answering
from tests.sources.agentforce.signin.fake_sf import FakeSf
from tests.sources.agentforce.signin.lent import lend

TOKEN = "/services/oauth2/token"  # noqa: S105 -- an address
HOUR_MS = 3_600_000


def test_by_a_key(login: Login, standin: Standin, wire: Wire) -> None:
    """A user with a key is let in, and `sf` isn't asked for anything."""
    session = sign_in(login, wire)
    assert session.org_id == standin.org_id
    assert session.username == standin.credentials.username
    assert session.instance_url == session.core.url == standin.url
    assert session.scopes
    assert "cdp_query_api" in session.scopes
    assert session.data_space == "default"
    assert standin.counters.requests == {"sign-in": 1}


def test_by_a_key_and_an_alias(login: Login, standin: Standin, wire: Wire, sf: FakeSf, home: Path) -> None:
    """Of an org that is named by an alias, `sf` tells the user; key and consumer key are found by its name."""
    sf.tells("display", id=standin.org_id, username=standin.credentials.username, instanceUrl=standin.url)
    shutil.copy(standin.credentials.key_path, home / "prod.key")
    (home / "prod.consumer-key").write_text(standin.credentials.consumer_key)
    session = sign_in(Login(org="prod", login_url=login.login_url), wire)
    assert session.username == standin.credentials.username
    assert sf.asked == ["org display --target-org prod --json"]


def test_by_a_secret(standin: Standin, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app is let in by its secret, as nobody in particular."""
    monkeypatch.setenv("SF_CONSUMER_KEY", standin.credentials.consumer_key)
    monkeypatch.setenv("SF_CLIENT_SECRET", standin.credentials.consumer_secret)
    session = sign_in(Login(method="client-credentials", instance_url=standin.url), wire)
    assert (session.org_id, session.username) == (standin.org_id, None)


def test_by_a_token_that_is_lent(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """A token that `sf` shows is used as it is: nobody signs in, and nothing is revoked."""
    lend(sf, standin)
    session = sign_in(Login(org="prod", method="sf"), wire)
    standin.counters.clear()
    assert (session.org_id, session.username) == (standin.org_id, standin.credentials.username)
    assert (
        session.core.fetch("GET", "/services/data/v64.0/ssot/data-spaces", read=lambda reply: reply.status)
        == 200
    )
    assert session.tenant().url == standin.url
    assert standin.counters.requests == {"catalog": 1, "exchange": 1}
    assert len(sf.asked) == 1


def test_by_a_token_that_is_hidden(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """A newer `sf` shows it by a command of its own."""
    lend(sf, standin, hidden=True)
    session = sign_in(Login(method="sf"), wire)
    assert session.org_id == standin.org_id
    assert [asked.split()[1] for asked in sf.asked] == ["display", "auth"]


def test_a_lent_token_ends(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """When a token that was lent has ended, the next is borrowed; the same once more is the end."""
    lend(sf, standin)
    session = sign_in(Login(org="prod", method="sf"), wire)
    standin.tokens.revoke_all()
    lend(sf, standin)
    path = "/services/data/v64.0/ssot/data-spaces"
    assert session.core.fetch("GET", path, read=lambda reply: reply.status) == 200
    standin.tokens.revoke_all()
    with pytest.raises(AuthError, match="refuses a token that is only just new"):
        session.core.fetch("GET", path, read=lambda reply: reply.status)


def test_an_org_that_sf_does_not_say(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """An org's id is taken from its token where `sf` doesn't tell it, and written in the long form."""
    lend(sf, standin, org_id="")
    assert sign_in(Login(org="prod", method="sf"), wire).org_id == "00DKo000000SboxMAC"
    sf.tells("display", username="user@example.com", instanceUrl=standin.url, accessToken="eyJ.eyJ.x")
    with pytest.raises(AuthError, match="doesn't say which org"):
        sign_in(Login(org="prod", method="sf"), wire)


def test_sf_is_signed_out(wire: Wire, sf: FakeSf) -> None:
    """What `sf` complains of ends the sign-in."""
    sf.fails("display", "The org was deleted")
    with pytest.raises(SfError, match="The org was deleted"):
        sign_in(Login(org="prod", method="sf"), wire)


@pytest.mark.parametrize("skew_ms", [5 * HOUR_MS, -5 * HOUR_MS, 10 * 60_000, -10 * 60_000])
def test_a_machine_whose_clock_is_wrong(skew_ms: int, login: Login, standin: Standin, wire: Wire) -> None:
    """An assertion that is refused for its time is made once more, by the clock of whoever refused it."""
    standin.clock.skew_ms = skew_ms
    sign_in(login, wire)
    assert standin.counters.requests["sign-in"] == 2


def test_a_clock_that_is_set_stays_so(login: Login, standin: Standin, wire: Wire) -> None:
    """The next sign-in is right at once."""
    standin.clock.skew_ms = 5 * HOUR_MS
    session = sign_in(login, wire)
    standin.tokens.revoke_all()
    standin.counters.clear()
    session.core.fetch("GET", "/services/data/v64.0/ssot/data-spaces", read=lambda reply: reply.status)
    assert standin.counters.requests["sign-in"] == 1


def test_refusals_for_other_reasons(login: Login, standin: Standin, wire: Wire) -> None:
    """With a clock that is right, nothing is tried twice; the likely cause is named, and where to put it right."""
    with pytest.raises(AuthError, match=r"invalid_grant: user hasn't approved this consumer") as caught:
        sign_in(replace(login, org="somebody@example.com"), wire)
    assert caught.value.page == "Setup → External Client App Manager → the app → Policies"
    assert "assign it to" in caught.value.hint
    assert standin.counters.requests["sign-in"] == 1


def test_an_audience_is_exact(login: Login, standin: Standin, wire: Wire) -> None:
    """A login address with a path is cut down to what the audience has to be."""
    assert sign_in(replace(login, login_url=f"{standin.url}/"), wire).org_id == standin.org_id


def test_another_apps_key(login: Login, wire: Wire) -> None:
    """An app that isn't known is told apart from a user that isn't."""
    with pytest.raises(AuthError, match="the consumer key isn't that of an app"):
        sign_in(replace(login, consumer_key="3MVG9nobody"), wire)


def test_the_time_in_the_org(login: Login, standin: Standin, wire: Wire) -> None:
    """The org's time is told by the sign-in, whatever this machine believes, and anew by the next."""
    session = sign_in(login, wire)
    assert 0 <= session.now_ms() - NOW_MS < HOUR_MS
    standin.clock.advance(2 * HOUR_MS)
    session.core.fetch("GET", "/services/data/v64.0/ssot/data-spaces", read=lambda reply: reply.status)
    assert 2 * HOUR_MS <= session.now_ms() - NOW_MS < 3 * HOUR_MS


def test_the_time_without_a_sign_in(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """With a token that is lent, the first answer tells the time."""
    standin.clock.skew_ms = 24 * HOUR_MS
    lend(sf, standin)
    session = sign_in(Login(org="prod", method="sf"), wire)
    session.tenant()
    ahead_ms = session.now_ms() - int(time.time() * 1000)
    assert 23 * HOUR_MS < ahead_ms < 25 * HOUR_MS


def test_what_is_no_sign_in(login: Login, wire: Wire, answering: Answering) -> None:
    """A page for people, a redirect, and JSON of another kind are no sign-in, and so it is said."""
    for status, told, kind in (
        (200, "<html>Log in</html>", "text/html"),
        (302, "", "text/html"),
        (404, "<html>", "text/html"),
        (200, {"hello": 1}, "application/json"),
        (200, {"error": "odd"}, "application/json"),
    ):
        answering.says(TOKEN, status, told, kind=kind)
        with pytest.raises(AuthError, match=rf"doesn't answer a sign-in \(status {status}\)") as caught:
            sign_in(replace(login, login_url=answering.url), wire)
        assert "--login-url" in caught.value.hint


def test_tokens_for_strangers(login: Login, wire: Wire, answering: Answering) -> None:
    """A sign-in that sends us to a host that isn't Salesforce's is not followed."""
    answering.says(TOKEN, 200, {"access_token": "00D", "instance_url": "https://example.com"})
    with pytest.raises(Exception, match="isn't an address of Salesforce's"):
        sign_in(replace(login, login_url=answering.url), wire)


def test_another_org_in_the_middle(standin: Standin, wire: Wire, sf: FakeSf) -> None:
    """When an alias comes to mean another org, the run ends: two orgs are never mixed."""
    lend(sf, standin)
    session = sign_in(Login(org="prod", method="sf"), wire)
    standin.tokens.revoke_all()
    lend(sf, standin, org_id="00DKo000000OthrMAC")
    with pytest.raises(AuthError, match="led to the org 00DKo000000OthrMAC"):
        session.core.fetch("GET", "/services/data/v64.0/ssot/data-spaces", read=lambda reply: reply.status)
