"""`rearview check`: rules over a lake, for a job that runs by itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, kept_snapshots

KEPT = "tools.failure_rate <= 100%"
BROKEN = "tools.failure_rate <= 0% if calls >= 1"
UNKNOWN = "tools.failure_rate <= 5% if name = Nobody_Calls_This"


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_rules_that_are_kept_exit_0(ask: Asker) -> None:
    """Where all holds, the job goes on."""
    done = ask("check", KEPT, "volume(by=agent).sessions >= 1")
    assert (done.code, done.err) == (0, "")
    assert done.text.count("KEPT") == 2
    assert done.text.endswith("2 of 2 rules kept.\n")


def test_a_broken_rule_exits_1_and_is_told(ask: Asker, tmp_path: Path) -> None:
    """The rows that break it are named, the worst first; as many as the question's answer has of them."""
    failing = [row for row in json.loads(ask("ask", "tools", "--format", "json").out) if row["failure_rate"]]
    worst = max(failing, key=lambda row: row["failure_rate"])
    done = ask("check", KEPT, BROKEN, "--format", "json")
    kept, broken = json.loads(done.out)
    assert done.code == 1
    assert (kept["verdict"], broken["verdict"], broken["broken"]) == ("kept", "broken", len(failing))
    assert worst["name"] in broken["worst"]
    report = tmp_path / "report.xml"
    assert ask("check", KEPT, BROKEN, "--junit", report).code == 1
    suite = ET.parse(report).getroot()  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    (failure,) = suite.iter("failure")
    assert worst["name"] in (failure.text or "").splitlines()[0]


def test_no_data_fails_unless_it_may_be(ask: Asker, tmp_path: Path) -> None:
    """A rule about what isn't there isn't kept: whoever can live with that says so."""
    report = tmp_path / "report.xml"
    assert ask("check", UNKNOWN).code == 1
    done = ask("check", UNKNOWN, "--allow-no-data", "--junit", report)
    assert done.code == 0
    assert done.text.startswith("NO DATA")
    assert len(list(ET.parse(report).getroot().iter("skipped"))) == 1  # noqa: S314 - our own


def test_rules_come_from_a_file_too(ask: Asker, tmp_path: Path) -> None:
    """A file holds a rule a line; those that are typed come first."""
    file = tmp_path / "rules.txt"
    file.write_text(f"{KEPT}  # fine\n", encoding="utf-8")
    done = ask("check", BROKEN, "--rules", file, "--format", "csv")
    assert done.code == 1
    assert [line.split(",")[1] for line in done.text.splitlines()[1:]] == ["broken", "kept"]


def test_what_cant_be_checked_is_an_error(ask: Asker, tmp_path: Path) -> None:
    """No rules, a file that isn't there or is no text, and what is no rule: each is said, and nothing is checked."""
    assert "no rules to check" in ask("check").err
    assert ask("check", "--rules", tmp_path / "gone").code == 3
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff")
    assert "is no text" in ask("check", "--rules", tmp_path / "picture").err
    assert ask("check", "tools.calls is fine").code == 4


def test_snapshots_are_checked_alike(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Rules hold for whatever was recorded, by whatever recorder."""
    with asking(capsysbinary, kept_snapshots()) as ask:
        assert ask("check", "tools.failure_rate <= 1%").code == 1
        assert ask("check", "volume.sessions = 1 if agent = researcher").code == 0
