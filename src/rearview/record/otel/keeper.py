"""Takes requests to keep spans, from many at once: each is safe when it is answered, and in the lake soon after.

One thread makes requests safe, as many with one sync as have come meanwhile; another puts them into the lake when it is
quiet, or when there are many. A process that is killed loses nothing that was answered.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread

from rearview.errors import AccessError, LockedError, RearviewError
from rearview.lake.disk import Disk
from rearview.sources.otel.ingest.incoming import Incoming, Request
from rearview.sources.otel.ingest.settle import opened, settle

QUIET_S = 1.0
"""How long nothing has come when what came before is put into the lake."""
MANY_BYTES = 64 << 20
"""How much may wait for that."""
_REST = 9
"""How many times as long as putting it there took is waited at least, so that taking spans goes before."""
_NAP_S = 0.1

_Taken = tuple[Sequence[Request], Future[None]]


class Keeper:
    """Where spans are taken, for one lake."""

    def __init__(self, root: Path, *, quiet_s: float = QUIET_S, disk: Disk | None = None) -> None:
        self._disk = disk or Disk()
        with opened(root, self._disk) as writer:
            self.root = writer.root
            self.taken_up = settle(writer, self._disk)
            """How many spans were safe before, and not in the lake."""
        self.spans = 0
        """How many were put into the lake since."""
        self.trouble: RearviewError | None = None
        """Why the lake doesn't get what is safe, as long as it doesn't."""
        self._quiet_s = quiet_s
        self._incoming = Incoming(self.root, self._disk)
        self._using = Lock()
        self._queue: SimpleQueue[_Taken | None] = SimpleQueue()
        self._last = time.monotonic()
        self._ending = Event()
        self._threads = (
            Thread(target=self._keep_safe, name="keeping spans", daemon=True),
            Thread(target=self._settle_often, name="settling spans", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def keep(self, requests: Sequence[Request]) -> Future[None]:
        """Take requests; what is returned is done when they are safe."""
        done: Future[None] = Future()
        self._queue.put((requests, done))
        return done

    def settle(self) -> None:
        """Put what is safe into the lake, if nobody else is writing to it."""
        with self._using:
            self._incoming.seal()
        try:
            with opened(self.root, self._disk) as writer:
                self.spans += settle(writer, self._disk)
        except LockedError as error:
            self.trouble = error
        else:
            self.trouble = None

    def close(self) -> None:
        """Take nothing more, and put all that is safe into the lake."""
        if self._ending.is_set():
            return
        self._ending.set()
        self._queue.put(None)
        for thread in self._threads:
            thread.join()
        try:
            self.settle()
        except AccessError as error:
            self.trouble = error

    def _keep_safe(self) -> None:
        while True:
            taken = [self._queue.get()]
            while not self._queue.empty():
                taken.append(self._queue.get())
            asked = [one for one in taken if one is not None]
            if asked:
                self._keep_all(asked)
            if len(asked) < len(taken):
                return

    def _keep_all(self, asked: list[_Taken]) -> None:
        self._last = time.monotonic()
        try:
            with self._using:
                self._incoming.keep(request for requests, _ in asked for request in requests)
        except AccessError as error:
            for _, done in asked:
                done.set_exception(error)
            with suppress(AccessError), self._using:
                self._incoming.seal()  # what follows a request that broke off couldn't be read
            return
        for _, done in asked:
            done.set_result(None)

    def _settle_often(self) -> None:
        rested = time.monotonic()
        while not self._ending.wait(_NAP_S):
            now = time.monotonic()
            waiting = self._incoming.bytes
            is_time = waiting and (now - self._last >= self._quiet_s or waiting >= MANY_BYTES)
            if not is_time or now < rested:
                continue
            try:
                self.settle()
            except AccessError as error:
                self.trouble = error
            rested = time.monotonic() + min((time.monotonic() - now) * _REST, 60)
