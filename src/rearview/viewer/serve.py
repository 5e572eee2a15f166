"""Starting the viewer: a socket, a server in a thread, and their end. It knows nothing of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from rearview.serving import answering, listening
from rearview.viewer import app
from rearview.viewer.places import Places
from rearview.viewer.security import LOOPBACK, Door

_GRACE_S = 1


@contextmanager
def serve(places: Places, *, host: str = LOOPBACK, port: int = 0) -> Iterator[Door]:
    """Show some places until the block ends; port 0 is any that is free."""
    with listening(port, host) as held:
        door = Door(host=host, port=held.getsockname()[1])
        # What went wrong is told on the page, and not in a log.
        with answering(app.make(places, door), held, name="viewer", grace_s=_GRACE_S, log_level="critical"):
            places.start()
            try:
                yield door
            finally:
                places.stop()
