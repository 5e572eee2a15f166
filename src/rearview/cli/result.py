"""A command's result in the form that was asked for: lines to read, or the same for programs.

Owns which form becomes which bytes; what is said in each is the renderers' affair.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command has to tell, in each form."""

    lines: Callable[[int], Iterable["Text"]]
    """To read, on a page of that width."""
    document: Any
    """For programs, as one thing."""
    columns: Sequence[str] = ()
    rows: Sequence[dict[str, Any]] = field(default=())
    """For programs, row by row, each by the names of the columns."""

    def tell(self, form: str, output: Path | None = None) -> None:
        """Print it, or write it to a file."""
        from rearview.cli.output import opened
        from rearview.render import forms

        with opened(output) as sink:
            if form == "json":
                sink.write(forms.json(self.document))
            elif form == "ndjson":
                sink.write(forms.ndjson(self.rows))
            elif form == "csv":
                sink.write(forms.csv(self.columns, self.rows))
            else:
                sink.show(self.lines(sink.width))


def listed(rows: Sequence[dict[str, Any]], lines: Callable[[int], Iterable["Text"]], *columns: str) -> Result:
    """Return a result that is nothing but rows."""
    return Result(lines=lines, document=rows, columns=columns, rows=rows)
