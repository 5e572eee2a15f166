"""Faults: plans as data, which requests they strike, and what each deed does on a real socket."""

import gzip
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, get_args

import httpx2
import pyarrow as pa
import pytest

from rearview.errors import AccessError, ArgumentError
from rearview.sandbox.server import NAMED, Plan, Rule, choose
from rearview.sandbox.server.faults.gate import DEEDS
from rearview.sandbox.server.faults.plan import Deed
from rearview.sandbox.server.faults.strikes import Faults
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.server.caller import ALL, IDS, Caller, ids_of, status_of, table_of

SESSIONS = CATALOG["sessions"].api_name


def _use(caller: Caller, does: Deed, **more: Any) -> None:
    caller.standin.faults.use(Plan(rules=(Rule(does=does, **more),)))


def _chunk(caller: Caller, number: int = 0, *, arrow: bool = False) -> httpx2.Response:
    """Ask for a chunk of a new query."""
    return caller.v3("GET", f"/{caller.submit()['queryId']}/chunks/{number}", arrow=arrow)


# -- plans --


def test_every_deed_is_done_by_something() -> None:
    """The deeds that a plan may name are those that can be done."""
    assert set(DEEDS) == set(get_args(Deed))


def test_every_deed_has_a_plan_with_a_name() -> None:
    """What can be done to a request can be had by name."""
    assert {rule.does for plan in NAMED.values() for rule in plan.rules} == set(get_args(Deed))
    assert {"missing-table", "missing-field"} == {name for name, plan in NAMED.items() if plan.lacks}


def test_every_named_plan_says_what_it_means() -> None:
    """Each has one line, and names that can be typed."""
    assert all(re.fullmatch(r"[A-Z0-9].{8,70}\.", plan.meaning) for plan in NAMED.values())
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in NAMED)


def test_a_plan_can_be_a_file(tmp_path: Path) -> None:
    """A plan in JSON is the same as one by name."""
    file = tmp_path / "mine.json"
    file.write_text(
        '{"meaning": "m", "rules": [{"does": "slow", "on": ["page"], "times": null, "amount": 0.1}]}'
    )
    assert choose(str(file)) == Plan(
        meaning="m", rules=(Rule(does="slow", on=("page",), times=None, amount=0.1),)
    )
    assert choose("reset") is NAMED["reset"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"rules": [{"does": "explode"}]}',
        '{"rules": [{}]}',
        '{"rules": [{"does": "slow", "at": 1}]}',
        "[]",
    ],
)
def test_a_file_that_holds_no_plan_is_refused(text: str, tmp_path: Path) -> None:
    """What isn't a plan, or names what there isn't, is refused with a hint."""
    file = tmp_path / "plan.json"
    file.write_text(text)
    with pytest.raises(ArgumentError, match=r"plan\.json holds no fault plan: (.|\n)*Hint: "):
        choose(str(file))


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    """A wrong name is answered with the right ones, a missing file with why it can't be read."""
    with pytest.raises(ArgumentError, match=r"no fault plan named resett(.|\n)*rate-limit-seconds"):
        choose("resett")
    with pytest.raises(AccessError, match="No such file"):
        choose(str(tmp_path / "missing.json"))


@pytest.mark.parametrize(
    ("rule", "struck"),
    [
        (Rule(does="reset"), [1]),
        (Rule(does="reset", nth=2), [2]),
        (Rule(does="reset", nth=2, times=3), [2, 3, 4]),
        (Rule(does="reset", nth=3, times=None), [3, 4, 5, 6]),
        (Rule(does="reset", on=("status",)), []),
        (Rule(does="reset", table="Other__dlm"), []),
        (Rule(does="reset", on=("status", "page"), table=SESSIONS), [1]),
    ],
)
def test_counting_decides(rule: Rule, struck: list[int]) -> None:
    """A rule strikes the n-th request of those that are its own, and as many as it says from there."""
    faults = Faults(Plan(rules=(rule,)))
    assert [nth for nth in range(1, 7) if faults.strike("page", [SESSIONS])] == struck


def test_each_rule_counts_for_itself() -> None:
    """Rules count requests whether or not another rule strikes them; the first that strikes is the one."""
    faults = Faults(Plan(rules=(Rule(does="reset"), Rule(does="slow", times=2))))
    struck = [faults.strike("page", []) for _ in range(3)]
    assert [rule.does if rule else None for rule in struck] == ["reset", "slow", None]


# -- answers --


