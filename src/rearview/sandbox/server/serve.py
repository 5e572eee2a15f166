"""Starting a stand-in: a socket on loopback, a server in a thread, a folder for what it keeps, and their end.

Nothing but this machine can reach it. Whatever happens inside, everything is given back on the way out.
"""

import asyncio
import hashlib
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.org import Org
from rearview.sandbox.server import app, credentials
from rearview.sandbox.server.behaviour import HOUR_MS, Behaviour
from rearview.sandbox.server.clock import Clock
from rearview.sandbox.server.faults import Faults, Plan
from rearview.sandbox.server.loading import Loading
from rearview.sandbox.server.results import Results
from rearview.sandbox.server.standin import Standin
from rearview.sandbox.server.tokens import Tokens
from rearview.serving import LOOPBACK, answering, listening

SETTLED_MS = 4 * 24 * HOUR_MS
"""How long after its last day everything in an org has arrived: no row is later than that."""
_GRACE_S = 1
_ANY_ORG = "00DKo000000SboxMAY"


@contextmanager
def serve(
    source: Org | SqlEngine,
    *,
    port: int = 0,
    engine: str = "duckdb",
    strict: bool = False,
    behaviour: Behaviour | None = None,
    faults: Plan | None = None,
    clock: Clock | None = None,
) -> Iterator[Standin]:
    """Answer for an org, or for an engine that holds one already, until the block ends; port 0 is any that is free.

    Without a clock, an org is shown when all of it has arrived, and an engine's as of now. A strict engine folds names
    without quotes; one that is given has its own mind about that.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="rearview-sandbox-")))
        held = stack.enter_context(listening(port))
        opened = stack.enter_context(_opened(source, engine, strict))
        org = source if isinstance(source, Org) else None
        org_id = org.org_id if org else _ANY_ORG
        tenant_id = f"a360/sandbox/{hashlib.sha256(org_id.encode()).hexdigest()[:32]}"
        clock = clock or Clock(org.until_ms + SETTLED_MS if org else None)
        standin = Standin(
            url=f"http://{LOOPBACK}:{held.getsockname()[1]}",
            org_id=org_id,
            tenant_id=tenant_id,
            credentials=credentials.make(folder),
            clock=clock,
            behaviour=behaviour or Behaviour(),
            faults=Faults(faults or Plan()),
            rows=Loading(opened, org),
            results=Results(folder),
            tokens=Tokens(org_id=org_id, tenant_id=tenant_id, clock=clock),
        )
        stack.enter_context(_answering(standin, held))
        yield standin


@contextmanager
def _opened(source: Org | SqlEngine, engine: str, strict: bool) -> Iterator[SqlEngine]:
    """Open an engine for an org, and close it at the end; one that was given is its giver's to close."""
    if not isinstance(source, Org):
        yield source
        return
    with closing(open_engine(engine, strict=strict)) as opened:
        yield opened


@contextmanager
def _answering(standin: Standin, held: socket.socket) -> Iterator[None]:
    standin.rows.start()
    served = answering(
        app.make(standin), held, name="stand-in", grace_s=_GRACE_S, http=_Wire, date_header=False
    )
    with served:
        try:
            yield
        finally:
            standin.ending = True  # first: the server ends when nobody waits for anything any more
            standin.rows.stop()


class _Wire(H11Protocol):
    """HTTP as ever, but that a request can get at its connection: faults of the wire need to."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and tell its requests which it is."""
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport}
