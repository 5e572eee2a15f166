"""`rearview analyze`: a lake's sessions at a glance."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.cli.typed import Asker, asking
from tests.lakes import agentforce_lake, kept_lake, kept_snapshots, older_folder, shown

Golden = Callable[[str, bytes], None]


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_a_summary_to_read(ask: Asker, golden: Golden) -> None:
    """The page says when, how many, with whom, by which channel, how they ended, and what is worth a look."""
    done = ask("analyze")
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.text.splitlines())) <= 80
    golden("ask/analyze.txt", done.out)


def test_the_numbers_are_those_of_the_source(ask: Asker) -> None:
    """Sessions and channels are counted as the source has them, and rates are of known outcomes alone."""
    told = json.loads(ask("analyze", "--format", "json").out)
    rows = shown("sessions").to_pylist()
    channels: dict[str, int] = {}
    for row in rows:
        channels[row["ssot__AiAgentChannelType__c"]] = channels.get(row["ssot__AiAgentChannelType__c"], 0) + 1
    assert told["sessions"] == len(rows) == sum(each["sessions"] for each in told["outcomes"])
    assert {each["name"]: each["sessions"] for each in told["channels"]} == channels
    undecided = {"unknown", "open"}
    known = sum(each["sessions"] for each in told["outcomes"] if each["name"] not in undecided)
    assert (
        told["outcome_known"]
        == known
        == sum(told["derived_from"].values()) - told["derived_from"].get("no_end", 0)
    )


def test_rows_for_programs(ask: Asker) -> None:
    """CSV and NDJSON have a line for each agent, channel and outcome."""
    lines = [json.loads(line) for line in ask("analyze", "--format", "ndjson").out.splitlines()]
    assert {line["group"] for line in lines} == {"agent", "channel", "outcome"}
    assert (
        ask("analyze", "--format", "csv").text.splitlines()[0]
        == "group,name,sessions,share,turns_per_session,mean_ms"
    )


def test_a_part_of_the_sessions(ask: Asker) -> None:
    """--agent and --since leave out all others; an agent that nobody knows, or a time without sessions, is said."""
    part = json.loads(ask("analyze", "--agent", "Order_Tracking_Agent", "--format", "json").out)
    assert [each["name"] for each in part["agents"]] == ["Order_Tracking_Agent"]
    later = json.loads(ask("analyze", "--since", "2026-02-01T12:00", "--format", "json").out)
    assert 0 < later["sessions"] < 121
    unknown = ask("analyze", "--agent", "Nobody")
    assert (unknown.code, unknown.out) == (3, b"")
    assert "No session is with an agent named Nobody." in unknown.err
    nothing = ask("analyze", "--until", "2020-01-01")
    assert (nothing.code, nothing.out) == (3, b"")
    assert "There is no session in lake until 2020-01-01." in nothing.err
    assert ask("analyze", "--since", "2026-02-02", "--until", "2026-02-01").code == 4


def test_a_recorded_run(capsysbinary: pytest.CaptureFixture[bytes], golden: Golden) -> None:
    """A lake of snapshots is summed up the same way, with its costs."""
    with asking(capsysbinary, kept_snapshots()) as ask:
        golden("ask/analyze-snapshots.txt", ask("analyze").out)


def test_the_older_layout(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A folder of the older extractor is summed up too; what it never fetched isn't counted as zero."""
    with asking(capsysbinary, older_folder()) as ask:
        text = ask("analyze").text
    assert "121; of 1 nobody knows" in text
    assert "no message recorded" in text
    assert "no model call is recorded" in text


def test_several_lakes_are_one(ask: Asker) -> None:
    """--data-dir can be repeated."""
    told = json.loads(ask("analyze", "--format", "json", "--data-dir", kept_snapshots()).out)
    assert told["sessions"] == 121 + 3


def test_facts_are_kept_and_said_if_not(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    """The first command keeps the facts in the lake; where they can't be kept, it answers all the same and says so."""
    lake = tmp_path / "lake"
    shutil.copytree(agentforce_lake(), lake)
    (lake / "metadata" / "facts").write_text("in the way")
    with asking(capsysbinary, lake) as ask:
        hindered = ask("analyze")
        assert hindered.code == 0
        assert "The facts of sessions weren't kept" in hindered.err
        (lake / "metadata" / "facts").unlink()
        free = ask("analyze")
    assert (free.code, free.err, free.out) == (0, "", hindered.out)
    kept = (
        pl.scan_parquet(lake / "metadata" / "facts" / "date=*" / "*.parquet")
        .select(pl.len())
        .collect()
        .item()
    )
    assert kept == 121
