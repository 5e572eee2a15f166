"""A timeline for programs."""

import json

from rearview.model.tables import MessageRow
from rearview.model.timeline import timeline
from rearview.render.events import rows
from rearview.render.forms import ndjson
from tests.model.findings.plot import Plot


def test_a_row_for_each_event() -> None:
    """Every row has the same columns, and each event what is known of it."""
    plot = Plot()
    plot.turn("Pay!", "Done.", topic="Money")
    plot.step("tool", "pay", status="failed", error="no")
    plot.step("tool", "pay", variables_before="{}", variables_after='{"paid": true}')
    plot.usage(None, kind="llm", model="gpt", turn_id=plot.rows["turns"][0].turn_id)
    plot.judge("PII", "CARD", flagged=True)
    tree = plot.tree()
    told = [json.loads(line) for line in b"".join(ndjson(rows(timeline(tree)))).splitlines()]
    assert len({tuple(row) for row in told}) == 1
    kinds = [row["kind"] for row in told]
    assert kinds == [
        "session",
        "turn",
        "input",
        "topic",
        "output",
        "step",
        "step",
        "charge",
        "verdicts",
        "end",
    ]
    by_kind = {row["kind"]: row for row in told}
    assert (by_kind["input"]["role"], by_kind["input"]["text"]) == ("user", "Pay!")
    assert (by_kind["topic"]["topic"], by_kind["topic"]["topic_changed"]) == ("Money", True)
    assert (by_kind["step"]["turn"], by_kind["step"]["attempt"], by_kind["step"]["attempts"]) == (1, 2, 2)
    assert by_kind["step"]["variables"] == [{"how": "set", "name": "paid", "before": None, "after": True}]
    assert by_kind["step"]["step"]["name"] == "pay"
    assert by_kind["charge"]["charge"]["model"] == "gpt"
    assert by_kind["verdicts"]["verdicts"][0]["category"] == "CARD"
    assert by_kind["end"]["outcome"] == "completed"


def test_what_happens_outside_of_turns() -> None:
    """What names no turn and no step has a row too."""
    plot = Plot()
    plot.rows["messages"].append(
        MessageRow(source="test", session_id="s", message_id="m", role="agent", text="Hello.")
    )
    (said,) = (row for row in rows(timeline(plot.tree())) if row["kind"] == "output")
    assert (said["turn"], said["turn_id"], said["text"], said["step"]) == (None, None, "Hello.", None)
