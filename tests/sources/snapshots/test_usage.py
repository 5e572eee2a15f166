"""The charges of a snapshot."""

from tests.sources.snapshots.written import call, charge, llm, rows, session, tool


def test_costs() -> None:
    """A cost that wasn't recorded is unknown, one of zero is zero, and one beyond all meaning is unknown."""
    entries = [charge(0.5), charge(), charge(0.0), charge(1e300)]
    assert [row.cost_usd for row in rows(session(llm(accounting=entries))).usage] == [0.5, None, 0.0, None]


def test_every_charge_at_any_depth() -> None:
    """Charges of sub-agents, and of work beside the turns, belong to the sessions that made them."""
    child = session(llm("in", accounting=[charge(1)]), id_="b")
    step = {"id": "x", "kind": "internal", "ops": [llm("beside", accounting=[charge(2)])]}
    usage = rows(session(call(childSession=child), steps=[step])).usage
    assert {(row.session_id, row.step_id, row.cost_usd) for row in usage} == {
        ("b", "in", 1.0),
        ("s", "beside", 2.0),
    }


def test_what_else_a_charge_says() -> None:
    """A tool's charge names its server and its command; a status nobody knows is none."""
    entry = {"type": "tool", "mcpServer": "web", "command": "fetch", "charactersIn": 3, "status": "?"}
    (row,) = rows(session(tool(accounting=[entry]))).usage
    assert (row.kind, row.provider, row.model, row.chars_in, row.status) == ("tool", "web", "fetch", 3, None)
