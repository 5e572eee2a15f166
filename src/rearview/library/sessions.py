"""One session's tree, wherever the session lies.

Owns which place is read how. The command line uses the same door; nothing here prints.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rearview.errors import AccessError, ArgumentError, NotFoundError
from rearview.lake.scan import files, identity_of, is_lake
from rearview.library.raw import is_spans
from rearview.model.binding import bind
from rearview.model.session import Tree
from rearview.model.tree import build
from rearview.model.undisturbed import undisturbed
from rearview.sources.agentforce import older
from rearview.sources.otel.rows import SOURCE as SPANS
from rearview.sources.snapshots.answers.find import nearest, the_one
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.rows import SOURCE as SNAPSHOTS

if TYPE_CHECKING:
    from rearview.sources.agentforce.kept import Files

ENDING = ".json.gz"
_CANONICAL = (SPANS, SNAPSHOTS)
"""The sources whose rows lie in a lake as they are read."""


def load_session(path: Path, session_id: str | None = None) -> Tree:
    """Return the tree of one session: of a snapshot file, of one file in a folder of them, of traces, or out of a lake.

    In a folder, `session_id` says which: the id in a file's name, or a part of it that no other name has. For a
    single file it may be left out; given, it must be a part of the id of the session or of one of its sub-agents,
    and of no other; so it is in a lake, where the id of a messaging session is understood too. The tree is the whole
    one either way.
    """
    with undisturbed():
        return _loaded(path, session_id)


def _loaded(path: Path, session_id: str | None) -> Tree:
    if is_spans(path):
        return _out_of_spans(path, session_id)
    names = _snapshots(path)
    if names is not None and is_lake(path):
        return _out_of_lake(path, identity_of(path).source, session_id)
    if names is not None and older.is_older(path):
        return _out_of_tables(path, partial(_undated, path), session_id)
    if names is not None:
        return _load(path / f"{_chosen(names, session_id, path)}{ENDING}")
    tree = _load(path)
    if session_id:
        the_one([session.session_id for session in tree.sessions], session_id, path)
    return tree


def _load(file: Path) -> Tree:
    return build(flatten(read(file)))


def _out_of_lake(lake: Path, source: str, session_id: str | None) -> Tree:
    if source not in _CANONICAL:
        return _out_of_tables(lake, partial(_dated, lake), session_id)
    from rearview.sources.kept import rows_of, session_ids  # a file alone needs no engine

    return build(rows_of(lake, _chosen(session_ids(lake), session_id, lake)))


def _out_of_spans(path: Path, session_id: str | None) -> Tree:
    """Return the tree of a session that traces tell; where they tell no other, it needn't be named."""
    from rearview.library.mirror import mirrored  # a snapshot alone needs no lake
    from rearview.sources.kept import rows_of, session_ids

    lake = mirrored(path)
    ids = session_ids(lake)
    first = build(rows_of(lake, ids[0])) if ids and not session_id else None
    if first is not None and len(first.sessions) == len(ids):
        return first
    return build(rows_of(lake, _chosen(ids, session_id, path)))


def _out_of_tables(root: Path, files: "Files", part: str | None) -> Tree:
    """Return the tree of a session that lies in tables of Data 360, every model call at the step that made it."""
    from rearview.engines.lookup import Lookup  # a file alone needs no engine
    from rearview.sources.agentforce.kept import rows_of

    if not part:
        raise ArgumentError.which_session(root)
    lookup = Lookup([root])
    rows = rows_of(lookup, files, part)
    return bind(build(rows if rows.sessions else rows_of(lookup, files, _meant(root, files, part))))


def _meant(root: Path, files: "Files", part: str) -> str:
    """Return the one id that is meant by a part of it, or by what the session came in by."""
    from rearview.engines import open_engine  # a file alone needs no engine
    from rearview.sources.agentforce.finding import alike, meant

    engine = open_engine("polars", [root])
    found = meant(engine, files, part)
    if not found:
        raise NotFoundError.session(part, root, nearest(alike(engine, files, part), part))
    return found[0] if len(found) == 1 else the_one(found, part, root)


def _dated(lake: Path, table: str, since_ms: int | None, until_ms: int | None) -> list[Path]:
    return files(lake, table, since_ms=since_ms, until_ms=until_ms)


def _undated(root: Path, table: str, _since_ms: int | None, _until_ms: int | None) -> list[Path]:
    return older.files(root, table)


def _snapshots(path: Path) -> list[str] | None:
    """Return the ids of the snapshots in a folder, or None where the path is no folder."""
    try:
        if not path.is_dir():
            return None
        # By name alone: a folder may hold hundreds of thousands, and half-written files end otherwise.
        names = [entry.name for entry in path.iterdir()]
    except OSError as error:
        raise AccessError.of(error, doing=f"look into {path}") from error
    return [name.removesuffix(ENDING) for name in names if name.endswith(ENDING)]


def _chosen(ids: Sequence[str], part: str | None, folder: Path) -> str:
    """Return the one id that is meant among those in a folder."""
    if not ids:
        raise NotFoundError.snapshots(folder)
    if not part:
        raise ArgumentError.which_session(folder)
    return the_one(ids, part, folder)
