"""Query V3: how a statement is asked, told of, and read, in both forms and to its end."""

from dataclasses import replace
from threading import Timer
from typing import Any

import httpx2
import pyarrow as pa
import pytest

from rearview.sandbox.server.v3 import MOST_BYTES
from tests.sandbox.server.caller import ALL, HOUR_MS, IDS, Caller, ids_of, status_of, table_of

EMPTY = ALL.replace("ORDER BY", "WHERE false ORDER BY")
COUNT = 'SELECT count(*) AS n FROM "ssot__AIAgentSession__dlm"'


def _refused(response: httpx2.Response) -> tuple[int, str | None, str]:
    told = response.json()
    assert told["internalErrorCode"] == "COMMON_ERROR_GENERIC"
    assert told["path"] == response.url.raw_path.decode().partition("?")[0]
    return response.status_code, told["details"].get("sqlState"), told["message"]


def test_adaptive_brings_the_first_rows(caller: Caller) -> None:
    """By default the first chunk comes with the status, which is in a header and not in the body."""
    response = caller.v3("POST", json={"sql": ALL})
    told, body = status_of(response), response.json()
    assert ids_of(body["data"]) == IDS[:4]
    assert body.keys() == {"metadata", "data", "returnedRows"}
    assert body["metadata"]["columns"][0] == {"name": "ssot__Id__c", "type": "varchar", "nullable": True}
    assert body["metadata"]["columns"][1]["type"] == "timestamptz"
    assert told["completionStatus"] == "RESULTS_PRODUCED"
    assert (told["chunkCount"], told["rowCount"], told["progress"]) == (3, 10, 1.0)
    assert told["expirationTime"] == "2026-02-03T02:40:00.000Z"
    assert told["executionStats"] == {"wallClockTime": 0.0, "rowsProcessed": 10}


def test_async_brings_nothing_but_an_id(caller: Caller) -> None:
    """ASYNC answers before there is anything to see, whatever form is accepted."""
    response = caller.v3("POST", json={"sql": ALL, "transferMode": "ASYNC"}, arrow=True)
    told = status_of(response)
    assert response.json() == {"metadata": None, "data": None, "returnedRows": 0}
    assert (told["completionStatus"], told["chunkCount"], told["rowCount"]) == (
        "RUNNING_OR_UNSPECIFIED",
        0,
        0,
    )
    assert "_" in told["queryId"]
    assert status_of(caller.v3("GET", f"/{told['queryId']}"))["completionStatus"] == "FINISHED"


def test_first_rows_can_be_limited(caller: Caller) -> None:
    """A result range caps the rows that come along, by number and by size, and the result not at all."""
    for limits, count in (({"rowLimit": 2}, 2), ({"rowLimit": 0}, 0), ({"byteLimit": 1}, 1)):
        response = caller.v3("POST", json={"sql": ALL, "resultRange": limits})
        assert len(response.json()["data"]) == count
        assert status_of(response)["rowCount"] == 10


def test_the_result_can_be_limited(caller: Caller) -> None:
    """A row limit for the query bounds the result; with zero rows only the columns are left."""
    assert caller.submit(queryRowLimit=7)["rowCount"] == 7
    response = caller.v3("POST", json={"sql": ALL, "queryRowLimit": 0})
    assert (status_of(response)["chunkCount"], response.json()["data"]) == (0, [])
    assert len(response.json()["metadata"]["columns"]) == 2


@pytest.mark.parametrize("arrow", [False, True])
def test_chunks_hold_every_row_once(arrow: bool, caller: Caller) -> None:
    """The numbered chunks together are the result, in order, and can be read again."""
    told = caller.submit()
    read: list[str] = []
    for number in [*range(told["chunkCount"]), 0]:
        response = caller.v3("GET", f"/{told['queryId']}/chunks/{number}", arrow=arrow)
        assert response.headers["transfer-encoding"] == "chunked"
        read += table_of(response)[0].to_pylist() if arrow else ids_of(response.json()["data"])
    assert read == [*IDS, *IDS[:4]]


