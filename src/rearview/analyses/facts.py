"""What is known of each session, in one row?"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.sessions import assessments, messages, steps, turns, usage, worst
from rearview.analyses.sessions.part import Part, counted, whole
from rearview.model.tables import TABLES

PARTS: tuple[Part, ...] = (
    turns.PART,
    steps.COUNTS,
    steps.CALLS,
    messages.COUNTS,
    usage.PART,
    assessments.PART,
    counted("moments", whole("moments", "How many summarised requests there are of it.")),
    counted("participants", whole("participants", "How many parties it had.")),
    steps.ERRORS,
    messages.FIRST,
)
"""What is joined to sessions, each part only where one of its columns is wanted."""

_DERIVED = "derived_from"
_RECORDED = tuple(
    Column(name=column.name, type=column.type, meaning=column.meaning)
    for column in TABLES["sessions"].columns
)
COLUMNS = (
    *_RECORDED,
    Column(
        name=_DERIVED,
        type="text",
        meaning="What the outcome rests on: `end_type`, `participants`, `error`, `no_end` or, without any of"
        " these, `recorder`; null where it is unknown.",
    ),
    *(column for part in PARTS for column in part.columns),
    worst.COLUMN,
)


def tables_for(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the canonical tables from which columns of the facts are derived."""
    return tuple(dict.fromkeys(("sessions", *(part.table for part in _parts(columns)))))


def facts_of(tables: Mapping[str, Frame], columns: Sequence[str]) -> Frame:
    """Return one row a session with these columns, and read no more than they need."""
    wanted = tuple(dict.fromkeys(("session_id", *columns)))
    needed = _needed(wanted)
    recorded = [column.name for column in _RECORDED if column.name in needed]
    derived = [_derived_from().alias(_DERIVED)] if _DERIVED in wanted else []
    facts = tables["sessions"].select(*recorded, *derived)
    for part in _parts(columns):
        facts = part.joined(facts, tables[part.table])
    return (facts.with_columns(worst.worst()) if worst.NAME in wanted else facts).select(*wanted)


def _needed(columns: Sequence[str]) -> set[str]:
    """Return the columns, and those that others of them are told from."""
    return {*columns, *(worst.READS if worst.NAME in columns else ())}


def _parts(columns: Sequence[str]) -> list[Part]:
    return [part for part in PARTS if not _needed(columns).isdisjoint(part.names)]


def _derived_from() -> nw.Expr:
    """Return what an outcome rests on, the strongest evidence first."""
    outcome, end_type = nw.col("outcome"), nw.col("end_type")
    says_so = end_type.str.to_uppercase().str.contains("ESCALATED|TRANSFERRED").fill_null(value=False)
    otherwise = (
        nw.when(~end_type.is_null())
        .then(nw.lit("end_type"))
        .otherwise(nw.when(~nw.col("error").is_null()).then(nw.lit("error")).otherwise(nw.lit("recorder")))
    )
    return nw.when(~outcome.is_null() & (outcome != "unknown")).then(
        nw.when(outcome == "open")
        .then(nw.lit("no_end"))
        .otherwise(
            nw.when((outcome == "escalated") & ~says_so).then(nw.lit("participants")).otherwise(otherwise)
        )
    )


def answer(**tables: Frame) -> Frame:
    """Put together all that is known, session by session."""
    return facts_of(tables, [column.name for column in COLUMNS]).sort(
        "started_ms", "session_id", descending=[True, False], nulls_last=True
    )


ANALYSIS = Analysis(
    name="facts",
    question="What is known of each session, in one row?",
    tables=tables_for([column.name for column in COLUMNS]),
    columns=COLUMNS,
    answer=answer,
)
