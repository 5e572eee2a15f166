"""The health of the data: what is missing, how far each table reaches, what comes in late, what was refused.

It says what is known of the lakes themselves; how the agents did is other pages' affair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import time_ns

from rearview.lake.status import Status, status
from rearview.sources.snapshots.rows import SOURCE
from rearview.viewer.numbers.asked import Asked, Row, Source
from rearview.viewer.sessions.evidence import key

_BY_FILTER: Mapping[str, Mapping[str, object]] = {
    "sessions_without_agent": {"agent": ("",)},
    "sessions_without_version": {"agent_version": ("",)},
    "sessions_without_channel": {"channel": ("",)},
    "sessions_without_outcome": {"outcome": ("unknown", "")},
}
"""What the list of sessions can be narrowed by anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing."""

    row: Row
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How one lake stands."""

    slug: str
    path: str
    source: str
    status: Status | None
    """None of a folder that has no ledger."""

    @property
    def settles(self) -> bool:
        """Whether rows come in late, and days are read again until they have settled."""
        return self.source != SOURCE

    @property
    def rows(self) -> int:
        """How many rows its tables hold."""
        return sum(table.rows for table in self.status.tables) if self.status else 0

    @property
    def settling(self) -> int:
        """How many cells of its tables aren't final: their windows aren't over, or they are read again."""
        if self.status is None or not self.settles:
            return 0
        return sum(table.open + table.settling for table in self.status.tables)

    @property
    def late(self) -> int:
        """How many cells should have been read again by now."""
        return sum(table.late for table in self.status.tables) if self.status and self.settles else 0

    @property
    def rejected(self) -> int:
        """How many records its tables couldn't hold."""
        return sum(table.rejected for table in self.status.tables) if self.status else 0

    @property
    def covered_ms(self) -> int | None:
        """Up to when it was read; None where nobody knows."""
        ends = (
            [window.end_ms for table in self.status.tables for window in table.covered] if self.status else []
        )
        return max(ends, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the page says."""

    gaps: tuple[Gap, ...]
    whole: int
    """How many of the gaps that are looked for aren't there."""
    reach: tuple[Row, ...]
    newest_ms: int | None
    held: tuple[Held, ...]


def gather(asked: Asked) -> Health:
    """Return how complete and how fresh what is known of some sessions is."""
    gaps = asked.ask("health")
    reach = asked.ask("reach")
    return Health(
        gaps=tuple(_gap(asked, row) for row in gaps if row["missing"]),
        whole=sum(not row["missing"] for row in gaps),
        reach=tuple(reach),
        newest_ms=max((row["last_ms"] for row in reach if row["last_ms"] is not None), default=None),
        held=tuple(stands(asked.sources)),
    )


def stands(sources: tuple[Source, ...]) -> Iterator[Held]:
    """Yield how each of some lakes stands now."""
    now_ms = time_ns() // 1_000_000
    for source in sources:
        held = source.lake.held
        yield Held(
            slug=source.slug,
            path=str(held.root),
            source=held.source,
            status=status(held.root, now_ms=now_ms) if held.dated else None,
        )


def _gap(asked: Asked, row: Row) -> Gap:
    chosen = _BY_FILTER.get(row["gap"]) or {"gap": (key("gap", row),)}
    return Gap(row=row, href=asked.sessions(**chosen))
