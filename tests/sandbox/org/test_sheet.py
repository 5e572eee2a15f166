"""Replays: whatever is done to columns at once must equal what would be done to each row by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from rearview.sandbox.org import Org
from rearview.sandbox.org.conversation import Conversation
from rearview.sandbox.org.marks import filled
from rearview.sandbox.org.org import Acted, replay
from rearview.sandbox.org.page import page, times
from rearview.sandbox.org.recorder.tape import Row
from rearview.sandbox.org.sheet import Sheet
from rearview.sandbox.org.vocabulary import vocabulary
from rearview.sources.agentforce.catalog import CATALOG

FOLDERS = [folder for folder in CATALOG if folder not in {"gateway_request_llm", *vocabulary()}]
"""The tables that conversations write."""


@pytest.fixture(scope="module")
def cast() -> list[Acted]:
    """Two days of conversations, stories and oddities among them."""
    org = Org(sessions_per_day=40)
    return [acted for day in org.days[3:5] for acted in org.cast(day)]


def one_by_one(folder: str, cast: list[Acted]) -> list[dict[str, Any]]:
    """Replay without any cleverness: row by row, value by value."""
    rows = []
    for template, conversation in cast:
        recorded = template.page(folder)
        if recorded is not None:
            columns = pa.table(dict(recorded.columns)).to_pylist()
            rows += [_replayed(folder, row, conversation) for row in columns]
    return rows


def _replayed(folder: str, row: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
    began_ms = conversation.begins_us // 1000
    done: dict[str, Any] = {
        name: filled(value, conversation) if isinstance(value, str) else value for name, value in row.items()
    }
    for name in times(folder):
        done[name] = None if row[name] is None else _moment(row[name] + conversation.begins_us)
    done["visible_ms"] += began_ms
    done["gone_ms"] = conversation.erased_ms if row["gone_ms"] is None else row["gone_ms"] + began_ms
    return done


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_replay_is_every_row_filled_in(folder: str, cast: list[Acted]) -> None:
    """Swapped bytes, shifted times and copied columns give the rows that filling them in one by one gives."""
    for table in replay(folder, cast):
        table.validate(full=True)
        assert table.to_pylist() == one_by_one(folder, cast)


def test_chunks_are_bounded(cast: list[Acted]) -> None:
    """Many conversations come in several chunks, together the same rows."""
    template, conversation = cast[0]
    recorded = template.page("content_categories")
    assert recorded is not None
    times_over = 3 * 65_536 // recorded.rows
    chunks = list(replay("content_categories", [(template, conversation)] * times_over))
    assert [chunk.num_rows <= 65_536 + recorded.rows for chunk in chunks] == [True] * len(chunks)
    assert sum(chunk.num_rows for chunk in chunks) == times_over * recorded.rows


def test_conversations_without_rows_of_a_table_are_passed_over(cast: list[Acted]) -> None:
    """Where nobody gave feedback, there is no feedback; where nobody did at all, there is no chunk."""
    silent = [
        (template, conversation) for template, conversation in cast if template.page("feedback") is None
    ]
    assert silent
    assert list(replay("feedback", silent)) == []


def test_fields_that_nobody_fills_are_null_or_constant() -> None:
    """A row needs to name only what sets it apart."""
    made = page(CATALOG["sessions"], [Row({"ssot__Id__c": "ZqTAILofIDqZ"}, 5, None)])
    conversation = Conversation(day=1, number=1, part=None, begins_us=9_000, draws=b"123456" * 2)  # type: ignore[arg-type]
    (row,) = Sheet("sessions", [made]).replay([(0, conversation)]).to_pylist()
    assert {name for name, value in row.items() if value is not None} == {
        "ssot__Id__c",
        "ssot__InternalOrganizationId__c",
        "ssot__DataSourceId__c",
        "ssot__DataSourceObjectId__c",
        "visible_ms",
    }
    assert (row["ssot__Id__c"], row["visible_ms"]) == (b"123456".hex(), 14)
