"""Connect: how a statement is asked and read page by page, in each of the spellings that orgs are known to have."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from tests.sandbox.server.caller import ALL, CONNECT, HOUR_MS, IDS, Caller, ids_of

EMPTY = ALL.replace("ORDER BY", "WHERE false ORDER BY")


def _submit(caller: Caller, sql: str = ALL, **more: Any) -> dict[str, Any]:
    response = caller.connect("POST", json={"sql": sql, **more})
    assert response.status_code == 201
    told: dict[str, Any] = response.json()
    return told


def _says(response: httpx2.Response) -> tuple[int, str]:
    (error,) = response.json()
    return response.status_code, error["message"]


def test_the_first_page_comes_with_the_status(caller: Caller) -> None:
    """The answer holds rows, columns and status; the status says that the query is done, not that all rows are here."""
    told = _submit(caller)
    assert ids_of(told["data"]) == IDS[:3]
    assert told["metadata"][0] == {"name": "ssot__Id__c", "type": "Varchar", "nullable": True}
    assert told["metadata"][1]["type"] == "TimestampTZ"
    assert told["data"][0][1] == "2026-02-01T15:40:00+00:00"
    assert told["returnedRows"] == 3
    status = told["status"]
    assert (status["completionStatus"], status["rowCount"], status["progress"]) == (
        "ResultsProduced",
        10,
        1.0,
    )
    assert "%2F" in status["queryId"]


def test_a_row_limit_caps_the_answer_only(caller: Caller) -> None:
    """A row limit makes the page shorter, never longer than the server likes, and the result not at all."""
    for limit, count in ((2, 2), (1000, 3)):
        told = _submit(caller, rowLimit=limit)
        assert (told["returnedRows"], told["status"]["rowCount"]) == (count, 10)


def test_pages_hold_every_row_once(caller: Caller) -> None:
    """Going on by what was returned reads the whole result, in pages whose size the server chooses."""
    told = _submit(caller)
    read, sizes = ids_of(told["data"]), []
    while len(read) < told["status"]["rowCount"]:
        page = caller.page(told["status"]["queryId"], len(read), rowLimit=1000).json()
        sizes.append(page["returnedRows"])
        read += ids_of(page["data"])
    assert read == IDS
    assert sizes == [3, 3, 1]


def test_a_page_says_its_columns_unless_it_is_told_not_to(caller: Caller) -> None:
    """A page has no status, and its columns can be left out."""
    query = _submit(caller)["status"]["queryId"]
    assert caller.page(query, 0).json().keys() == {"data", "metadata", "returnedRows"}
    assert caller.page(query, 0, omitSchema="true").json().keys() == {"data", "returnedRows"}


def test_pages_are_as_large_as_the_server_likes(caller: Caller) -> None:
    """Without a number of rows a page is bounded by its bytes, and has one row at least."""
    caller.standin.behaviour = replace(caller.standin.behaviour, page_rows=None, page_bytes=1)
    assert _submit(caller)["returnedRows"] == 1
    caller.standin.behaviour = replace(caller.standin.behaviour, page_bytes=2_000_000)
    assert _submit(caller)["returnedRows"] == 10


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"dataspace": "default"}, "offset is required (SQLSTATE: 22023)"),
        ({"offset": 0}, "dataspace is required (SQLSTATE: 22023)"),
        ({"dataspace": "other", "offset": 0}, 'data space "other" does not exist (SQLSTATE: 22023)'),
        ({"dataspace": "default", "offset": 10}, "request out of range (SQLSTATE: 22023)"),
        (
            {"dataspace": "default", "offset": 0, "rowLimit": 0},
            "rowLimit must be a number of 1 or more (SQLSTATE: 22023)",
        ),
    ],
)
def test_wrong_pages_are_refused(params: dict[str, Any], says: str, caller: Caller) -> None:
    """Offset and data space are required, and offsets end with the rows."""
    query = _submit(caller)["status"]["queryId"]
    assert _says(caller.connect("GET", f"/{query}/rows", params=params)) == (400, says)


def test_the_data_space_may_come_as_a_header(caller: Caller) -> None:
    """Salesforce's own connector sends it so."""
    query = _submit(caller)["status"]["queryId"]
    response = caller.connect("GET", f"/{query}/rows?offset=9", headers={"dataspace": "default"})
    assert ids_of(response.json()["data"]) == IDS[9:]


