"""Time: when rows can be seen, how they change, and what is taken away again."""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

from collections import defaultdict

import pyarrow as pa
import pytest

from rearview.sandbox.org.recorder.lag import LONGEST_MS, MINUTE_MS
from rearview.sandbox.org.vocabulary import vocabulary
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.org.conftest import Ask

WRITTEN = [folder for folder in CATALOG if folder != "gateway_request_llm" and folder not in vocabulary()]
TIMED = [folder for folder in WRITTEN if CATALOG[folder].time]
QUICK = ["sessions", "participants", "gateway_requests", "gateway_responses", "gateway_request_tags"]
SLOW = ["interactions", "steps", "messages", "generations", "moments"]
REVISED = {"sessions", "participants"}
TAKEN_BACK = {"feedback"}


@pytest.mark.parametrize("folder", WRITTEN)
def test_versions_follow_each_other(folder: str, tables: dict[str, pa.Table]) -> None:
    """A version is seen before it is gone, and the next one is seen at that very moment."""
    table = tables[folder].select([CATALOG[folder].key, "visible_ms", "gone_ms"])
    versions = defaultdict(list)
    for key, visible_ms, gone_ms in zip(*(column.to_pylist() for column in table.columns), strict=True):
        versions[key].append((visible_ms, gone_ms))
    for spans in map(sorted, versions.values()):
        assert all(gone is None or visible < gone for visible, gone in spans)
        assert [gone for _, gone in spans[:-1]] == [visible for visible, _ in spans[1:]]
    assert max(map(len, versions.values())) == (2 if folder in REVISED else 1)


@pytest.mark.parametrize("folder", TIMED)
def test_nothing_is_seen_before_it_happened(folder: str, ask: Ask) -> None:
    """A row comes into sight after its own time, and three days later at most."""
    time = CATALOG[folder].time
    late = f"visible_ms - epoch_ms({time})"
    ((soonest, latest),) = ask(
        f"SELECT min({late}), max({late}) FROM every_{folder} WHERE {time} IS NOT NULL"
    )
    assert soonest > 0
    if folder not in REVISED:
        assert latest < LONGEST_MS + 3_600_000


def test_sessions_are_there_in_minutes_and_turns_in_hours(ask: Ask) -> None:
    """Sessions and the gateway's rows are quick; what happened in a session takes hours, sometimes days."""
    quick = [_median(folder, ask) for folder in QUICK]
    slow = [_median(folder, ask) for folder in SLOW]
    assert max(quick) < 15 * MINUTE_MS
    assert min(slow) > 60 * MINUTE_MS
    ((days,),) = ask(f"SELECT max(visible_ms - epoch_ms({CATALOG['steps'].time})) FROM every_steps")
    assert days > 24 * 60 * MINUTE_MS


def _median(folder: str, ask: Ask) -> float:
    late = f"visible_ms - epoch_ms({CATALOG[folder].time})"
    first = f"FROM every_{folder} QUALIFY row_number() OVER (PARTITION BY {CATALOG[folder].key} ORDER BY visible_ms) = 1"
    ((median,),) = ask(f"SELECT median({late}) FROM ({first})")
    return float(median)


def test_a_session_is_seen_open_before_it_is_seen_closed(ask: Ask) -> None:
    """The first version has no end, the second one has, and only that differs."""
    changes = ask(
        """SELECT DISTINCT a.ssot__EndTimestamp__c IS NULL, a.ssot__AiAgentSessionEndType__c, b.ssot__EndTimestamp__c IS NULL,
            a.ssot__AiAgentChannelType__c = b.ssot__AiAgentChannelType__c
        FROM every_sessions a JOIN every_sessions b ON a.ssot__Id__c = b.ssot__Id__c AND a.gone_ms = b.visible_ms"""
    )
    assert changes == [(True, "NOT_SET", False, True)]


def test_ends_are_seen_after_they_came(ask: Ask) -> None:
    """No version tells of an end that is still to come."""
    for folder in REVISED:
        assert ask(f"SELECT 1 FROM every_{folder} WHERE visible_ms <= epoch_ms(ssot__EndTimestamp__c)") == []


def test_some_people_are_forgotten_as_a_whole(ask: Ask) -> None:
    """Where a session is gone for good, so is all that belonged to it."""
    gone = ask("SELECT ssot__Id__c FROM every_sessions GROUP BY 1 HAVING count(*) = count(gone_ms)")
    assert gone
    names = ", ".join(f"'{id_}'" for (id_,) in gone)
    for folder in ("interactions", "messages", "participants"):
        assert ask(f"SELECT 1 FROM {folder} WHERE ssot__AiAgentSessionId__c IN ({names})") == []
        assert ask(f"SELECT 1 FROM every_{folder} WHERE ssot__AiAgentSessionId__c IN ({names}) LIMIT 1") == [
            (1,)
        ]


def test_some_opinions_are_taken_back(ask: Ask) -> None:
    """A feedback can vanish while its session stays; nobody takes a complaint back."""
    verdicts = ask(
        "SELECT DISTINCT feedback__c FROM every_feedback WHERE gone_ms IS NOT NULL"
        " AND generationId__c IN (SELECT generationId__c FROM generations) ORDER BY 1"
    )
    assert verdicts
    assert set(verdicts) <= {("GOOD",), ("UP",)}
