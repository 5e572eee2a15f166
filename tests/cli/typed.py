"""Commands typed within this process: many questions to one lake, without a start for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rearview.cli import main

if TYPE_CHECKING:
    Capture = pytest.CaptureFixture[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What it printed, to read."""
        return self.out.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who types commands about one lake."""

    capture: "Capture"
    lake: Path

    def __call__(self, *words: str | Path) -> Done:
        """Type a command, and return what it left behind."""
        self.capture.readouterr()
        code = main([*map(str, words), "--data-dir", str(self.lake)])
        out, err = self.capture.readouterr()
        return Done(code=int(code), out=out, err=err.decode())


@contextmanager
def asking(capture: "Capture", lake: Path) -> Iterator[Asker]:
    """Go to where a lake is, so that no path of this machine is printed."""
    with pytest.MonkeyPatch.context() as here:
        here.chdir(lake.parent)
        yield Asker(capture=capture, lake=Path(lake.name))
