"""How many rows a second the stand-in serves of a million steps, over each of its APIs, and how much memory it takes.

The server is a process of its own, so that its memory is its own and it doesn't wait for its client's interpreter.
The client reads and counts; what an extractor does with the rows besides isn't measured here.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pyarrow as pa

from rearview.sandbox.engines import open_engine
from rearview.sandbox.org import Org
from rearview.sandbox.server import serve
from rearview.sandbox.server.v3 import ARROW, STATUS
from rearview.sources.agentforce.catalog import CATALOG

ROWS = 1_000_000
SESSIONS_PER_DAY = 12_000
COLUMNS = (
    "ssot__Id__c",
    "ssot__AiAgentInteractionId__c",
    "ssot__AiAgentInteractionStepType__c",
    "ssot__Name__c",
    "ssot__InputValueText__c",
    "ssot__OutputValueText__c",
    "ssot__ErrorMessageText__c",
    "ssot__StartTimestamp__c",
    "ssot__EndTimestamp__c",
    "ssot__PrevStepId__c",
)
STEPS = CATALOG["steps"]
SELECTED = ", ".join(f'"{column}"' for column in COLUMNS)
SQL = f'SELECT {SELECTED} FROM "{STEPS.api_name}" LIMIT {ROWS}'  # noqa: S608 -- all of it stands above
QUERY_SQL = "/services/data/v64.0/ssot/query-sql"
SERVER = "server"


class Page(msgspec.Struct, rename="camel"):
    """A page of Connect, its rows unread."""

    data: msgspec.Raw
    returned_rows: int


def server() -> None:
    """Serve steps until the other side has had enough, and say what memory that took."""
    engine = open_engine("duckdb")
    engine.load(STEPS, Org(sessions_per_day=SESSIONS_PER_DAY).rows("steps"))
    with serve(engine) as standin:
        loaded = _peak_mb()
        print(json.dumps({"url": standin.url, "form": str(standin.credentials.form_path)}), flush=True)
        sys.stdin.readline()
    engine.close()
    print(json.dumps({"loaded": loaded, "served": _peak_mb()}))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Client:
    """Signed in to a stand-in."""

    def __init__(self, url: str, form: str) -> None:
        self.http = httpx2.Client(base_url=url, timeout=120)
        core = self.http.post("/services/oauth2/token", content=Path(form).read_bytes()).json()[
            "access_token"
        ]
        exchange = {
            "grant_type": "urn:salesforce:grant-type:external:cdp",
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": core,
        }
        tenant = self.http.post("/services/a360/token", data=exchange).json()["access_token"]
        self.core = {"Authorization": f"Bearer {core}"}
        self.tenant = {"Authorization": f"Bearer {tenant}", "Accept": ARROW}
        self.query = ""

    def ask(self) -> None:
        """Run the statement, and do not read its rows yet."""
        body = {"sql": SQL, "transferMode": "ASYNC"}
        submitted = self.http.post("/api/v3/query", json=body, headers=self.tenant)
        self.query = f"/api/v3/query/{json.loads(submitted.headers[STATUS])['queryId']}"

    def chunks(self, jobs: int) -> tuple[int, int]:
        """Read all chunks, some at once; return rows and bytes."""
        polled = self.http.get(self.query, headers=self.tenant)
        count = json.loads(polled.headers[STATUS])["chunkCount"]
        with ThreadPoolExecutor(jobs) as pool:
            read = list(pool.map(self._chunk, range(count)))
        return sum(rows for rows, _ in read), sum(size for _, size in read)

    def _chunk(self, number: int) -> tuple[int, int]:
        content = self.http.get(f"{self.query}/chunks/{number}", headers=self.tenant).content
        with pa.ipc.open_stream(content) as stream:
            return sum(batch.num_rows for batch in stream), len(content)

    def pages(self) -> tuple[int, int]:
        """Run the statement and read all pages, one after the other; return rows and bytes."""
        submitted = self.http.post(QUERY_SQL, json={"sql": SQL}, headers=self.core).content
        status: dict[str, Any] = json.loads(submitted)["status"]
        rows, size = msgspec.json.decode(submitted, type=Page).returned_rows, len(submitted)
        while rows < status["rowCount"]:
            params = f"dataspace=default&omitSchema=true&offset={rows}"
            path = f"{QUERY_SQL}/{status['queryId']}/rows?{params}"
            content = self.http.get(path, headers=self.core).content
            rows += msgspec.json.decode(content, type=Page).returned_rows
            size += len(content)
        return rows, size


def _clocked(name: str, read: Callable[[], tuple[int, int]]) -> None:
    started = time.perf_counter()
    rows, size = read()
    took = time.perf_counter() - started
    print(
        f"{name:34}{rows:>11,} rows{rows / took:>11,.0f} rows/s{size / took / 1e6:>8,.0f} MB/s{took:>8.1f} s"
    )


def measure() -> None:
    """Start a server, read the same rows over each API, and end it."""
    print(f"{ROWS:,} steps of {len(COLUMNS)} columns, on loopback\n")
    with subprocess.Popen(
        [sys.executable, __file__, SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        said = process.stdout.readline() if process.stdout else ""
        client = Client(**json.loads(said))
        started = time.perf_counter()
        client.ask()
        print(f"{'the statement itself':34}{time.perf_counter() - started:>49.1f} s")
        for jobs in (1, 3):
            _clocked(f"Query V3, Arrow, {jobs} at once", lambda jobs=jobs: client.chunks(jobs))  # type: ignore[misc]
        _clocked("Connect, JSON, statement included", client.pages)
        client.http.close()
        told, _ = process.communicate("\n")
    memory = json.loads(told)
    print(
        f"\npeak memory of the server: {memory['served']:,.0f} MB, of which to load {memory['loaded']:,.0f} MB"
    )


if __name__ == "__main__":
    server() if sys.argv[1:] == [SERVER] else measure()
