"""Disks that fail or let their process die at the n-th change."""

import os
from pathlib import Path

from rearview.record.disk import Boundary, Disk


class Deadly(Disk):
    """Lets the process die, as a signal would, before the n-th change; what follows never happens."""

    def __init__(self, at: int) -> None:
        self._left = at

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Count, and die when it is time."""
        del boundary, path
        self._left -= 1
        if self._left == 0:
            os._exit(9)


class Refusing(Disk):
    """Refuses some changes to what lies in a folder, and all others of that kind after the first so many."""

    def __init__(self, error: int, folder: Path, *boundaries: Boundary, after: int = 0) -> None:
        self._error, self._folder, self._boundaries, self._left = error, folder, boundaries, after

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Refuse it when it is meant."""
        if boundary in self._boundaries and path.is_relative_to(self._folder):
            self._left -= 1
            if self._left < 0:
                raise OSError(self._error, os.strerror(self._error))
