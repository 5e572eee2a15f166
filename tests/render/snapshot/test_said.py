"""Final reports and prompts to read."""

from rearview.render.snapshot.report import reports
from rearview.render.snapshot.said import prompts
from rearview.sources.snapshots.answers.prompts import PromptRow
from rearview.sources.snapshots.answers.reports import ReportRow


def report(session_id: str, text: str) -> ReportRow:
    """Return a report."""
    return ReportRow(
        session_id=session_id,
        agent="a",
        depth=0,
        format=None,
        origin="call",
        op_id=None,
        at_ms=None,
        text=text,
    )


def test_reports_of_several_sessions() -> None:
    """One report is its text alone; several each say whose they are."""
    assert [line.plain for line in reports([report("s", "x")], width=40)] == ["x"]
    told = [line.plain for line in reports([report("s", "x"), report("t", "y")], width=40)]
    assert told == ["a  s", "x", "", "a  t", "y"]


def test_a_prompt_that_is_missing() -> None:
    """A turn may have one prompt of the two."""
    row = PromptRow(session_id="s", agent="a", depth=0, turn="1", turn_id="t", system=None, user="hi")
    assert [line.plain for line in prompts([row], width=40)] == ["a  turn 1", "User:", "  hi"]
