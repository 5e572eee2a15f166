"""What is counted, in Python and over HTTP."""

from concurrent.futures import ThreadPoolExecutor

from rearview.sandbox.server import Plan, Rule
from tests.sandbox.server.caller import ALL, Caller

SESSIONS = "ssot__AIAgentSession__dlm"


def test_counts_what_was_asked_and_served(caller: Caller) -> None:
    """Requests by door, statements by table, pages, rows, bytes and what credits are paid for."""
    query = caller.submit()["queryId"]
    chunk = caller.v3("GET", f"/{query}/chunks/1")
    counters = caller.standin.counters
    assert counters.requests == {"query": 1, "page": 1}
    assert (counters.queries, counters.statements) == ({SESSIONS: 1}, [ALL])
    assert (counters.pages, counters.rows, counters.rows_processed) == (2, 8, 10)
    assert counters.bytes > len(chunk.content)
    assert counters.most_at_once == 1


def test_refused_requests_are_counted_apart(caller: Caller) -> None:
    """A request that is refused came to its door, and ran nothing."""
    caller.standin.faults.use(Plan(rules=(Rule(does="status", on=("query",)),)))
    caller.v3("POST", json={"sql": ALL})
    caller.v3("POST", json={"sql": "SELEC"})
    assert caller.standin.counters.requests == {"query": 2}
    assert caller.standin.counters.statements == []


def test_a_statement_counts_for_each_table_once(caller: Caller) -> None:
    """A statement that names two tables counts for both, whatever the case of their names."""
    caller.submit(
        'SELECT 1 FROM "ssot__AIAgentSession__dlm" AS a JOIN "ssot__AIAgentSession__dlm" AS b ON true '
        'JOIN "ssot__AiAgentMoment__dlm" ON true'
    )
    assert caller.standin.counters.queries == {SESSIONS: 1, "ssot__AiAgentMoment__dlm": 1}


def test_knows_the_most_at_once(caller: Caller) -> None:
    """Requests that overlap are counted while they do."""
    caller.standin.faults.use(Plan(rules=(Rule(does="slow", amount=0.3, times=None),)))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: caller.v3("POST", json={"sql": ALL}), range(3)))
    assert caller.standin.counters.most_at_once == 3
    assert caller.standin.counters.under_way == 0


def test_can_be_read_over_http_and_cleared(caller: Caller) -> None:
    """A test in another process reads the same numbers."""
    caller.submit()
    told = caller.http.get("/_sandbox/counters").json()
    assert told == {**caller.standin.counters.as_json(), "bytes": told["bytes"]}
    assert told["statements"] == [ALL]
    caller.standin.counters.clear()
    assert caller.standin.counters.as_json()["requests"] == {}
