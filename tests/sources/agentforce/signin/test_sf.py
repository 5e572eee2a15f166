"""The `sf` command: what is taken from it, and what is said when it isn't as it should be."""

import os
import select
import signal
from pathlib import Path

import pytest

from rearview.errors import SfError
from rearview.sources.agentforce.signin import sf as command
from tests.sources.agentforce.signin.fake_sf import FakeSf

TOKEN = "00DKo000000Sbox!AQEAQ.a_token"  # noqa: S105 -- nobody's
ORG = {
    "id": "00DKo000000SboxMAC",
    "username": "user@example.com",
    "instanceUrl": "https://acme.my.salesforce.com",
}
REDACTED = "[REDACTED] Use 'sf org auth show-access-token' to view"


def test_what_it_knows(sf: FakeSf) -> None:
    """An org's id, user and address are taken as they are shown, and the token where it is."""
    sf.tells("display", **ORG, accessToken=TOKEN, alias="prod", connectedStatus="Connected")
    known = command.display("prod")
    assert (known.org_id, known.username, known.instance_url) == tuple(ORG.values())
    assert (known.sandbox, known.token) == (False, TOKEN)
    assert TOKEN not in repr(known)
    assert sf.asked == ["org display --target-org prod --json"]


def test_its_default_org(sf: FakeSf) -> None:
    """Where no org is named, it is asked for its own default."""
    sf.tells("display", **ORG)
    command.display(None)
    assert sf.asked == ["org display --json"]


@pytest.mark.parametrize("flag", ["isSandbox", "isScratch"])
def test_sandboxes(flag: str, sf: FakeSf) -> None:
    """It says which orgs are sandboxes or scratch orgs."""
    sf.tells("display", **ORG, **{flag: True})
    assert command.display("prod").sandbox


@pytest.mark.parametrize("shown", [REDACTED, "", "00D***********************", "[HIDDEN]"])
def test_hidden_tokens(shown: str, sf: FakeSf) -> None:
    """What stands in a token's place isn't taken for one, by either command."""
    sf.tells("display", **ORG, accessToken=shown)
    sf.tells("token", accessToken=shown)
    assert command.display("prod").token is None
    with pytest.raises(SfError, match="'sf org auth show-access-token' doesn't show the token"):
        command.token("prod")


def test_tokens(sf: FakeSf) -> None:
    """The command for tokens is asked without waiting for anybody to say yes."""
    sf.tells("token", accessToken=TOKEN)
    assert command.token("prod") == TOKEN
    assert sf.asked == ["org auth show-access-token --no-prompt --target-org prod --json"]


def test_colours_are_off(sf: FakeSf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says of colours, none of them gets into the JSON."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    sf.tells("display", **ORG)
    command.display("prod")
    assert sf.colours == {"NO_COLOR=1 FORCE_COLOR="}


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "Warning: something",
        "[]",
        '{"status": 0}',
        '{"status": 0, "result": null}',
        '{"result": {"username": 1}}',
        "\xff",
    ],
)
def test_nonsense(printed: str, sf: FakeSf) -> None:
    """Anything but the JSON that is wanted is an error that says how to see it."""
    sf.prints("display", printed)
    with pytest.raises(SfError, match=r"'sf org display --json' doesn't print what it should"):
        command.display("prod")


def test_a_command_that_it_does_not_have(sf: FakeSf) -> None:
    """An older one doesn't know the command for tokens, and says so in no JSON."""
    with pytest.raises(SfError, match="sf update"):
        command.token("prod")
    assert len(sf.asked) == 1


def test_its_own_errors(sf: FakeSf) -> None:
    """What it complains of is passed on, but no secret in it."""
    sf.fails("display", f"No authorization information found for prod.\nat {TOKEN}")
    with pytest.raises(SfError) as caught:
        command.display("prod")
    assert caught.value.what == "'sf org display' fails: No authorization information found for prod."
    sf.fails("display", "")
    with pytest.raises(SfError, match="fails: it does not say why"):
        command.display("prod")


def test_it_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the command, it is said how to do without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SfError, match=r"isn't installed.*\nHint: .*username"):
        command.display("prod")


def test_it_hangs(sf: FakeSf, tmp_path: Path) -> None:
    """If it waits for ever, it is ended, and what it started with it."""
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    sf.does("display", f"sleep 60 > {held} & wait")
    with pytest.raises(SfError, match=r"'sf org display' gave no answer within 0\.5 seconds"):
        command.display("prod", timeout_s=0.5)
    assert select.select([reader], [], [], 10)[0]  # only when nobody holds the other end any more
    os.close(reader)


def test_it_is_interrupted(sf: FakeSf) -> None:
    """Ctrl-C ends it as well, though it isn't told of it by the terminal."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    sf.does("display", "kill -USR1 $PPID; sleep 60")
    try:
        with pytest.raises(KeyboardInterrupt):
            command.display("prod")
    finally:
        signal.signal(signal.SIGUSR1, before)
