"""Operations, tool calls and model calls of a run, where the file is odd."""

from rearview.sources.snapshots.answers.logs import Lines, counted
from rearview.sources.snapshots.answers.model_calls import model_calls
from rearview.sources.snapshots.answers.operations import is_named, operations
from rearview.sources.snapshots.answers.reports import why_none
from rearview.sources.snapshots.answers.tool_calls import by_tool, tool_calls
from tests.sources.snapshots.written import laid_out, line, llm, session, tool


def test_names() -> None:
    """A name is meant by the whole of it or by what follows its namespace, in any case, and never where there is none."""
    assert is_named("github__Search", "search")
    assert is_named("plain", "PLAIN")
    assert not is_named("github__search", "github")
    assert not is_named(None, "*")


def test_parameters_that_are_no_json() -> None:
    """A call whose parameters can't be read has none; values that aren't texts are told as JSON, in lists too."""
    places = laid_out(
        session(tool("a", request={"payload": [{"n": 1}, {"n": [2]}]}), tool("b", request={"payload": "n"}))
    )
    (call,) = tool_calls(places, operations(places, places), "n")
    assert (call.op_id, call.found) == ("a", ("1", "[2]"))


def test_tools_without_a_name() -> None:
    """Calls without a name are counted together."""
    places = laid_out(session({**tool("a"), "attributes": {}}))
    (row,) = by_tool(operations(places, places))
    assert (row.name, row.calls, row.slowest_ms) == ("unknown", 1, None)


def test_models_without_a_charge() -> None:
    """A call that was never charged has the model that was asked, and no amounts; details in no known form say nothing."""
    odd = [
        line(details={"context_window": "large"}),
        line(details={"context_window": 100, "expected_tokens": 50}),
    ]
    places = laid_out(
        session(llm("a", logs=odd), llm("b", logs=[line(details={"context_pct": 3, "context_window": 1})]))
    )
    first, second = model_calls(places, operations(places, places))
    assert (first.model, first.cost_usd, first.tokens_in, first.context_percent) == ("m", None, None, 50.0)
    assert second.context_percent == 3


def test_severities_that_nobody_knows() -> None:
    """Unknown severities are counted after the known ones."""
    places = laid_out(session(tool(logs=[line(severity="ODD"), {"message": "x"}, line(severity="ERR")])))
    assert [(row.severity, row.lines) for row in counted(Lines().of(places))] == [
        ("ERR", 1),
        (None, 1),
        ("ODD", 1),
    ]


def test_why_there_is_no_report() -> None:
    """A session that never ended says that; one that failed says why."""
    places = laid_out(session(agentId="a"))
    assert why_none(places, places.sessions) == "a never ended."
    places = laid_out(session(agentId="a", endedAt=5, error="no luck"))
    assert why_none(places, places.sessions) == "a says no more: no luck"
