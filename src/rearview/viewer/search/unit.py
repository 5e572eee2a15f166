"""One file of the index: the texts of the sessions of a day, by trigrams, in SQLite.

It is written aside and put in place whole, so whoever searches meets all of it or none. It keeps no text.
"""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from rearview.errors import AccessError
from rearview.viewer.search.folding import FEWEST, folded

_MADE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE session (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE VIRTUAL TABLE said USING fts5(text, tokenize = 'trigram', content = '');
"""
_FIND = "SELECT id FROM session WHERE number IN (SELECT rowid FROM said WHERE said MATCH ?)"


def write(place: Path, sessions: Iterable[tuple[str, str]]) -> None:
    """Write the index of some sessions, each with all its text."""
    aside = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
        with closing(sqlite3.connect(aside)) as database:
            database.executescript(_MADE)
            for number, (session_id, text) in enumerate(sessions):
                database.execute("INSERT INTO session VALUES (?, ?)", (number, session_id))
                database.execute("INSERT INTO said (rowid, text) VALUES (?, ?)", (number, folded(text)))
            database.execute("INSERT INTO said (said) VALUES ('optimize')")
            database.commit()
        aside.replace(place)
    except sqlite3.OperationalError as error:  # such as a disk that is full
        raise AccessError.of(OSError(0, str(error)), doing=f"write {place}") from error
    except OSError as error:
        raise AccessError.of(error, doing=f"write {place}") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def find(place: Path, wanted: Sequence[str]) -> list[str]:
    """Return the ids of the sessions that hold all of some texts; what is too short for a trigram isn't looked for."""
    long = [f'"{one.replace(chr(34), chr(34) * 2)}"' for one in wanted if len(one) >= FEWEST]
    if not long:
        return []
    try:
        with closing(
            sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            return [id_ for (id_,) in database.execute(_FIND, (" AND ".join(long),))]
    except sqlite3.OperationalError:  # another viewer has just put a newer one in its place
        return []
