"""Credits: the published rates, and estimates that follow from them."""

import pytest

from rearview.lake.grid import DAY_MS, HOUR_MS, Cell, Window
from rearview.lake.ledger import Entry, Ledger
from rearview.sources.agentforce.extract.credits import RATES, of_lake, of_rows, of_sessions


def test_rates_are_those_of_the_rate_card() -> None:
    """A million rows cost 2 credits to query, and 2,000 to take in."""
    assert {rate.usage: rate.credits for rate in RATES} == {"Data Queries": 2, "Batch Data Pipeline": 2_000}


def test_rows_are_paid_for_by_the_million() -> None:
    """Fractions of a million cost fractions."""
    assert of_rows(0) == 0
    assert of_rows(2_500_000) == pytest.approx(5)


def test_a_volume_follows_from_sessions_and_turns() -> None:
    """A thousand sessions of four turns leave 96,000 records a day, as Salesforce reckons."""
    volume = of_sessions(sessions_per_day=1_000, turns=4, ladder=(HOUR_MS, DAY_MS))
    assert volume.records == 96_000
    assert volume.ingestion == pytest.approx(192)
    assert volume.reads == 3
    assert volume.extraction == pytest.approx(0.576)


def test_a_volume_follows_from_what_a_lake_holds() -> None:
    """An average day of a lake is that of each of its tables, over the time which that table covers."""
    ledger = Ledger({})
    for day, rows in enumerate((100, 300)):
        window = Window(day * DAY_MS, (day + 1) * DAY_MS)
        ledger = ledger.record(
            Cell("steps", window.start_ms), Entry(window=window, read_ms=9 * DAY_MS, rows=rows)
        )
    half = Window(0, DAY_MS)
    ledger = ledger.record(Cell("sessions", 0), Entry(window=half, read_ms=DAY_MS // 2, rows=5))
    ledger = ledger.record(Cell("tags", None), Entry(window=None, read_ms=9 * DAY_MS, rows=7_000))
    volume = of_lake(ledger)
    assert volume is not None
    assert volume.records == pytest.approx(200 + 10)


def test_an_empty_lake_says_nothing() -> None:
    """A lake that covers no time gives no estimate."""
    ledger = Ledger({}).record(Cell("tags", None), Entry(window=None, read_ms=0, rows=7))
    assert of_lake(ledger) is None
    assert of_lake(Ledger({})) is None
