"""A session as it is named on the command line: an id, a part of one, or the path of a file that holds one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from rearview.errors import NotFoundError

if TYPE_CHECKING:
    from rearview.model.session import Tree

among = click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    multiple=True,
    envvar="REARVIEW_DATA",
    default=("./stdm_data",),
    show_default=True,
    show_envvar=True,
    help="A lake, a folder of snapshots or traces, or one file: where the session is looked for; repeatable.",
)

_BEGINNINGS = ("/", "./", "../")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A session that somebody has named."""

    tree: "Tree"
    asked: str | None
    """The id, or the part of one, that it was found by; None where a file's name says nothing."""


def tree_of(session: str | None, places: Path | Sequence[Path]) -> "Tree":
    """Return the tree of the session that is named; a file of that name goes before an id."""
    return named(session, places).tree


def named(session: str | None, places: Path | Sequence[Path]) -> Named:
    """Return the session that is named, from the first of some places that holds it."""
    if session is not None and _is_path(session):
        return _loaded(Path(session), None)
    folders = [places] if isinstance(places, Path) else list(places)
    missing: list[NotFoundError] = []
    for folder in folders:
        try:
            return _loaded(folder, session)
        except NotFoundError as error:
            missing.append(error)
    raise missing[0] if len(missing) == 1 else NotFoundError.in_none_of(missing)


def _loaded(place: Path, session: str | None) -> Named:
    from rearview.library import load_session

    return Named(tree=load_session(place, session), asked=session or _id_of(place))


def _id_of(file: Path) -> str | None:
    """Return the id that a file's name says it holds."""
    stem = file.name.split(".", 1)[0]
    try:
        UUID(stem)
    except ValueError:
        return None
    return stem


def _is_path(name: str) -> bool:
    """Whether a path is named, and not an id: that of a file, or one that begins as no id does."""
    try:
        return Path(name).is_file() or name.startswith(_BEGINNINGS)
    except (OSError, ValueError):  # what is too long for a path, or holds a zero byte, is none
        return False
