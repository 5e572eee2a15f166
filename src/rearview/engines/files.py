"""Parquet files before an engine reads them: that they may be read, and which of them can be read as one.

Files of a table differ: releases of a source add columns and change types. Files that are alike form a part, and a
frame is the union of its parts. A row is never looked at here.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from os.path import abspath
from pathlib import Path
from typing import Generic, TypeVar

from rearview.engines.view import PARTITION
from rearview.errors import AccessError, ArgumentError, NotFoundError, UnreadableError

NO_DATE = "__HIVE_DEFAULT_PARTITION__"
"""How a folder of rows without a day is named."""

NativeType = TypeVar("NativeType")
Columns = tuple[tuple[str, NativeType], ...]
"""The columns of a file, each with its type in the engine's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[NativeType]):
    """Files that an engine can read as one."""

    files: tuple[Path, ...]
    columns: Columns[NativeType]
    """What the files hold, without a column named as the partition is: that name is the folder's."""
    keys: tuple[str, ...]
    """The `key=` of all folders above the files; none where the files don't lie in a partition."""


def parts(
    files: Sequence[Path], folders: Sequence[Path], columns_of: Callable[[Path], Columns[NativeType]]
) -> list[Part[NativeType]]:
    """Sort files into parts; refuse what lies outside the folders or can't be read."""
    alike: defaultdict[tuple[Columns[NativeType], tuple[str, ...]], list[Path]] = defaultdict(list)
    for file in map(absolute, files):
        _admit(file, folders)
        columns = tuple(column for column in columns_of(file) if column[0].casefold() != PARTITION)
        alike[columns, _keys(file, {name.casefold() for name, _ in columns})].append(file)
    return [
        Part(files=tuple(members), columns=columns, keys=keys) for (columns, keys), members in alike.items()
    ]


def absolute(path: Path) -> Path:
    """Return a path from the root, without `..`, links left as they are."""
    return Path(abspath(path))  # noqa: PTH100 - resolve() would follow links


def _admit(file: Path, folders: Sequence[Path]) -> None:
    if not any(file.is_relative_to(folder) for folder in folders):
        raise ArgumentError.outside(file, folders)
    try:
        with file.open("rb"):
            pass
    except FileNotFoundError:
        raise NotFoundError.path(file) from None
    except OSError as error:
        raise AccessError.of(error, doing=f"read {file}") from error


def _keys(file: Path, columns: set[str]) -> tuple[str, ...]:
    """Return the partition keys in a file's path.

    Both engines take every `key=value` above a file for a column, however far above. One that isn't ours would
    silently replace a column of the file, or a second date the first, so such a place is refused.
    """
    key, _, value = file.parent.name.partition("=")
    if key != PARTITION:
        return ()
    keys = tuple(folder.partition("=")[0] for folder in file.parent.parts if folder.count("=") == 1)
    folded = [key.casefold() for key in keys]
    if len(set(folded)) < len(folded) or columns & set(folded) or not _is_day(value):
        raise UnreadableError.partition(file)
    return keys


def _is_day(value: str) -> bool:
    try:
        return value == NO_DATE or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
