"""A session as it is named on the command line: an id, a part of one, or the path of a file that holds one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rearview.model.session import Tree

among = click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    envvar="REARVIEW_DATA",
    default="./stdm_data",
    show_default=True,
    show_envvar=True,
    help="A lake, a folder of snapshots, or one file: where the session is looked for.",
)


def tree_of(session: str, folder: Path) -> "Tree":
    """Return the tree of the session that is named; a file of that name goes before an id."""
    from rearview.library import load_session

    file = Path(session)
    return load_session(file) if _is_file(file) else load_session(folder, session)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # what is too long for a path, or holds a zero byte, is none
        return False