def test_an_id_goes_into_the_address_as_it_is(caller: Caller) -> None:
    """An id holds an escaped slash: one that is escaped again, or unescaped, leads nowhere."""
    query = _submit(caller)["status"]["queryId"]
    params = {"dataspace": "default", "offset": 0}
    assert caller.connect("GET", f"/{query}/rows", params=params).status_code == 200
    for spoilt in (query.replace("%2F", "%252F"), query.replace("%2F", "/")):
        assert caller.connect("GET", f"/{spoilt}/rows", params=params).status_code == 404


def test_an_empty_result_has_columns(caller: Caller) -> None:
    """No rows come with their columns."""
    told = _submit(caller, EMPTY)
    assert (told["data"], told["returnedRows"], len(told["metadata"])) == ([], 0, 2)
    assert (told["status"]["rowCount"], told["status"]["chunkCount"]) == (0, 0)


def test_parameters_have_names(caller: Caller) -> None:
    """Values come by name, as text or as JSON has them."""
    sql = 'SELECT :text AS a, :number AS b, :yes AS c, :nothing AS d FROM "ssot__AIAgentSession__dlm" LIMIT 1'
    values = [
        {"name": "text", "type": "Varchar", "value": "it's"},
        {"name": "number", "type": "Numeric", "value": 1.5},
        {"name": "yes", "type": "Boolean", "value": True},
        {"name": "nothing", "type": "Varchar", "value": None},
    ]
    assert _submit(caller, sql, sqlParameters=values)["data"] == [["it's", 1.5, True, None]]


def test_a_query_comes_along(caller: Caller) -> None:
    """A query that runs has neither rows nor columns to show, and is asked after until it is done."""
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=1000, producing_ms=1000)
    told = _submit(caller)
    query = told["status"]["queryId"]
    assert (told["status"]["completionStatus"], told["data"], told["status"]["rowCount"]) == (
        "Running",
        [],
        0,
    )
    assert caller.page(query, 0).status_code == 400
    seen = []
    for _ in range(3):
        seen.append(caller.connect("GET", f"/{query}").json()["completionStatus"])
        caller.standin.clock.advance(1000)
    assert seen == ["Running", "ResultsProduced", "Finished"]


@pytest.mark.parametrize(
    ("spelling", "produced", "running", "finished"),
    [
        ("ResultsProduced", "ResultsProduced", "Running", "Finished"),
        ("RESULTS_PRODUCED", "RESULTS_PRODUCED", "RUNNING", "FINISHED"),
        ("RESULTSPRODUCED", "RESULTSPRODUCED", "RUNNING", "FINISHED"),
    ],
)
def test_spellings_of_a_completion(
    spelling: Any, produced: str, running: str, finished: str, caller: Caller
) -> None:
    """A completion status is spelled in three ways."""
    caller.standin.behaviour = replace(caller.standin.behaviour, completion=spelling)
    told = _submit(caller)["status"]
    assert told["completionStatus"] == produced
    assert caller.connect("GET", f"/{told['queryId']}").json()["completionStatus"] == finished
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=1)
    assert _submit(caller)["status"]["completionStatus"] == running


@pytest.mark.parametrize(
    ("form", "written"),
    [("iso", "2026-02-03T02:40:00.000Z"), ("protobuf", "seconds: 1770086400\n"), ("empty", "")],
)
def test_spellings_of_an_expiration(form: Any, written: str, caller: Caller) -> None:
    """When results end is written in three ways, one of which is not at all."""
    caller.standin.behaviour = replace(caller.standin.behaviour, expiration=form)
    assert _submit(caller)["status"]["expirationTime"] == written