@pytest.mark.parametrize("after", ["7", "date", None, "987654"])
def test_limits_say_when_to_come_again(after: str | None, caller: Caller) -> None:
    """429 comes with Retry-After in seconds, as a date, not at all, or absurd, and the next request is served."""
    _use(caller, "status", status=429, retry_after=after, on=("page",))
    query = caller.submit()["queryId"]
    response = caller.v3("GET", f"/{query}/chunks/0")
    assert (response.status_code, response.json()["error"]) == (429, "Too many requests")
    if after == "date":
        again = parsedate_to_datetime(response.headers["retry-after"])
        ahead = again - parsedate_to_datetime(response.headers["date"])
        assert 1 <= ahead.total_seconds() <= 3
    else:
        assert response.headers.get("retry-after") == after
    assert caller.v3("GET", f"/{query}/chunks/0").status_code == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_servers_fail(status: int, caller: Caller) -> None:
    """A server's failure is told in the form of the API that was asked."""
    _use(caller, "status", status=status, on=("query",), times=2)
    assert caller.v3("POST", json={"sql": ALL}).json()["internalErrorCode"] == "COMMON_ERROR_GENERIC"
    response = caller.connect("POST", json={"sql": ALL})
    assert (response.status_code, response.json()[0]["errorCode"]) == (status, "UNKNOWN_EXCEPTION")


def test_a_login_page_looks_like_success(caller: Caller) -> None:
    """HTML comes with status 200."""
    _use(caller, "login-page", on=("page",))
    response = _chunk(caller)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_day_has_a_limit(caller: Caller) -> None:
    """Once the org has had enough, everything is refused with 403 and a code that says so."""
    _use(caller, "daily-limit", nth=2, times=None)
    assert caller.connect("POST", json={"sql": ALL}).status_code == 201
    for _ in range(2):
        response = caller.connect("POST", json={"sql": ALL})
        assert (response.status_code, response.json()[0]["errorCode"]) == (403, "REQUEST_LIMIT_EXCEEDED")


def test_a_table_may_be_forbidden(caller: Caller) -> None:
    """Permission is lacking for statements that name a table, and for no others."""
    _use(caller, "no-permission", table=SESSIONS, times=None)
    response = caller.v3("POST", json={"sql": ALL})
    assert (response.status_code, response.json()["details"]["sqlState"]) == (403, "42501")
    assert caller.v3("POST", json={"sql": "SELECT 1"}).status_code == 200


def test_requests_at_once_have_a_limit(caller: Caller) -> None:
    """What is more than may be under way is refused; one alone isn't."""
    _use(caller, "concurrency-limit", amount=1, times=None)
    assert caller.v3("POST", json={"sql": ALL}).status_code == 200
    _use(caller, "concurrency-limit", amount=0, times=None)
    assert caller.v3("POST", json={"sql": ALL}).status_code == 429


def test_answers_may_be_slow(caller: Caller) -> None:
    """An answer takes as long as the rule says, and is then as ever."""
    query = caller.submit()["queryId"]
    _use(caller, "slow", amount=0.2)
    response = caller.v3("GET", f"/{query}/chunks/0")
    assert response.elapsed.total_seconds() >= 0.2
    assert len(response.json()["data"]) == 4


# -- the wire --


def test_a_connection_is_reset(caller: Caller) -> None:
    """The connection ends without an answer, and the server goes on."""
    _use(caller, "reset", on=("page",))
    with pytest.raises(httpx2.ReadError):
        _chunk(caller)
    assert _chunk(caller).status_code == 200


def test_a_statement_may_meet_a_fault_of_the_wire(caller: Caller) -> None:
    """A statement is run once, though its answer never arrives whole, or at all."""
    _use(caller, "truncated", on=("query",))
    with pytest.raises(httpx2.RemoteProtocolError):
        caller.submit()
    _use(caller, "reset", on=("query",))
    with pytest.raises(httpx2.ReadError):
        caller.submit()
    assert caller.standin.counters.statements == [ALL]


@pytest.mark.parametrize("arrow", [False, True])
def test_a_body_is_cut(arrow: bool, caller: Caller) -> None:
    """Half of the promised bytes arrive."""
    _use(caller, "truncated", on=("page",))
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete"):
        _chunk(caller, arrow=arrow)


