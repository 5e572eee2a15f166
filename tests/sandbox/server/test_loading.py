"""An org on its way into an engine, while people ask already."""

import threading
from collections.abc import Iterator

import httpx2
import pyarrow as pa
import pytest

from rearview.sandbox.engines import open_engine
from rearview.sandbox.org import Org
from rearview.sandbox.server import serve
from rearview.sandbox.server.loading import Loading
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.server.caller import ALL, Caller

COUNT = 'SELECT count(*) FROM "ssot__AIAgentSession__dlm"'


class Slow(Org):
    """An org whose rows don't end."""

    def __init__(self) -> None:
        super().__init__(sessions_per_day=1, days=1)
        self.begun = threading.Event()

    def rows(self, folder: str) -> Iterator[pa.Table]:
        """Yield an empty table again and again."""
        empty = next(Org(sessions_per_day=1, days=1).rows("sessions")).slice(0, 0)
        while folder == "sessions":
            self.begun.set()
            yield empty


class Broken(Org):
    """An org that can't be read."""

    def rows(self, folder: str) -> Iterator[pa.Table]:
        """Fail."""
        raise FileNotFoundError(folder)


def test_who_asks_waits_for_all_rows() -> None:
    """The first answer holds the whole org as it is when all of it has arrived."""
    with serve(Org(sessions_per_day=3, days=2)) as standin:
        caller = Caller(standin)
        with caller.http:
            caller.sign_in()
            response = caller.connect("POST", json={"sql": COUNT})
            for dmo in CATALOG.values():
                sql = {"sql": f'SELECT count(*) FROM "{dmo.api_name}"'}  # noqa: S608 -- a name of the catalog
                assert caller.connect("POST", json=sql).status_code == 201
    assert response.json()["data"][0][0] >= 6


def test_an_end_needs_no_rows() -> None:
    """A stand-in ends though its org never arrives, and turns away who waited for it."""
    answers: list[httpx2.Response] = []
    org = Slow()
    with serve(org) as standin:
        caller = Caller(standin)
        caller.sign_in()
        asking = threading.Thread(target=lambda: answers.append(caller.connect("POST", json={"sql": ALL})))
        asking.start()
        while not standin.counters.under_way:
            org.begun.wait()
    asking.join()
    caller.http.close()
    assert [answer.status_code for answer in answers] == [503]


def test_says_why_there_are_no_rows() -> None:
    """What kept the rows from coming is raised where they are waited for."""
    engine = open_engine("duckdb")
    loading = Loading(engine, Broken())
    loading.start()
    with pytest.raises(Exception, match="sessions"):
        loading.wait()
    loading.stop()
    engine.close()


def test_a_strict_engine_folds_names() -> None:
    """Names without quotes are found unless the engine is a strict one."""
    for strict, status in ((False, 201), (True, 400)):
        with serve(Org(sessions_per_day=1, days=1), strict=strict) as standin:
            caller = Caller(standin)
            with caller.http:
                caller.sign_in()
                response = caller.connect(
                    "POST", json={"sql": "SELECT ssot__Id__c FROM ssot__AIAgentSession__dlm"}
                )
                assert response.status_code == status
    assert "Try quoting the identifier" in response.text
