"""Two runs side by side, to read."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from rearview.render.amount import duration, money
from rearview.render.facts import facts
from rearview.render.snapshot.sheet import Column, sheet
from rearview.sources.snapshots.answers.difference import DifferenceRow, Value


def differences(rows: Sequence[DifferenceRow], files: Sequence[Path], *, width: int) -> Iterator[Text]:
    """Yield what two runs differ in."""
    yield from facts(zip("AB", map(str, files), strict=True), width=width)
    yield Text()
    yield from sheet(
        rows,
        (
            Column(heading="What", value=lambda row: _named(row.name)),
            Column(heading="A", value=lambda row: _written(row.name, row.a)),
            Column(heading="B", value=lambda row: _written(row.name, row.b)),
            Column(heading="Change", value=_change),
        ),
        width=width,
        none="The two runs don't differ in what is compared.",
    )


def _named(name: str) -> str:
    return name if " " in name else name.removesuffix("_ms").removesuffix("_usd").replace("_", " ")


def _change(row: DifferenceRow) -> str | None:
    if not row.change:
        return None
    return f"{'-' if row.change < 0 else '+'}{_written(row.name, abs(row.change))}"


def _written(name: str, value: Value) -> str | None:
    if name == "cost_usd":
        return "unknown" if value is None else money(float(value))
    if name == "duration_ms":
        return "unknown" if value is None else duration(round(float(value)))
    return f"{value:,}" if isinstance(value, int | float) else value
