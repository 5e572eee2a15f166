"""What is new of a session that is read again."""

from collections.abc import Hashable
from dataclasses import replace

from rearview.model.news import unseen
from rearview.model.timeline import timeline
from tests.model.findings.plot import Plot


def news(plot: Plot, seen: set[Hashable]) -> list[str]:
    """Return what is new in it."""
    return [
        event.kind if event.step is None else f"{event.step.name} {event.step.status}"
        for event in unseen(timeline(plot.tree()), seen)
    ]


def test_only_what_is_new_is_told() -> None:
    """An event is told once, and again when there is more to say of it."""
    plot, seen = Plot(outcome="open"), set[Hashable]()
    plot.turn("One?", None)
    plot.step("tool", "pay", status="open")
    assert news(plot, seen) == ["session", "turn", "input", "pay open", "end"]
    assert news(plot, seen) == []
    plot.step("tool", "look")
    assert news(plot, seen) == ["look ok"]
    plot.rows["steps"][0] = replace(plot.rows["steps"][0], status="ok")
    plot.ends(outcome="completed")
    assert news(plot, seen) == ["pay ok", "end"]