def test_arrow_has_the_types_of_the_engine(caller: Caller) -> None:
    """An Arrow stream has a zone called Utc, and numbers of 38 digits."""
    table = table_of(
        caller.v3("POST", json={"sql": ALL.replace(" FROM", ", 1.5::numeric(38,18) AS x FROM")}, arrow=True)
    )
    assert table.schema.field("ssot__StartTimestamp__c").type == pa.timestamp("us", "Utc")
    assert table.schema.field("x").type == pa.decimal128(38, 18)


def test_numbers_can_be_had_as_text(caller: Caller) -> None:
    """A header asks for numbers in quotes."""
    sql = {"sql": "SELECT 1.5::numeric(38,18) AS x"}
    assert b"[[1.500000000000000000]]" in caller.v3("POST", json=sql).content
    quoted = caller.v3("POST", json=sql, headers={"x-hyperdb-json-array-numeric-as-string": "true"})
    assert quoted.json()["data"] == [["1.500000000000000000"]]


@pytest.mark.parametrize("arrow", [False, True])
def test_rows_by_offset(arrow: bool, caller: Caller) -> None:
    """Rows can be read from any offset on, up to a number or a size, and one row always comes."""
    path = f"/{caller.submit()['queryId']}/rows"

    def ids(**params: Any) -> list[str]:
        response = caller.v3("GET", path, arrow=arrow, params=params)
        return table_of(response)[0].to_pylist() if arrow else ids_of(response.json()["data"])

    assert ids(offset=0) == IDS
    assert ids(offset=8) == IDS[8:]
    assert ids(offset=3, limit=2) == IDS[3:5]
    assert ids(offset=3, byteLimit=1) == IDS[3:4]


def test_the_schema_can_be_left_out(caller: Caller) -> None:
    """Leaving out the schema drops the columns from JSON, and is ignored in Arrow."""
    path = f"/{caller.submit()['queryId']}/rows"
    params = {"offset": 0, "omitSchema": "true"}
    assert caller.v3("GET", path, params=params).json().keys() == {"data", "returnedRows"}
    assert table_of(caller.v3("GET", path, params=params, arrow=True)).num_columns == 2


def test_metadata_alone(caller: Caller) -> None:
    """The columns can be asked for without rows, in both forms, also of an empty result."""
    path = f"/{caller.submit(EMPTY)['queryId']}/metadata"
    assert [column["name"] for column in caller.v3("GET", path).json()["metadata"]["columns"]] == [
        "ssot__Id__c",
        "ssot__StartTimestamp__c",
    ]
    assert table_of(caller.v3("GET", path, arrow=True)).column_names[0] == "ssot__Id__c"


def test_an_empty_result_has_no_chunk(caller: Caller) -> None:
    """No rows are no chunks: the first answer is empty, chunk 0 is out of range, and so is offset 0."""
    response = caller.v3("POST", json={"sql": EMPTY})
    told = status_of(response)
    assert (told["chunkCount"], told["rowCount"], response.json()["data"]) == (0, 0, [])
    for path in ("chunks/0", "rows?offset=0"):
        refused = _refused(caller.v3("GET", f"/{told['queryId']}/{path}"))
        assert refused[:2] == (400, "22023")


