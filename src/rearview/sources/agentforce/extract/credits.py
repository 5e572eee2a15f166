"""What reading sessions costs, in Data 360's credits: always an estimate, and never what a bill is made of.

The rates are those of Salesforce's "Multipliers for Data Services" rate card: 2 credits for a million rows that
queries process, 2,000 for a million rows that a batch data pipeline takes in. An org that pays in Flex Credits, that
has a tiered contract or that isn't a production org pays otherwise; its Digital Wallet shows what it paid. How many
rows a query processes is Data 360's to say: where it doesn't, the rows that came are counted, which are fewer.

That a round trip to a model leaves about 24 records is Salesforce's own figure, from its billing considerations for
Agentforce Session Tracing.
"""

from dataclasses import dataclass

from rearview.lake.grid import DAY_MS
from rearview.lake.ledger import Ledger
from rearview.lake.settle import LADDER, Ladder

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a million rows cost under one usage type."""

    usage: str
    """Its name on the rate card, and in the Digital Wallet."""
    credits: float
    """For a million rows."""
    counts: str
    """Which rows are counted."""

    def of(self, rows: float) -> float:
        """Return the credits for some rows; there is no rounding, as usage is summed before it is paid."""
        return rows * self.credits / MILLION


QUERIES = Rate(usage="Data Queries", credits=2, counts="rows that a query processes, each time it runs")
INGESTION = Rate(usage="Batch Data Pipeline", credits=2_000, counts="rows that are taken in, once")
RATES = (QUERIES, INGESTION)
"""What Agentforce Session Tracing costs by the row; storage is paid by its size."""

RECORDS_PER_ROUND_TRIP = 24
"""How many records one round trip to a model leaves, about."""


def of_rows(rows: float) -> float:
    """Return the estimated credits for rows that queries processed."""
    return QUERIES.of(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The records of a day, and the credits that they are estimated to take."""

    records: float
    """How many become visible in a day."""
    reads: int
    """How often each is read until it has settled."""

    @property
    def ingestion(self) -> float:
        """The credits a day for having them recorded, whether or not anybody reads them."""
        return INGESTION.of(self.records)

    @property
    def extraction(self) -> float:
        """The credits a day for reading them."""
        return of_rows(self.records * self.reads)


def of_sessions(*, sessions_per_day: float, turns: float, ladder: Ladder = LADDER) -> Volume:
    """Return the volume of so many sessions a day with so many turns each, a round trip to a model a turn."""
    return Volume(records=sessions_per_day * turns * RECORDS_PER_ROUND_TRIP, reads=_reads(ladder))


def of_lake(ledger: Ledger, *, ladder: Ladder = LADDER) -> Volume | None:
    """Return the volume of an average day in a lake; None if it covers no time yet."""
    days = [_of_table(ledger, table) for table in ledger.tables]
    seen = [records for records in days if records is not None]
    return Volume(records=sum(seen), reads=_reads(ladder)) if seen else None


def _reads(ladder: Ladder) -> int:
    """Count the reads of a row: one when it is new, one at each rung."""
    return 1 + len(ladder)


def _of_table(ledger: Ledger, table: str) -> float | None:
    """Return the rows of an average day of a table; None if it covers no time."""
    covered_ms = sum(span.end_ms - span.start_ms for span in ledger.covered(table))
    rows = sum(entry.rows for _, entry in ledger.of(table) if entry.covered is not None)
    return rows * DAY_MS / covered_ms if covered_ms else None
