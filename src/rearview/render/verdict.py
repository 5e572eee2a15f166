"""Whether a lake keeps its promises: each promise with what breaks it, or all of it as JSON."""

from collections.abc import Iterable, Iterator

from msgspec import json
from rich.text import Text

from rearview.lake.verify import PROMISES, Breach, Verdict
from rearview.render.amount import counted
from rearview.render.plain import plain, plain_json
from rearview.render.wrap import wrap

SHOWN = 20
"""How many breaches of one promise are listed; JSON has them all."""

_INDENT = "    "


def show(verdict: Verdict, *, width: int) -> Iterator[Text]:
    """Yield the lines about one lake."""
    yield from _lines(f"LAKE {verdict.root}", width, style="bold")
    held = (counted(verdict.tables, "table"), counted(verdict.cells, "cell"), counted(verdict.rows, "row"))
    yield from _lines(", ".join(held), width)
    yield Text()
    for promise, meaning in PROMISES.items():
        broken = [breach for breach in verdict.breaches if breach.promise == promise]
        mark, style = ("✗ ", "bold red") if broken else ("✓ ", "green")
        yield from _lines(meaning, width, lead=mark, style=style)
        for breach in broken[:SHOWN]:
            yield from _lines(f"{_place(verdict, breach)} {breach.what}", width, lead=_INDENT)
        if len(broken) > SHOWN:
            yield from _lines(
                f"and {len(broken) - SHOWN:,} more; --format json lists all", width, lead=_INDENT
            )
    if verdict.under_work:
        yield Text()
        left = counted(len(verdict.under_work), "cell")
        yield from _lines(f"Under work: {left}; the next run goes on with what is there.", width)


def show_json(verdicts: Iterable[Verdict]) -> Iterator[bytes]:
    """Yield the JSON about some lakes: `{"lakes": [verdict, …]}`."""
    yield plain_json(json.encode({"lakes": list(verdicts)}, enc_hook=str).decode()).encode() + b"\n"


def _place(verdict: Verdict, breach: Breach) -> str:
    inside = breach.where.is_relative_to(verdict.root)
    return str(breach.where.relative_to(verdict.root) if inside else breach.where)


def _lines(words: str, width: int, *, lead: str = "", style: str = "") -> Iterator[Text]:
    """Yield words wrapped to the width, hanging below the first of them."""
    for number, line in enumerate(wrap(plain(words), width - len(lead))):
        yield Text((" " * len(lead) if number else lead) + line, style)