def test_a_body_is_longer_than_promised(caller: Caller) -> None:
    """The length says half of what comes: what is read up to it is no whole answer."""
    whole = _chunk(caller).content
    _use(caller, "overlong", on=("page",))
    assert _chunk(caller).content == whole[: len(whole) // 2]


def test_half_a_gzip_arrives(caller: Caller) -> None:
    """The compressed bytes are as many as promised, and end in the middle."""
    _use(caller, "half-gzip", on=("page",))
    query = caller.submit()["queryId"]
    headers = {"Authorization": f"Bearer {caller.tenant}"}
    with caller.http.stream("GET", f"/api/v3/query/{query}/chunks/0", headers=headers) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    with pytest.raises(EOFError):
        gzip.decompress(raw)


def test_a_body_is_garbled(caller: Caller) -> None:
    """A byte that isn't UTF-8 is in the middle of the text."""
    _use(caller, "garbled", on=("page",))
    with pytest.raises(UnicodeDecodeError):
        _chunk(caller).content.decode()


# -- the world --


def test_tokens_end_while_paging(caller: Caller) -> None:
    """From one page to the next no token is good any more, until a new one is fetched."""
    query = caller.submit()["queryId"]
    _use(caller, "token-expired", on=("page",), nth=2)
    statuses = [caller.v3("GET", f"/{query}/chunks/{number}").status_code for number in (0, 1, 1)]
    assert statuses == [200, 401, 401]
    caller.sign_in()
    assert caller.v3("GET", f"/{query}/chunks/1").status_code == 200


@pytest.mark.parametrize(
    ("does", "status", "sqlstate"), [("query-expired", 404, "02000"), ("query-cancelled", 400, "57014")]
)
def test_queries_end_while_paging(does: Deed, status: int, sqlstate: str, caller: Caller) -> None:
    """From one page to the next a query is forgotten or cancelled, and stays so."""
    query = caller.submit()["queryId"]
    _use(caller, does, on=("page",), nth=2)
    for number, expected in ((0, 200), (1, status), (1, status)):
        response = caller.v3("GET", f"/{query}/chunks/{number}")
        assert response.status_code == expected
    assert response.json()["details"]["sqlState"] == sqlstate


@pytest.mark.parametrize("does", ["query-expired", "query-cancelled"])
def test_no_query_can_end_before_there_is_one(does: Deed, caller: Caller) -> None:
    """At a door where no query is asked for, nothing ends."""
    _use(caller, does)
    assert caller.v3("POST", json={"sql": ALL}).status_code == 200


@pytest.mark.parametrize("lack", [SESSIONS, f"{SESSIONS}.ssot__StartTimestamp__c"])
def test_the_org_lacks_something(lack: str, caller: Caller) -> None:
    """A statement that names what isn't there fails as the engine would let it fail."""
    caller.standin.faults.use(Plan(lacks=(lack,)))
    response = caller.v3("POST", json={"sql": ALL})
    assert response.json()["details"]["sqlState"] == ("42703" if "." in lack else "42P01")
    assert caller.v3("POST", json={"sql": "SELECT 1"}).status_code == 200


def test_a_missing_field_is_not_among_all(caller: Caller) -> None:
    """`*` gives every field but the missing one."""
    sql = 'SELECT * FROM "ssot__AIAgentSession__dlm"'
    before = table_of(caller.v3("POST", json={"sql": sql}, arrow=True)).column_names
    caller.standin.faults.use(Plan(lacks=(f"{SESSIONS}.ssot__StartTimestamp__c",)))
    after = table_of(caller.v3("POST", json={"sql": sql}, arrow=True)).column_names
    assert [name for name in before if name not in after] == ["ssot__StartTimestamp__c"]


# -- results --


def test_a_query_runs_for_ever(caller: Caller) -> None:
    """However long one waits, the query runs."""
    _use(caller, "running-forever", on=("query", "status"), times=None)
    response = caller.v3("POST", json={"sql": ALL})
    query = status_of(response)["queryId"]
    assert response.json()["data"] is None
    caller.standin.clock.advance(3_600_000)
    told = status_of(caller.v3("GET", f"/{query}", params={"waitTimeMs": 10}))
    assert told["completionStatus"] == "RUNNING_OR_UNSPECIFIED"


def test_a_result_grows(caller: Caller) -> None:
    """First half of the rows are told of, though the results are produced, and then all."""
    _use(caller, "growing", on=("query", "status"), times=2)
    seen = [caller.submit()]
    seen += [status_of(caller.v3("GET", f"/{seen[0]['queryId']}")) for _ in range(2)]
    assert [(told["completionStatus"], told["rowCount"], told["chunkCount"]) for told in seen] == [
        ("RESULTS_PRODUCED", 5, 1),
        ("RESULTS_PRODUCED", 5, 1),
        ("FINISHED", 10, 3),
    ]


PAGES: dict[Deed, list[str]] = {
    "empty-page": [],
    "short-page": IDS[4:6],
    "repeated-page": IDS[:4],
}


@pytest.mark.parametrize("does", PAGES)
@pytest.mark.parametrize("arrow", [False, True])
def test_a_page_has_other_rows(does: Deed, arrow: bool, caller: Caller) -> None:
    """One page has no rows, too few, or those of the page before; when it is asked again it is whole."""
    query = caller.submit()["queryId"]
    _use(caller, does, on=("page",), nth=2)
    read = []
    for number in (0, 1, 1):
        response = caller.v3("GET", f"/{query}/chunks/{number}", arrow=arrow)
        read.append(table_of(response)[0].to_pylist() if arrow else ids_of(response.json()["data"]))
    assert read == [IDS[:4], PAGES[does], IDS[4:8]]


def test_a_page_of_connect_has_other_rows(caller: Caller) -> None:
    """Pages by offset have the same faults."""
    query = caller.connect("POST", json={"sql": ALL}).json()["status"]["queryId"]
    _use(caller, "short-page", on=("page",))
    assert caller.page(query, 3).json()["returnedRows"] == 1


def test_a_page_has_its_columns_in_another_order(caller: Caller) -> None:
    """The columns change places from one page to the next, and the page's own schema says so."""
    query = caller.submit()["queryId"]
    _use(caller, "reordered", on=("page",), nth=2)
    orders = [
        table_of(caller.v3("GET", f"/{query}/chunks/{number}", arrow=True)).column_names for number in (0, 1)
    ]
    assert orders[1] == orders[0][::-1]


def test_columns_of_one_name_keep_their_order(caller: Caller) -> None:
    """Columns that can't be told apart aren't reordered."""
    _use(caller, "reordered")
    assert caller.v3("POST", json={"sql": "SELECT 1 AS x, 2 AS x"}).json()["data"] == [[1, 2]]


def test_queries_of_many_rows_take_too_long(caller: Caller) -> None:
    """More rows than the rule says are a time out, which each API tells with its own status; fewer are fine."""
    _use(caller, "time-limit", amount=9, times=None)
    refused = caller.v3("POST", json={"sql": ALL})
    assert (refused.status_code, refused.json()["details"]["sqlState"]) == (429, "53S01")
    assert caller.connect("POST", json={"sql": ALL}).status_code == 408
    assert caller.connect("POST", json={"sql": f"{ALL} LIMIT 9"}).status_code == 201


# -- all of them --

UNMET = {
    "concurrency-limit": "it asks one thing after the other",
    "daily-limit": "it asks little",
    "exchange-refused": "it is signed in",
    "login-page-exchange": "it is signed in",
    "missing-field": "it asks for no step",
    "slow": "it has time",
    "time-limit": "it asks for few rows",
}
"""The plans that do nothing to the client below, and why."""


def _read(caller: Caller) -> list[str]:
    """Read the sessions, and the first of them again, as a client without manners does."""
    told = caller.submit(transferMode="ASYNC")
    told = status_of(caller.v3("GET", f"/{told['queryId']}", params={"waitTimeMs": 0}))
    ids: list[str] = []
    for number in (0, 1, 2, 0):
        response = caller.v3("GET", f"/{told['queryId']}/chunks/{number}", arrow=True)
        response.raise_for_status()
        ids += table_of(response)[0].to_pylist()
    caller.v3("POST", json={"sql": 'SELECT 1 FROM "ssot__AiAgentMoment__dlm"'}).raise_for_status()
    return ids if told["completionStatus"] == "FINISHED" else []


@pytest.mark.parametrize("name", [name for name in NAMED if name not in UNMET])
def test_every_named_plan_hurts_who_takes_no_care(name: str, caller: Caller) -> None:
    """A client that trusts everything fails under each plan that it meets, or reads what isn't so."""
    caller.standin.faults.use(NAMED[name])
    try:
        read = _read(caller)
    except (httpx2.HTTPError, pa.ArrowInvalid, OSError, KeyError):
        return
    assert read != [*IDS, *IDS[:4]]


def test_without_a_plan_nothing_hurts(caller: Caller) -> None:
    """The same client reads everything when nothing goes wrong."""
    assert _read(caller) == [*IDS, *IDS[:4]]
