"""How names are spelled for DuckDB, which takes `Id` and `id` for one name where Data 360 knows two.

A capital becomes `^` and its small letter. And every name begins with `_`, so that none can mean something of DuckDB's
own: its system tables, its row ids, its types.
"""

import re

_CAPITAL = re.compile(r"[A-Z^]")
_MARKED = re.compile(r"\^(.)", re.DOTALL)


def encoded(name: str) -> str:
    """Return a name as DuckDB knows it, in quotes."""
    marked = _CAPITAL.sub(lambda letter: f"^{letter[0].lower()}", name)
    return '"_' + marked.replace('"', '""') + '"'


def decoded(name: str) -> str:
    """Return what a name stands for, given without quotes."""
    return _MARKED.sub(lambda letter: letter[1].upper(), name.removeprefix("_"))
