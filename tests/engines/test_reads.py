"""Which columns a question reads, whatever it does with them."""

from collections.abc import Mapping

import polars as pl

from rearview.engines.reads import reads

Frames = Mapping[str, pl.LazyFrame]


def test_only_what_is_needed_is_read() -> None:
    """Columns that are grouped by, computed with, filtered by or joined on are read; those that are dropped aren't; nor is a whole table."""

    def ask(frames: Frames) -> pl.LazyFrame:
        calls = frames["steps"].with_columns(
            took=pl.col("ended_ms") - pl.col("started_ms"), no=pl.col("error")
        )
        calls = calls.filter(pl.col("kind") == "tool").drop("no")
        joined = calls.join(frames["sessions"], on="session_id", how="left")
        return joined.group_by("agent").agg(pl.col("took").sum())

    assert reads(["steps", "sessions", "turns"], ask) == {
        "steps": {"kind", "ended_ms", "started_ms", "session_id"},
        "sessions": {"session_id", "agent"},
    }


def test_counting_reads_little() -> None:
    """A count of rows needs none of the texts."""
    assert "input_text" not in reads(["steps"], lambda frames: frames["steps"].select(pl.len()))["steps"]


def test_whole_rows_are_read_whole() -> None:
    """Who wants all columns is told so."""
    assert {"input_text", "date"} < reads(["steps"], lambda frames: frames["steps"])["steps"]
