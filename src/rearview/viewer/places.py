"""What the viewer shows: lakes, folders of snapshots and single files, opened in the background and kept up to date.

A place is a lake to everything that asks about many sessions. Snapshots that aren't in a lake get one that is ours, in
a folder for what can be made again. The places themselves are never written to.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rearview.errors import NotFoundError, RearviewError
from rearview.viewer.place import Place, State
from rearview.viewer.slugs import slugs

if TYPE_CHECKING:
    from rearview.viewer.sessions.table import Table

_EVERY_S = 5.0
"""How often it is looked for what has changed, as long as somebody asks."""


class Places:
    """All that one viewer shows."""

    def __init__(self, paths: Sequence[Path], *, every_s: float = _EVERY_S) -> None:
        self._every_s = every_s
        self.all = tuple(Place(slug=slug, path=path) for slug, path in zip(slugs(paths), paths, strict=True))
        self._stop = threading.Event()
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._keep_up, name="places")
        self._lock = threading.Lock()
        self._table: tuple[tuple[int, ...], Table] | None = None

    @property
    def is_one_file(self) -> bool:
        """Whether all there is to see is one snapshot."""
        return len(self.all) == 1 and self.all[0].is_file

    def start(self) -> None:
        """Begin to open them."""
        self._asked.set()
        self._thread.start()

    def stop(self) -> None:
        """Come to an end."""
        self._stop.set()
        self._asked.set()
        for place in self.all:
            place.stop()
        self._thread.join()

    def states(self) -> list[State]:
        """Return how far each of them is."""
        return [place.state for place in self.all]

    @property
    def is_waiting(self) -> bool:
        """Whether there is nothing to show yet, and will be."""
        phases = {place.state.phase for place in self.all}
        return "opening" in phases and "ready" not in phases

    def named(self, slug: str) -> Place:
        """Return the place that an address names."""
        for place in self.all:
            if place.slug == slug:
                return place
        raise NotFoundError.opened_place(slug, [place.slug for place in self.all])

    def ready(self) -> Iterator[Place]:
        """Yield those that can be asked about many sessions; from now on it is looked for what has changed in them."""
        self._asked.set()
        return (place for place in self.all if place.facts is not None)

    def table(self) -> "Table":
        """Return the sessions of all places that are ready, as a table to choose from."""
        from rearview.viewer.sessions.table import Table  # where frames become output: not needed before

        ready = list(self.ready())
        versions = tuple(place.version for place in ready)
        with self._lock:
            if self._table is None or self._table[0] != versions:
                frames = {place.slug: place.facts for place in ready if place.facts is not None}
                self._table = (versions, Table.of(frames))
            return self._table[1]

    def _keep_up(self) -> None:
        while not self._stop.is_set():
            self._asked.wait()
            self._asked.clear()
            for place in self.all:
                if not self._stop.is_set():
                    self._renew(place)
            self._stop.wait(self._every_s)

    def _renew(self, place: Place) -> None:
        try:
            place.renew()
        except RearviewError as error:
            place.fail(error)
        except KeyboardInterrupt:  # Polars hands Ctrl-C to whoever waits for it, in any thread
            self._stop.set()
