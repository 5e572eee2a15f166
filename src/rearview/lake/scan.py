"""Which files of a lake to read. Reading what is in them is the engines' work."""

from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath

from rearview.errors import AccessError, BrokenLakeError
from rearview.lake import identity as identities
from rearview.lake.grid import DAY_MS, Cell
from rearview.lake.identity import Identity
from rearview.lake.layout import METADATA


def is_lake(root: Path) -> bool:
    """Whether a folder is a lake."""
    return (root / METADATA / identities.NAME).is_file()


def identity_of(root: Path) -> Identity:
    """Return whose sessions a lake holds."""
    try:
        return identities.load((root / METADATA / identities.NAME).read_bytes())
    except FileNotFoundError as error:
        raise BrokenLakeError.not_a_lake(root) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read the lake {root}") from error


def contents(root: Path) -> Iterator[tuple[Path, Cell | None]]:
    """Yield every file in the tables of a lake, with the cell it is; None for what has no business there."""
    for table in sorted(root.iterdir()):
        if table.name == METADATA:
            continue
        for file in sorted(table.rglob("*")) if table.is_dir() else [table]:
            if not file.is_dir():
                yield file, Cell.at(PurePosixPath(file.relative_to(root)))


def cells(root: Path) -> Iterator[tuple[Cell, Path]]:
    """Yield the cells of a lake with their files, by table and time."""
    for file, cell in contents(root):
        if cell is not None:
            yield cell, file


def files(root: Path, table: str, *, since_ms: int | None = None, until_ms: int | None = None) -> list[Path]:
    """Return the files of a table that can hold a row of [since, until), and of rows without a time.

    A window is at most a day wide and starts within its date, so dates decide; nothing is opened.
    """
    chosen: list[Path] = []
    for day in sorted((root / table).glob("date=*")):
        # A lake has many days; those outside aren't even looked into.
        if _may_hold(PurePosixPath(table, day.name, "part-0000.parquet"), since_ms, until_ms):
            within = sorted(day.glob("part-*.parquet"))
            chosen += (file for file in within if _may_hold(file.relative_to(root), since_ms, until_ms))
    return chosen


def _may_hold(path: PurePath, since_ms: int | None, until_ms: int | None) -> bool:
    """Whether a cell can hold a row of [since, until), by its path within its lake."""
    cell = Cell.at(PurePosixPath(path))
    if cell is None or cell.start_ms is None:
        return cell is not None
    start = cell.start_ms
    early = since_ms is not None and start - start % DAY_MS + DAY_MS <= since_ms
    return not (early or (until_ms is not None and start >= until_ms))
