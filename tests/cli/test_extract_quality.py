"""`rearview extract-quality`: typed as people type it, against a stand-in on a socket."""

import json
from pathlib import Path

from rearview.sources.agentforce.extract.plan import TRUST_LAYER
from tests.cli.conftest import DAY, Run

Words = list[str | Path]


def test_fetches_what_judges_the_sessions(run: Run, auth: Words, tmp_path: Path) -> None:
    """The tables of the Trust Layer come to the time that the lake's sessions cover."""
    run("extract", *auth, *DAY, "--no-children", cwd=tmp_path)
    done = run("extract-quality", *auth, "--format", "json", "-o", "told.json", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, b"", "")
    told = json.loads((tmp_path / "told.json").read_bytes())["tables"]
    assert told.keys() == set(TRUST_LAYER)
    assert told["generations"]["rows"] > 0


def test_needs_a_lake(run: Run, auth: Words, tmp_path: Path) -> None:
    """Where there is no lake there is nothing to go by, and none is made."""
    done = run("extract-quality", *auth, cwd=tmp_path)
    assert done.code == 1
    assert "The folder stdm_data is no lake" in done.err
    assert list(tmp_path.iterdir()) == []
