"""How many rows a source has, table by table. Yields lines or rows; it must never print."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from rearview.render.amount import counted
from rearview.render.facts import across, span
from rearview.render.listing import defined
from rearview.render.table import table
from rearview.sources.agentforce.extract.period import Period

COLUMNS = ("table", "rows")


def show(
    counts: Sequence[tuple[str, int]], missing: Mapping[str, str], period: Period, *, width: int
) -> Iterator[Text]:
    """Yield the lines about the rows of a period, and the tables that aren't there to be counted."""
    total = counted(sum(rows for _, rows in counts), "row")
    yield from across(f"AT THE SOURCE: {total}, {span(*period)} UTC", width=width, style="bold")
    if counts:
        yield Text()
        yield from table(("Table", "Rows"), counts, width=width)
    if missing:
        yield Text()
        yield from across("TABLES THAT ARE MISSING", width=width, style="bold")
        yield from defined(list(missing.items()), width=width)
