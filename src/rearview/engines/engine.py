"""What an engine must be able to do; the rest of Rearview knows no more of one.

What reaches the Parquet files, on every engine: the choice of columns; filters on columns that a view passes on
unchanged (ids and other plain text, integers, floats of their own type); and filters on `date`, by which whole files are left
out. What doesn't: filters on columns that a view computes (times, cleaned text, parsed numbers); these are applied
to what was read. So a question about a period filters `date` too, and only then is it cheap.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from rearview.engines.view import View

Frame = TypeVar("Frame")


class Engine(Protocol[Frame]):
    """Reads Parquet files inside the folders it was opened on, and nothing else; writes nothing.

    Frames are lazy, the engine's own, and know no order. Frames of one engine can be joined.
    """

    name: ClassVar[str]

    def scan(self, files: Sequence[Path]) -> Frame:
        """Return what the files hold, under their own names, and `date`; what a file lacks is null."""
        ...

    def view(self, view: View, files: Sequence[Path]) -> Frame:
        """Return the columns of the view's canonical table, in its order, and `date`."""
        ...

    def missing(self, view: View, files: Sequence[Path]) -> dict[str, int]:
        """Return the source columns that the view found lacking or unreadable, and in how many files."""
        ...

    def explain(self, frame: Frame) -> str:
        """Return the plan by which the frame would be computed."""
        ...

    def hold(self, frame: Frame) -> Frame:
        """Compute a few rows now, and return them as a frame that takes nothing to read again."""
        ...

    def collect(self, frame: Frame) -> Any:
        """Compute a frame and return it as an Arrow table."""
        ...
