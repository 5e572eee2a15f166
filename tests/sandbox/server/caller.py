"""Someone who calls a stand-in over a real socket, signed in where need be, and a small org to ask about."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import httpx2
import pyarrow as pa

from rearview.sandbox.engines.rows import form
from rearview.sandbox.server import Standin
from rearview.sandbox.server.v3 import ARROW, STATUS
from rearview.sources.agentforce.catalog import CATALOG

NOW_MS = 1_770_000_000_000
"""The time it is in the org."""
HOUR_MS = 3_600_000
ROWS = 10
"""How many sessions the org shows at that time; one more is still to come."""
ALL = 'SELECT "ssot__Id__c", "ssot__StartTimestamp__c" FROM "ssot__AIAgentSession__dlm" ORDER BY 1'
IDS = [f"session-{number:02}" for number in range(ROWS)]

CONNECT = "/services/data/v64.0/ssot"
V3 = "/api/v3/query"
EXCHANGE = {
    "grant_type": "urn:salesforce:grant-type:external:cdp",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
}


def sessions() -> Iterator[pa.Table]:
    """Ten sessions, an hour apart, and one that shows up an hour from now."""
    dmo = CATALOG["sessions"]
    count = ROWS + 1
    started = pa.array([(NOW_MS - (count - place) * HOUR_MS) * 1000 for place in range(count)], pa.int64())
    given = {
        "ssot__Id__c": pa.array([*IDS, "session-late"]),
        "ssot__StartTimestamp__c": started.cast(pa.timestamp("us", "UTC")),
        "ssot__AiAgentSessionEndType__c": pa.array(['said "no"\n'] * count),
        "visible_ms": pa.array([NOW_MS - HOUR_MS] * ROWS + [NOW_MS + HOUR_MS], pa.int64()),
    }
    wanted = form(dmo)
    yield pa.table(
        {field.name: given.get(field.name, pa.nulls(count, field.type)) for field in wanted}, schema=wanted
    )


class Caller:
    """A client without manners: it does what a test tells it to, and nothing else."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.http = httpx2.Client(base_url=standin.url, timeout=20)
        self.core = ""
        self.tenant = ""

    def sign_in(self) -> None:
        """Get both tokens."""
        form = self.standin.credentials.form_path.read_bytes()
        self.core = self.http.post("/services/oauth2/token", content=form).json()["access_token"]
        exchanged = self.http.post("/services/a360/token", data={**EXCHANGE, "subject_token": self.core})
        self.tenant = exchanged.json()["access_token"]

    def v3(
        self,
        method: str,
        path: str = "",
        *,
        arrow: bool = False,
        headers: dict[str, str] | None = None,
        **sent: Any,
    ) -> httpx2.Response:
        """Ask the tenant."""
        accept = ARROW if arrow else "application/json"
        headers = {"Authorization": f"Bearer {self.tenant}", "Accept": accept, **(headers or {})}
        return self.http.request(method, f"{V3}{path}", headers=headers, **sent)

    def submit(self, sql: str = ALL, **more: Any) -> dict[str, Any]:
        """Submit a statement to the tenant and return its status."""
        return status_of(self.v3("POST", json={"sql": sql, **more}))

    def connect(
        self, method: str, path: str = "", *, headers: dict[str, str] | None = None, **sent: Any
    ) -> httpx2.Response:
        """Ask the core for queries."""
        headers = {"Authorization": f"Bearer {self.core}", **(headers or {})}
        return self.http.request(method, f"{CONNECT}/query-sql{path}", headers=headers, **sent)

    def page(self, query_id: str, offset: int, **more: Any) -> httpx2.Response:
        """Ask the core for a page."""
        return self.connect(
            "GET", f"/{query_id}/rows", params={"dataspace": "default", "offset": offset, **more}
        )


def status_of(response: httpx2.Response) -> dict[str, Any]:
    """Return the status that a header holds."""
    told: dict[str, Any] = json.loads(response.headers[STATUS])
    return told


def table_of(response: httpx2.Response) -> pa.Table:
    """Return the rows of an Arrow stream."""
    with pa.ipc.open_stream(response.content) as stream:
        return stream.read_all()


def ids_of(data: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the first column of rows."""
    return [row[0] for row in data]
