"""The facts of sessions that are kept beside a lake's cells."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rearview.library.facts import session_facts
from rearview.library.held import held_in
from rearview.library.lake import open_lake
from rearview.library.question import answered
from tests.lakes import agentforce_lake, older_folder, snapshot_lake
from tests.library.facts.cells import Change, apply, begin, changes

import os
@settings(max_examples=int(os.environ.get("N","8")), suppress_health_check=list(HealthCheck), deadline=None)
@given(rounds=st.lists(st.lists(changes(), min_size=1, max_size=14), min_size=1, max_size=4))
def test_kept_facts_are_those_of_the_lake(rounds: list[list[Change]]) -> None:
    """Whatever cells come, change and go, in any order: what is kept is what would be derived anew from the whole lake."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "lake"
        begin(root)
        for every in rounds:
            for change in every:
                apply(root, change)
            assert _kept(root).equals(_anew(root))


def _kept(root: Path) -> pl.DataFrame:
    frame = session_facts(held_in(root)).frame().to_native().collect()
    return frame.select(sorted(frame.columns)).sort(pl.all(), nulls_last=True)


def _anew(root: Path) -> pl.DataFrame:
    lake = open_lake(root)
    frame = pl.DataFrame(lake.collect(answered("facts", {}, lake.frame)))
    return frame.select(sorted(frame.columns)).sort(pl.all(), nulls_last=True)
