"""Whether a sign-in works, step by step, and what the org then has: each with its cause and what to do about it.

Owns the words around what the checks found. Yields lines, rows or documents; it must never print.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from rearview.render.facts import WARNING, across, facts
from rearview.render.listing import defined
from rearview.render.plain import plain
from rearview.render.table import table
from rearview.render.wrap import wrap
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.signin.checks import Check

COLUMNS = ("step", "ok", "detail", "cause", "page")
_WORKS, _FAILS = ("✓ ", "green"), ("✗ ", "bold red")
_GAP = "  "


def show(checks: Sequence[Check], source: Source | None, *, width: int) -> Iterator[Text]:
    """Yield the lines about a sign-in, and about the org if that was reached."""
    column = max((cell_len(check.step) for check in checks), default=0)
    for check in checks:
        yield from _check(check, column, width)
    if source is not None:
        yield Text()
        yield from _tables(source, width)


def rows(checks: Sequence[Check], source: Source | None) -> Iterator[dict[str, Any]]:
    """Yield the steps, then the tables, for programs."""
    for check in checks:
        yield {name: getattr(check, name) for name in COLUMNS}
    for folder, found in source.tables.items() if source else ():
        detail = f"{len(found.columns)} columns, {len(found.missing)} missing, {len(found.new)} new"
        yield {"step": f"table {folder}", "ok": True, "detail": detail, "cause": None, "page": None}
    for folder, reason in source.missing.items() if source else ():
        yield {"step": f"table {folder}", "ok": False, "detail": reason, "cause": None, "page": None}


def document(checks: Sequence[Check], source: Source | None) -> dict[str, Any]:
    """Return all of it for programs."""
    return {
        "checks": list(rows(checks, None)),
        "tables": [_table(folder, found) for folder, found in source.tables.items()] if source else None,
        "missing": dict(source.missing) if source else None,
    }


def _check(check: Check, column: int, width: int) -> Iterator[Text]:
    """Yield a step with what was found, and below it the likely cause and the page to open."""
    mark, style = _WORKS if check.ok else _FAILS
    step = plain(check.step)
    lead = Text().append(mark, style).append(step + " " * (column - cell_len(step)) + _GAP)
    hang = Text(" " * lead.cell_len)
    for line in wrap(plain(check.detail), width - lead.cell_len):
        yield lead.append(line)
        lead = hang.copy()
    reasons = [(label, words) for label, words in (("Likely", check.cause), ("Open", check.page)) if words]
    yield from (hang + line for line in facts(reasons, width=width - hang.cell_len, style=WARNING))


def _tables(source: Source, width: int) -> Iterator[Text]:
    """Yield which tables and columns the org has, and which of those that are known it hasn't."""
    known = len(source.tables) + len(source.missing)
    yield from across(f"TABLES: {len(source.tables)} of {known}", width=width, style="bold")
    cells = [
        (folder, len(found.columns), len(found.missing) or None, len(found.new) or None)
        for folder, found in source.tables.items()
    ]
    yield from table(("Table", "Columns", "Missing", "New"), cells, width=width)
    for title, named in (
        ("COLUMNS THAT ARE MISSING: null in the lake", _columns(source, "missing")),
        ("COLUMNS THAT ARE NEW: kept as they are", _columns(source, "new")),
        ("TABLES THAT ARE MISSING", list(source.missing.items())),
    ):
        if named:
            yield Text()
            yield from across(title, width=width, style="bold")
            yield from defined(named, width=width)


def _columns(source: Source, which: str) -> list[tuple[str, str]]:
    return [
        (folder, ", ".join(names))
        for folder, found in source.tables.items()
        if (names := getattr(found, which))
    ]


def _table(folder: str, found: SourceTable) -> dict[str, Any]:
    return {
        "table": folder,
        "api_name": found.api_name,
        "columns": [{"name": column.name, "type": str(column.type)} for column in found.columns],
        "missing": list(found.missing),
        "new": list(found.new),
    }