WRONG = {
    "sql": ({"sql": "SELECT FROM WHERE"}, 400, "42601"),
    "table": ({"sql": 'SELECT 1 FROM "Nothing__dlm"'}, 400, "42P01"),
    "column": ({"sql": 'SELECT "x" FROM "ssot__AIAgentSession__dlm"'}, 400, "42703"),
    "value": ({"sql": "SELECT 1/0"}, 400, "22012"),
    "function": ({"sql": "SELECT * FROM read_text('/etc/hostname')"}, None, None),
    "no sql": ({}, 400, "22023"),
    "mode": ({"sql": ALL, "transferMode": "SYNC"}, 400, "22023"),
    "bytes": ({"sql": ALL, "resultRange": {"byteLimit": MOST_BYTES + 1}}, 400, "22023"),
    "rows": ({"sql": ALL, "queryRowLimit": -1}, 400, "22023"),
    "zone": ({"sql": ALL, "settings": {"time_zone": "Europe/Rome"}}, 400, "22023"),
    "name": (
        {"sql": f"{ALL} LIMIT :n", "parameters": [{"name": "n", "type": "bigint", "value": "1"}]},
        400,
        "42601",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_statements_are_refused(case: str, caller: Caller) -> None:
    """What can't be answered is told in the tenant's form of an error, with the SQL state."""
    body, status, sqlstate = WRONG[case]
    refused = _refused(caller.v3("POST", json=body))
    if status is None:
        assert refused[0] in {400, 403}
    else:
        assert refused[:2] == (status, sqlstate)


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'{"sql": 1}'])
def test_bodies_that_are_none_are_refused(body: bytes, caller: Caller) -> None:
    """What isn't JSON, or not of its form, is refused."""
    assert _refused(caller.v3("POST", content=body))[:2] == (400, "22023")


def test_hints_are_passed_on(caller: Caller) -> None:
    """What the engine advises is in the details."""
    refused = caller.v3("POST", json={"sql": 'SELECT "ssot__id__c" FROM "ssot__AIAgentSession__dlm"'})
    assert "ssot__Id__c" in refused.json()["details"]["customerHint"]


def test_async_errors_show_where_they_happen(caller: Caller) -> None:
    """Under ASYNC a statement that makes no sense fails at once, one that fails on its rows when asked after."""
    assert _refused(caller.v3("POST", json={"sql": "SELEC", "transferMode": "ASYNC"}))[1] == "42601"
    told = caller.submit("SELECT 1/0", transferMode="ASYNC")
    assert _refused(caller.v3("GET", f"/{told['queryId']}"))[:2] == (400, "22012")


PARAMETERS = {
    "QUESTION_MARK": '"ssot__Id__c" = ? OR "ssot__Id__c" = ?',
    "DOLLARED": '"ssot__Id__c" = $2 OR "ssot__Id__c" = $1',
    "NAMED": '"ssot__Id__c" = :second OR "ssot__Id__c" = :first',
}


@pytest.mark.parametrize("style", PARAMETERS)
def test_parameters_in_three_styles(style: str, caller: Caller) -> None:
    """Values come by place, by number or by name."""
    sql = ALL.replace("ORDER BY", f"WHERE {PARAMETERS[style]} ORDER BY")
    values = [
        {"name": name, "type": "varchar", "value": IDS[at]} for name, at in (("first", 2), ("second", 5))
    ]
    response = caller.v3("POST", json={"sql": sql, "paramStyle": style, "parameters": values})
    assert ids_of(response.json()["data"]) == [IDS[2], IDS[5]]


def test_a_query_comes_along(caller: Caller) -> None:
    """By the org's clock a query runs, then has produced its results, then is finished."""
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=1000, producing_ms=500)
    response = caller.v3("POST", json={"sql": ALL})
    query = f"/{status_of(response)['queryId']}"
    assert response.json()["data"] is None

    def told() -> tuple[str, float, int]:
        status = status_of(caller.v3("GET", query, params={"waitTimeMs": 0}))
        return status["completionStatus"], status["progress"], status["chunkCount"]

    caller.standin.clock.advance(250)
    assert told() == ("RUNNING_OR_UNSPECIFIED", 0.25, 0)
    for path in ("chunks/0", "rows?offset=0", "metadata"):
        assert _refused(caller.v3("GET", f"{query}/{path}"))[:2] == (400, "22023")
    caller.standin.clock.advance(750)
    assert told() == ("RESULTS_PRODUCED", 1.0, 3)
    caller.standin.clock.advance(500)
    assert told() == ("FINISHED", 1.0, 3)


