"""The sides that `extract.py` compares: each fetches the same rows from a stand-in, and is a process of its own.

The bare loop downloads the chunks of Query V3, opens each with pyarrow and writes it as a Parquet file: no check, no
order, no bloom filter, no sync. The naive client pages through Connect, makes a dict of each row, holds them all and
writes once. Neither goes on where it stopped, and neither notices a row that is missing.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq

from rearview.sources.agentforce.catalog import CATALOG

DAY_MS = 86_400_000
TABLES = ("sessions", "interactions", "steps")
V3 = "/api/v3/query"
CONNECT = "/services/data/v64.0/ssot/query-sql"
STATUS = "x-hyperdb-status"


def statement(folder: str, since_ms: int, until_ms: int) -> str:
    """Return the statement for a table's rows of a span of time."""
    table = CATALOG[folder]
    columns = ", ".join(f'"{field.name}" AS "{field.name}"' for field in table.fields)
    since, until = (
        time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime(ms / 1000)) for ms in (since_ms, until_ms)
    )
    span = f"\"{table.time}\" >= TIMESTAMPTZ '{since}' AND \"{table.time}\" < TIMESTAMPTZ '{until}'"
    return f'SELECT {columns} FROM "{table.api_name}" WHERE {span}'  # noqa: S608 -- nothing in it is foreign


class Client:
    """Somebody who is signed in to a stand-in."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.http = httpx2.Client(base_url=told["url"], timeout=120)
        form = Path(told["form_path"]).read_bytes()
        core = self.http.post("/services/oauth2/token", content=form).json()["access_token"]
        exchange = {
            "grant_type": "urn:salesforce:grant-type:external:cdp",
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": core,
        }
        tenant = self.http.post("/services/a360/token", data=exchange).json()["access_token"]
        self.core = {"Authorization": f"Bearer {core}"}
        self.tenant = {"Authorization": f"Bearer {tenant}", "Accept": "application/vnd.apache.arrow.stream"}

    def chunks(self, sql: str) -> list[str]:
        """Run a statement; return the addresses of its chunks."""
        body = {"sql": sql, "transferMode": "ASYNC"}
        submitted = self.http.post(V3, json=body, headers=self.tenant)
        query = f"{V3}/{json.loads(submitted.headers[STATUS])['queryId']}"
        polled = self.http.get(query, headers=self.tenant)
        return [
            f"{query}/chunks/{number}" for number in range(json.loads(polled.headers[STATUS])["chunkCount"])
        ]

    def rows(self, sql: str) -> Iterator[dict[str, Any]]:
        """Run a statement; yield its rows, page after page."""
        page = self.http.post(CONNECT, json={"sql": sql}, headers=self.core).json()
        names = [column["name"] for column in page["metadata"]]
        path = f"{CONNECT}/{page['status']['queryId']}/rows"
        came = 0
        while True:
            yield from (dict(zip(names, row, strict=True)) for row in page["data"])
            came += page["returnedRows"]
            if came >= page["status"]["rowCount"]:
                return
            params = f"?dataspace=default&omitSchema=true&offset={came}"
            page = {**page, **self.http.get(path + params, headers=self.core).json()}


def bare(told: dict[str, Any], folder: Path, *, jobs: int = 1) -> int:
    """Write each chunk as it comes, so many at once."""
    client = Client(told)

    def write(path: str, file: Path) -> int:
        with pa.ipc.open_stream(client.http.get(path, headers=client.tenant).content) as stream:
            rows = stream.read_all()
        pq.write_table(rows, file, compression="zstd", compression_level=1)
        return int(rows.num_rows)

    written = 0
    with ThreadPoolExecutor(jobs) as pool:
        for since in range(told["since_ms"], told["until_ms"], DAY_MS):
            for table in TABLES:
                paths = client.chunks(statement(table, since, since + DAY_MS))
                files = [folder / f"{table}-{since}-{number}.parquet" for number in range(len(paths))]
                written += sum(pool.map(write, paths, files))
    return written


def naive(told: dict[str, Any], folder: Path) -> int:
    """Hold every row as a dict, and write each table once."""
    client = Client(told)
    written = 0
    for table in TABLES:
        rows = list(client.rows(statement(table, told["since_ms"], told["until_ms"])))
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{table}.parquet", compression="zstd")
        written += len(rows)
    return written


def ours(told: dict[str, Any], folder: Path, *, api: Literal["v3", "connect"]) -> int:
    """Extract into a lake."""
    # Here, so that the other sides needn't hold what they don't use.
    from rearview.sources.agentforce.extract.extraction import Extraction
    from rearview.sources.agentforce.extract.orders import extract
    from rearview.sources.agentforce.query import choose
    from rearview.sources.agentforce.signin import Login, sign_in
    from rearview.sources.agentforce.wire import Wire

    login = Login(
        org=told["username"],
        consumer_key=told["consumer_key"],
        key_path=Path(told["key_path"]),
        login_url=told["url"],
    )
    with Wire() as wire:
        session = sign_in(login, wire)
        chosen = choose(session, api, note=print)
        extraction = Extraction(session=session, api=chosen, wire=wire, root=folder)
        report = extract(extraction, since_ms=told["since_ms"], until_ms=told["until_ms"])
    if not report.complete:
        sys.exit(f"incomplete: {report.failures}")
    return sum(table.rows for table in report.tables.values())


SIDES: dict[str, Callable[[dict[str, Any], Path], int]] = {
    "bare": bare,
    "bare, 4 at once": partial(bare, jobs=4),
    "naive": naive,
    "ours, V3": partial(ours, api="v3"),
    "ours, Connect": partial(ours, api="connect"),
}


def main(side: str, told: dict[str, Any], folder: Path) -> None:
    """Run one side, and say how long it took, how much of a processor, and how much memory."""
    started = time.perf_counter()
    rows = SIDES[side](told, folder)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    took = {"seconds": seconds, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}
    print(json.dumps({"rows": rows, **took}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3]))
