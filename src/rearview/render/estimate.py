"""What a day of sessions is estimated to take in records and credits. It must never pass for a bill.

Owns what is said of a volume, and by which rates. Yields lines, rows or documents; it must never print.
"""

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from rearview.render.facts import across
from rearview.render.table import table
from rearview.sources.agentforce.extract.credits import INGESTION, QUERIES, Volume

COLUMNS = ("what", "usage_type", "records_per_day", "credits_per_day", "credits_per_million")
CAVEAT = (
    "An estimate by Salesforce's published rates for Data 360. What an org really pays depends on its contract;"
    " its Digital Wallet shows it."
)
_HEADINGS = ("What", "Usage type", "Records a day", "Credits a day", "A month")
_DAYS = 30


def show(volume: Volume, basis: str, *, width: int) -> Iterator[Text]:
    """Yield the lines about the volume of a day, and what it was found by."""
    yield from across(f"A DAY OF SESSIONS: about {volume.records:,.0f} records", width=width, style="bold")
    yield from across(basis, width=width)
    yield Text()
    cells = [
        (row["what"], row["usage_type"], round(row["records_per_day"]), paid, _DAYS * paid)
        for row in rows(volume)
        for paid in [row["credits_per_day"]]
    ]
    yield from table(_HEADINGS, cells, width=width)
    yield Text()
    yield from across(CAVEAT, width=width, style="dim")


def rows(volume: Volume) -> Iterator[dict[str, Any]]:
    """Yield what the volume takes, for programs."""
    yield {
        "what": "recording",
        "usage_type": INGESTION.usage,
        "records_per_day": volume.records,
        "credits_per_day": volume.ingestion,
        "credits_per_million": INGESTION.credits,
    }
    yield {
        "what": f"extracting, {volume.reads} times",
        "usage_type": QUERIES.usage,
        "records_per_day": volume.records * volume.reads,
        "credits_per_day": volume.extraction,
        "credits_per_million": QUERIES.credits,
    }


def document(volume: Volume, basis: str) -> dict[str, Any]:
    """Return all of it for programs."""
    return {
        "basis": basis,
        "records_per_day": volume.records,
        "reads": volume.reads,
        "estimates": list(rows(volume)),
        "caveat": CAVEAT,
    }