def test_a_poll_waits_until_there_is_something_to_tell(caller: Caller) -> None:
    """A long poll comes back when the query is done, and after its wait, by either clock, if it isn't."""
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=60_000)
    query = f"/{caller.submit()['queryId']}"
    response = caller.v3("GET", query, params={"waitTimeMs": 20})
    assert status_of(response)["completionStatus"] == "RUNNING_OR_UNSPECIFIED"
    for passes_ms, told in ((10_000, "RUNNING_OR_UNSPECIFIED"), (50_000, "FINISHED")):
        later = Timer(0.1, caller.standin.clock.advance, (passes_ms,))
        later.start()
        assert status_of(caller.v3("GET", query))["completionStatus"] == told
        later.join()


@pytest.mark.parametrize(
    ("where", "in_header", "in_body"), [("header", True, False), ("body", False, True), ("both", True, True)]
)
def test_the_status_of_a_poll_may_be_in_the_body(
    where: Any, in_header: bool, in_body: bool, caller: Caller
) -> None:
    """Orgs are known to tell of a query in the header, in the body, or in both."""
    query_id = caller.submit()["queryId"]
    caller.standin.behaviour = replace(caller.standin.behaviour, poll_status=where)
    response = caller.v3("GET", f"/{query_id}")
    assert ("x-hyperdb-status" in response.headers) == in_header
    assert (response.json().get("queryId") == query_id) == in_body


def test_running_queries_can_be_cancelled(caller: Caller) -> None:
    """A query that runs ends when it is cancelled; one that is over stays as it is."""
    finished = caller.submit()["queryId"]
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=1000)
    running = caller.submit()["queryId"]
    assert [caller.v3("DELETE", f"/{query}").status_code for query in (finished, running)] == [204, 204]
    assert caller.v3("GET", f"/{finished}/chunks/0").status_code == 200
    assert _refused(caller.v3("GET", f"/{running}"))[:2] == (400, "57014")


def test_results_are_kept_for_a_day(caller: Caller) -> None:
    """After 24 hours of the org's clock a query is unknown, like one that never was."""
    query_id = caller.submit()["queryId"]
    caller.standin.clock.advance(24 * HOUR_MS - 1)
    caller.sign_in()
    assert caller.v3("GET", f"/{query_id}/chunks/0").status_code == 200
    caller.standin.clock.advance(1)
    for method, path in (
        ("GET", ""),
        ("GET", "/chunks/0"),
        ("GET", "/rows?offset=0"),
        ("GET", "/metadata"),
        ("DELETE", ""),
    ):
        assert _refused(caller.v3(method, f"/{query_id}{path}"))[:2] == (404, "02000")
    assert _refused(caller.v3("GET", "/never"))[:2] == (404, "02000")


def test_shows_the_org_as_of_its_clock(caller: Caller) -> None:
    """A row is there from when it becomes visible, and the result of a query doesn't change after."""
    before = caller.submit()
    caller.standin.clock.advance(HOUR_MS)
    assert caller.submit()["rowCount"] == 11
    assert status_of(caller.v3("GET", f"/{before['queryId']}"))["rowCount"] == 10


@pytest.mark.parametrize(
    "path",
    [
        "rows",
        "rows?offset=x",
        "rows?offset=10",
        "rows?offset=-1",
        "rows?offset=0&limit=0",
        "chunks/3",
        "chunks/x",
        f"chunks/{'9' * 5000}",
        f"rows?offset=0&byteLimit={MOST_BYTES + 1}",
        f"rows?offset={'9' * 5000}",
    ],
)
def test_wrong_numbers_are_refused(path: str, caller: Caller) -> None:
    """An offset is required, and all numbers have limits."""
    assert _refused(caller.v3("GET", f"/{caller.submit()['queryId']}/{path}"))[:2] == (400, "22023")


def test_waits_have_a_limit(caller: Caller) -> None:
    """Nobody waits longer than ten seconds."""
    assert (
        caller.v3("GET", f"/{caller.submit()['queryId']}", params={"waitTimeMs": 10_001}).status_code == 400
    )


def test_data_spaces_go_by_a_header(caller: Caller) -> None:
    """A statement can be asked in the default data space; there is no other."""
    for name, status in (("default", 200), ("other", 400)):
        response = caller.v3("POST", json={"sql": COUNT}, headers={"ctx-dataspace-ds_name": name})
        assert response.status_code == status
