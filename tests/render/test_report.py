"""What a run did, to read and for programs."""

import json
from collections.abc import Callable
from dataclasses import replace

from rearview.lake.grid import DAY_MS, Window
from rearview.render import forms
from rearview.render.report import COLUMNS, SHOWN, rows, show
from rearview.sources.agentforce.extract.report import Failure, Report, TableReport

Golden = Callable[[str, bytes], None]

AGAIN = "rearview extract --org myorg"
DAY = 20_000 * DAY_MS
WINDOW = Window(DAY, DAY + DAY_MS)

COMPLETE = Report(
    command="extract",
    parameters={},
    org="00D000000000001",
    api="v3",
    started_ms=DAY,
    ended_ms=DAY + 12_345,
    tables={
        "sessions": TableReport(
            rows=1_204, new=1_204, cells=7, bytes=20_000, settling_until_ms=DAY + 9 * DAY_MS
        ),
        "steps": TableReport(
            rows=98_304, new=98_304, cells=7, bytes=4_000_000, settling_until_ms=DAY + 9 * DAY_MS
        ),
        "tags": TableReport(rows=28, new=28, cells=1, bytes=2_000),
    },
    requests=420,
    bytes_received=31_000_000,
    rows_processed=99_536,
    credits=0.199,
)
TROUBLED = replace(
    COMPLETE,
    tables={
        "sessions": TableReport(
            rows=1_204,
            new=4,
            changed=17,
            gone=1,
            cells=7,
            settling_until_ms=DAY + 9 * DAY_MS,
            missing_columns=("ssot__A__c", "ssot__B__c", "ssot__C__c"),
            new_columns=("ssot__Fresh__c",),
        ),
        "steps": TableReport(rows=98_304, rejected=2, cells=6, settling_until_ms=DAY + 8 * DAY_MS),
    },
    missing={"moments": "the org has no ssot__AiAgentMoment__dlm, which comes with Agent Optimization"},
    failures=(
        Failure(
            table="gateway_object_record_citations",
            window=WINDOW,
            reason="The source says that the cell has 3 rows; 2 of them arrived, or some of them twice.",
            hint="the cell was left as it was; run the command again to read it anew.",
        ),
        Failure(table="tags", window=None, reason="The type of a column \x1b[2J changed.", hint="read on."),
    ),
    unknown=("0190-unknown",),
    skipped=12,
    undone=3,
    ended_by="host.example can't be reached: nothing answers there (tried 10 times).",
    retries=5,
)


def page(report: Report, *, verbose: bool = False) -> str:
    """Return what is shown on 80 columns."""
    return "".join(
        f"{line.plain}\n" for line in show(report, "stdm_data", again=AGAIN, width=80, verbose=verbose)
    )


def test_a_run_that_went_well(golden: Golden) -> None:
    """Rows a table, until when more may come in, what it took and what it cost: no more than that."""
    golden("report-complete.txt", page(COMPLETE).encode())


def test_a_run_with_troubles(golden: Golden) -> None:
    """What is missing, what failed, what was rejected: each with what to do about it."""
    golden("report-troubled.txt", page(TROUBLED).encode())


def test_everything_fits_on_the_page() -> None:
    """No line is wider than the page, whatever the tables are called."""
    long = replace(COMPLETE, tables={"gateway_object_record_citations": TROUBLED.tables["sessions"]})
    lines = page(TROUBLED, verbose=True).splitlines() + page(long).splitlines()
    assert max(map(len, lines)) <= 80


def test_an_interrupted_run_says_so() -> None:
    """The headline tells how a run ended; how to go on is said where the interruption is."""
    assert AGAIN not in page(replace(COMPLETE, interrupted=True))
    assert page(replace(COMPLETE, interrupted=True)).startswith("INTERRUPTED: 99,536 rows in stdm_data\n")


def test_a_run_that_found_nothing() -> None:
    """Where no cell was due, there is no table."""
    assert page(replace(COMPLETE, tables={})).splitlines()[:3] == [
        "EXTRACTED: 0 rows in stdm_data",
        "",
        "Took:     12.3 s; 420 requests; 31.0 MB received by Query V3",
    ]


def test_names_of_columns_are_told_when_wanted() -> None:
    """Columns are counted, and named where everything is to be said."""
    assert "sessions  ssot__A__c and 2 others; --verbose names all" in page(TROUBLED)
    assert "sessions  ssot__A__c, ssot__B__c, ssot__C__c\n" in page(TROUBLED, verbose=True)


def test_failures_beyond_a_few_are_counted() -> None:
    """A page isn't flooded by what failed."""
    many = replace(TROUBLED, failures=TROUBLED.failures * SHOWN)
    assert f"and {SHOWN:,} more; --format json lists all" in page(many)


def test_rows_for_programs() -> None:
    """Every table is a row, with every column."""
    told = [json.loads(line) for line in b"".join(forms.ndjson(rows(TROUBLED))).splitlines()]
    assert all(tuple(row) == COLUMNS for row in told)
    assert told[0]["settling_until"] == "2024-10-13T00:00:00.000Z"
    assert told[0]["missing_columns"] == ["ssot__A__c", "ssot__B__c", "ssot__C__c"]
