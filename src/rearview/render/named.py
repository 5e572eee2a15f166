"""How sessions are named on a page: by so much of their ids as is needed to find them again."""

import re
from shlex import quote

from rearview.render.plain import plain

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12})", re.IGNORECASE)


def end_of(id_: str) -> str:
    """Return the end of a UUID, which no other has: its beginning is a time that many share; other ids are whole."""
    found = _UUID.fullmatch(id_)
    return found[1] if found else id_


def typed(id_: str) -> str:
    """Return an id as it is typed on a command line."""
    return plain(quote(end_of(id_)))