def test_a_status_may_be_nested(caller: Caller) -> None:
    """The status of a poll is the body, or lies in it."""
    query = _submit(caller)["status"]["queryId"]
    assert caller.connect("GET", f"/{query}").json()["rowCount"] == 10
    caller.standin.behaviour = replace(caller.standin.behaviour, connect_status="nested")
    assert caller.connect("GET", f"/{query}").json()["status"]["rowCount"] == 10


def test_rows_may_be_objects(caller: Caller) -> None:
    """A row is an array, or an object that holds one."""
    caller.standin.behaviour = replace(caller.standin.behaviour, rows_as="objects")
    told = _submit(caller)
    assert [row["row"][0] for row in told["data"]] == IDS[:3]
    page = caller.page(told["status"]["queryId"], 9).json()
    assert [row["row"][0] for row in page["data"]] == IDS[9:]


def test_forms_of_an_error(caller: Caller) -> None:
    """An error is a list, an object, or plain text; the SQL state and the hint are in its message."""
    wrong = {"sql": 'SELECT "ssot__id__c" FROM "ssot__AIAgentSession__dlm"'}
    caller.standin.behaviour = replace(caller.standin.behaviour, errors_as="dict")
    error = caller.connect("POST", json=wrong).json()
    assert error["errorCode"] == "BAD_REQUEST"
    assert "(SQLSTATE: 42703) HINT: " in error["message"]
    caller.standin.behaviour = replace(caller.standin.behaviour, errors_as="list")
    assert caller.connect("POST", json=wrong).json() == [error]
    caller.standin.behaviour = replace(caller.standin.behaviour, errors_as="text")
    response = caller.connect("POST", json=wrong)
    assert response.text == error["message"]
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "body", [{"sql": "SELEC"}, {"sql": ALL, "rowLimit": 0}, {}, [], {"sql": "SELECT 1/0"}]
)
def test_wrong_statements_are_refused(body: object, caller: Caller) -> None:
    """What can't be answered is refused at once."""
    assert _says(caller.connect("POST", json=body))[0] == 400


def test_old_versions_have_no_queries(caller: Caller) -> None:
    """The API has queries from version 63 on."""
    headers = {"Authorization": f"Bearer {caller.core}"}
    for version, status in (
        ("v62.0", 404),
        ("v63.0", 201),
        ("v99.0", 201),
        ("vX.0", 404),
        (f"v{'9' * 5000}.0", 404),
    ):
        path = f"/services/data/{version}/ssot/query-sql"
        assert caller.http.post(path, json={"sql": ALL}, headers=headers).status_code == status


def test_queries_can_be_cancelled_and_expire(caller: Caller) -> None:
    """A query that runs ends when it is cancelled, and one that is over after a day."""
    finished = _submit(caller)["status"]["queryId"]
    caller.standin.behaviour = replace(caller.standin.behaviour, running_ms=1000)
    running = _submit(caller)["status"]["queryId"]
    assert [caller.connect("DELETE", f"/{query}").status_code for query in (finished, running)] == [204, 204]
    assert caller.page(finished, 0).status_code == 200
    assert _says(caller.connect("GET", f"/{running}")) == (400, "canceled by user (SQLSTATE: 57014)")
    caller.standin.clock.advance(24 * HOUR_MS)
    caller.sign_in()
    for response in (
        caller.page(finished, 0),
        caller.connect("GET", f"/{finished}"),
        caller.connect("DELETE", f"/{finished}"),
    ):
        assert response.status_code == 404


def test_other_addresses_lead_nowhere(caller: Caller) -> None:
    """An address that isn't there, or isn't asked so, is refused in the core's own form."""
    assert _says(caller.http.get("/services/data/v64.0/ssot/nothing")) == (
        404,
        "The requested resource does not exist",
    )
    assert _says(caller.http.get(f"{CONNECT}/query-sql"))[0] == 405
