"""Starting an OTLP endpoint: a socket on loopback, a server in a thread, and their end."""

from collections.abc import Iterator
from contextlib import contextmanager

from rearview.record.otel import app
from rearview.record.otel.keeper import Keeper
from rearview.serving import LOOPBACK, answering, listening

PORT = 4318
"""Where those who send OTLP over HTTP look for a collector."""
_GRACE_S = 5


@contextmanager
def serve(keeper: Keeper, *, port: int = PORT) -> Iterator[str]:
    """Take spans until the block ends, and yield the address; port 0 is any that is free."""
    with (
        listening(port) as held,
        # Whoever sends is told what went wrong, and no log.
        answering(app.make(keeper), held, name="collector", grace_s=_GRACE_S, log_level="critical"),
    ):
        yield f"http://{LOOPBACK}:{held.getsockname()[1]}"
