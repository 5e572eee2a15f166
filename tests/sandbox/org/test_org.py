"""The org: the same from the same seed, in whole or in part, in any order and in any process."""

import hashlib
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sources.agentforce.catalog import CATALOG

EMPTY = {"gateway_request_llm"}
"""Tables that hold nothing in any org that was looked at."""

SMALL = {"sessions_per_day": 30, "days": 2}


def fingerprint(org: Org, folder: str) -> str:
    """Return what two tables have in common only if they are equal byte by byte."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, form(CATALOG[folder])) as writer:
        for chunk in org.rows(folder):
            writer.write_table(chunk)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def ids(table: pa.Table, folder: str) -> set[str]:
    """Return the keys of a table's rows."""
    return set(table[CATALOG[folder].key].to_pylist())


def test_every_table_is_filled_but_the_one_that_nobody_fills(tables: dict[str, pa.Table]) -> None:
    """Each table that live orgs fill has rows here."""
    assert {folder for folder, table in tables.items() if not table.num_rows} == EMPTY


def test_rows_have_the_types_of_the_catalog(tables: dict[str, pa.Table]) -> None:
    """Chunks have the columns and types that engines load, and each value is sound."""
    for folder, table in tables.items():
        table.validate(full=True)
        assert table.schema == form(CATALOG[folder])


@pytest.mark.parametrize("folder", CATALOG)
def test_the_same_seed_gives_the_same_bytes(folder: str) -> None:
    """Two orgs are equal, though one was asked for other things first."""
    asked_before = Org(**SMALL)
    for other in ("retriever_metrics", "steps", "feedback"):
        list(asked_before.rows(other))
    assert fingerprint(asked_before, folder) == fingerprint(Org(**SMALL), folder)


def test_another_process_gives_the_same_bytes() -> None:
    """Nothing depends on how a process hashes strings."""
    code = f"""
from hashlib import sha256
from rearview.sandbox.org import Org
for table in ("steps", "tag_associations"):
    rows = [chunk.to_pylist() for chunk in Org(**{SMALL}).rows(table)]
    print(sha256(repr(rows).encode()).hexdigest())
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != b""


def test_another_seed_gives_other_sessions() -> None:
    """Orgs of two seeds share no session."""
    one, other = (pa.concat_tables(Org(seed=seed, **SMALL).rows("sessions")) for seed in (1, 2))
    assert ids(one, "sessions") & ids(other, "sessions") == set()


def test_a_larger_org_holds_the_smaller_one() -> None:
    """More days and more sessions a day leave the conversations that there were unchanged."""
    small = pa.concat_tables(Org(sessions_per_day=20, days=2).rows("steps")).to_pylist()
    large = pa.concat_tables(Org(sessions_per_day=40, days=5).rows("steps"))
    kept = large.filter(pc.is_in(large["ssot__Id__c"], pa.array([row["ssot__Id__c"] for row in small])))
    assert kept.to_pylist() == small


def test_a_conversation_can_be_had_alone() -> None:
    """What one number of one day gives is what stands in the whole org under the same sessions."""
    org = Org(sessions_per_day=12, days=2)
    alone = org.conversation(org.days[1], 4)
    whole = pa.concat_tables(org.rows("interactions"))
    sessions = pa.array(sorted(ids(alone["sessions"], "sessions")))
    assert alone["interactions"].num_rows
    assert whole.filter(pc.is_in(whole["ssot__AiAgentSessionId__c"], sessions)).equals(
        alone["interactions"].combine_chunks()
    )


def test_the_days_end_where_they_are_told_to() -> None:
    """Sessions begin on the days before the end, and on none else; a day that has begun counts."""
    noon = Org(until_ms=Org().until_ms - 12 * 3_600_000)
    assert noon.days == Org().days
    begun = pc.cast(
        pc.floor_temporal(pa.concat_tables(noon.rows("sessions"))["ssot__StartTimestamp__c"], unit="day"),
        "int64",
    )
    days = {us // 86_400_000_000 for us in begun.to_pylist() if us is not None}
    assert days == set(noon.days)


def test_no_org_is_too_small() -> None:
    """One session on one day is an org."""
    org = Org(sessions_per_day=1, days=1)
    (chunk,) = org.rows("sessions")
    assert len(ids(chunk, "sessions")) == 1
