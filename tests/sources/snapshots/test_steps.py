"""The steps of a snapshot."""

import pytest

from rearview.model.tables import StepRow
from rearview.sources.snapshots.flatten import flatten
from tests.sources.snapshots.written import Written, call, llm, rows, session, snapshot, tool


def step(op: Written) -> StepRow:
    """Return the row of an operation."""
    return rows(session(op)).steps[0]


def test_what_was_never_finished() -> None:
    """An operation without a status was never finished, and its duration is unknown."""
    row = step({"opId": "o", "kind": "tool", "startedAt": 5})
    assert (row.status, row.duration_ms, row.error) == ("open", None, None)


def test_unknown_words() -> None:
    """A kind or a status that nobody knows yet is kept as far as it is understood."""
    row = step({"opId": "o", "kind": "advisor", "status": "skipped"})
    assert (row.kind, row.status, row.name) == ("other", None, None)


def test_the_latency_is_what_the_clock_says() -> None:
    """A step took from its beginning to its end, whatever latency was recorded."""
    assert step(tool(startedAt=5, endedAt=25, attributes={"latency": 7})).duration_ms == 20


def test_a_failed_sub_agent_is_a_failed_step() -> None:
    """The call of a sub-agent that failed is a failed step with the sub-agent's error, and so on up the tree."""
    inner = {"id": "c", "success": False, "error": "no answer came"}
    middle = session(call("to-c", childSession=inner), id_="b")
    steps = {row.step_id: row for row in rows(session(call("to-b", childSession=middle))).steps}
    assert (steps["to-c"].status, steps["to-c"].error) == ("failed", "no answer came")
    assert (steps["to-b"].status, steps["to-b"].error) == ("ok", None)


def test_attempts() -> None:
    """A model call says which attempt at its turn it was."""
    steps = rows(session(llm("a", status="failed"), llm("b"), tool())).steps
    assert [(row.step_id, row.step_index, row.attempt) for row in steps] == [
        ("a", 1, 1),
        ("b", 2, 2),
        ("tool", 3, None),
    ]


@pytest.mark.parametrize(
    ("op", "texts"),
    [
        (
            tool(request={"payload": {"q": 1}}, response={"payload": "found"}),
            ('{"q":1}', "found"),
        ),
        (
            llm(request={"payload": {"messages": 2}}, response={"payload": {"textPreview": "Yes."}}),
            (None, "Yes."),
        ),
        (tool(status="failed", request={"payload": "q"}), ("q", None)),
    ],
)
def test_payloads_are_decoded_when_asked_for(op: Written, texts: tuple[str | None, str | None]) -> None:
    """What a step sent and got back is there where it is wanted, and costs nothing where it isn't."""
    (full,) = flatten(snapshot(session(op))).steps
    (bare,) = flatten(snapshot(session(op)), payloads=False).steps
    assert (full.input_text, full.output_text) == texts
    assert (bare.input_text, bare.output_text) == (None, None)
    assert (full.name, full.status) == (bare.name, bare.status)
