"""A run at a glance, where it is odd."""

from pathlib import Path
from typing import Any

from rearview.render.snapshot.accounting import stated
from rearview.render.snapshot.summary import show
from rearview.sources.snapshots.answers.bodies import short_ids
from rearview.sources.snapshots.answers.summary import summary
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.totals import Difference
from tests.sources.snapshots.written import Written, session, snapshot, tool


def page(run: Written, **envelope: Any) -> str:
    """Return how a run reads."""
    held = snapshot(run, **envelope)
    found = places(held)
    told = show(summary(held, found), Path("x.json.gz"), short_ids(found.steps), width=80)
    return "\n".join(line.plain for line in told)


def test_a_run_of_nothing() -> None:
    """What isn't recorded is unknown, and never made up."""
    told = page({"id": "s"})
    assert "Started:  unknown, when it ended is unknown" in told
    assert "Outcome:  open" in told
    assert "Cost:     unknown" in told
    assert "Models:" not in told
    assert "LAST OPERATION" not in told


def test_many_failures() -> None:
    """The first failures by time are shown, and that there are more."""
    failed = [tool(f"t{n}", status="failed", endedAt=100 - n) for n in range(5)]
    told = page(session(*failed, attributes={"ingress": {"channel": "slack"}}))
    assert "FAILED: 5 operations\nt4 " in told
    assert "no reason recorded" in told
    assert "and more: rearview snapshot ops --failed" in told
    assert 'Ingress:  {"channel":"slack"}' in told


def test_differences_in_words() -> None:
    """What can't be recounted is said to be so."""
    told = stated(Difference(amount="cost_usd", recorded=0.5, recounted=None))
    assert told == "The recorder's totals say $0.5000 for cost_usd; what the charges add up to can't be told."
