"""What sessions can be chosen by that only their rows tell: a topic, a call, a failure, a model, a verdict, a way, a gap.

Each is named by one text, made of the columns that name such a thing. It keeps what it has found for as long
as a lake is as it was, and knows no address.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw

from rearview.analyses.calls import CALLED, calls_of
from rearview.analyses.exact import times
from rearview.analyses.gaps import NAMES, lacking
from rearview.analyses.routes import chained, exchanges, routed
from rearview.analyses.signatures import signature
from rearview.engines.reads import reads
from rearview.errors import ArgumentError
from rearview.library.lake import Lake
from rearview.model.tables import TABLES
from rearview.sources.canonical import Frame

if TYPE_CHECKING:
    import pyarrow as pa

_BETWEEN = " / "
_KEPT = 128
VERDICT = ("origin", "detector", "category")
FAILURE = (*CALLED, "signature")
MODEL = ("provider", "model")


class Evidence(Protocol):
    """One thing that sessions can be chosen by."""

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def named_by(self) -> tuple[str, ...]:
        """The columns of an answer that name it."""
        ...

    def words(self, value: str) -> str:
        """Return how what has such a name is called."""
        ...

    def sessions(self, lake: Lake, value: str) -> Frame:
        """Return the session of every row that shows what has such a name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that rows of a table show."""

    title: str
    table: str
    reads: Collection[str]
    """The columns of the table that it is told by."""
    named_by: tuple[str, ...]
    """The columns that name it."""
    rows: Callable[[Frame], Frame] = lambda frame: frame
    """The rows that show it, with these columns."""

    def words(self, value: str) -> str:
        """Return how what has such a name is called: as recorded."""
        return value or "none"

    def sessions(self, lake: Lake, value: str) -> Frame:
        """Return the session of every row that shows what has such a name."""
        rows = self.rows(lake.frame(self.table, {"session_id", *self.reads}))
        parts = [nw.col(column).fill_null("") for column in self.named_by]
        return rows.filter(nw.concat_str(*parts, separator=_BETWEEN) == value).select("session_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A gap in the trace."""

    title: str
    named_by: tuple[str, ...]

    def words(self, value: str) -> str:
        """Return how a gap is called."""
        return value.replace("_", " ")

    def sessions(self, lake: Lake, value: str) -> Frame:
        """Return the session of every row that has such a gap."""
        if value not in NAMES:
            raise ArgumentError.unknown_name(value, of="gap", known=NAMES)

        def asked(frames: Mapping[str, Any]) -> Any:
            return lacking(
                value, {table: nw.from_native(frame) for table, frame in frames.items()}
            ).to_native()

        read = reads(TABLES, asked)
        return lacking(value, {table: lake.frame(table, columns) for table, columns in read.items()})


def _failed(steps: Frame) -> Frame:
    return steps.filter(nw.col("status") == "failed")


_ROUTE = ("session_id", "kind", "topic", "started_ms", "turn_index", "turn_id")
_CHAIN = ("session_id", "kind", "name", "started_ms", "step_index", "step_id")

FAILURES = Shown(
    title="Failure",
    table="steps",
    reads=(*CALLED, "status", "error"),
    named_by=FAILURE,
    rows=lambda steps: _failed(steps).with_columns(signature=signature("error")),
)

EVIDENCE: Mapping[str, Evidence] = {
    "topic": Shown(
        title="Topic", table="turns", reads=("kind", "topic"), named_by=("topic",), rows=exchanges
    ),
    "route": Shown(
        title="From topic to topic", table="turns", reads=_ROUTE, named_by=("previous", "topic"), rows=routed
    ),
    "call": Shown(title="Call", table="steps", reads=CALLED, named_by=CALLED, rows=calls_of),
    "failed_call": Shown(
        title="Failed call",
        table="steps",
        reads=(*CALLED, "status"),
        named_by=CALLED,
        rows=lambda steps: _failed(calls_of(steps)),
    ),
    "chain": Shown(
        title="From call to call",
        table="steps",
        reads=_CHAIN,
        named_by=("previous", "name"),
        rows=lambda steps: chained(calls_of(steps)),
    ),
    "failure": FAILURES,
    "model": Shown(title="Model", table="usage", reads=MODEL, named_by=MODEL),
    "verdict": Shown(title="Verdict", table="assessments", reads=VERDICT, named_by=VERDICT),
    "against": Shown(
        title="Verdict against it",
        table="assessments",
        reads=(*VERDICT, "flagged"),
        named_by=VERDICT,
        rows=lambda verdicts: verdicts.filter(nw.col("flagged")),
    ),
    "gap": Missing(title="Missing", named_by=("gap",)),
}
"""All that sessions can be chosen by in this way, by its name in an address."""


def key(name: str, row: Mapping[str, Any]) -> str:
    """Return what stands in an address for the thing that a row of an answer is about."""
    return _BETWEEN.join(row[column] or "" for column in EVIDENCE[name].named_by)


def showing(lake: Lake, version: int, name: str, values: Iterable[str]) -> frozenset[str]:
    """Return the sessions of a lake that show any of some things."""
    return frozenset[str]().union(*(_showing(lake, version, name, value) for value in values))


@lru_cache(maxsize=_KEPT)
def _showing(lake: Lake, version: int, name: str, value: str) -> frozenset[str]:  # noqa: ARG001 - counts for one version
    found = EVIDENCE[name].sessions(lake, value)
    held = lake.collect(found.group_by("session_id").agg(times(nw.col("session_id").is_null()).alias("n")))
    return frozenset(held.column("session_id").to_pylist())


@lru_cache(maxsize=8)
def topics(lake: Lake, version: int) -> "pa.Table":  # noqa: ARG001 - counts for one version
    """Return which topics each session went through, as an Arrow table."""
    turns = exchanges(lake.frame("turns", {"session_id", "kind", "topic"}))
    return lake.collect(turns.group_by("session_id", "topic").agg(turns=nw.len()))
