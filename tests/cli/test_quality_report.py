"""`rearview quality-report`: how good and how safe the answers are."""

import json
from collections.abc import Callable, Iterator

import pytest

from rearview.analyses.flags import FLAGS
from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, kept_snapshots

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_a_report_to_read(ask: Asker, golden: Golden) -> None:
    """Each measure with how many sessions were judged and flagged, and how to find these."""
    done = ask("quality-report")
    assert (done.code, done.err) == (0, "")
    golden("ask/quality-report.txt", done.out)


def test_what_was_never_judged(capsysbinary: pytest.CaptureFixture[bytes], golden: Golden) -> None:
    """What nobody judged stands apart, as no data; for programs its rate is null and not zero."""
    with asking(capsysbinary, kept_snapshots()) as ask:
        golden("ask/quality-report-nothing.txt", ask("quality-report").out)
        rows = json.loads(ask("quality-report", "--format", "json").out)
    assert [row["measure"] for row in rows if row["rate"] is None and row["judged"] == 0] == sorted(
        flag.measure for flag in FLAGS
    )


def test_every_measure_is_told(ask: Asker) -> None:
    """There is a row for each measure, and --by tells agents apart."""
    rows = json.loads(ask("quality-report", "--format", "json").out)
    assert {row["measure"] for row in rows} == {flag.measure for flag in FLAGS}
    by_agent = json.loads(ask("quality-report", "--by", "agent", "--format", "json").out)
    assert len(by_agent) == 4 * len(rows)
    assert ask("quality-report", "--by", "agent").code == 0


def test_no_sessions(ask: Asker) -> None:
    """A time without sessions is said."""
    done = ask("quality-report", "--since", "2026-02-09")
    assert (done.code, done.out) == (3, b"")
    assert "There is no session in lake since 2026-02-09." in done.err
