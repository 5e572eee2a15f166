"""The example runs: an agent that a real instrumentation looks into, recorded with a server and without."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rearview.cli import main
from rearview.record.otel.keeper import Keeper
from rearview.record.otel.serve import serve
from tests.record.adapters.endpoint import CACHED, IN, OUT, SAID, serving

EXAMPLE = Path(__file__).parents[3] / "examples" / "record_otel.py"


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a provider of models."""
    with serving() as address:
        yield address


@pytest.mark.parametrize("alone", [False, True])
def test_the_example_is_recorded(
    alone: bool, provider: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its two traces are the turns of one session, with model calls, tools, tokens and what was said."""
    lake = tmp_path / "lake"
    keeper = Keeper(tmp_path / "unused" if alone else lake)
    with serve(keeper, port=0) as url:
        told = {"REARVIEW_LAKE": str(lake)} if alone else {"OTEL_EXPORTER_OTLP_ENDPOINT": url}
        environ = {**os.environ, **told, "OPENAI_BASE_URL": f"{provider}/v1", "OPENAI_API_KEY": "none"}
        done = subprocess.run(
            [sys.executable, str(EXAMPLE)], env=environ, check=False, capture_output=True, text=True
        )
    keeper.close()
    assert (done.stdout, done.stderr, done.returncode) == (f"{SAID}\n", "", 0)
    capfd.readouterr()
    assert main(["sessions", "--data-dir", str(lake)]) == 0
    listed = capfd.readouterr().out
    assert listed.startswith("1 session\n")
    assert "geographer" in listed
    assert main(["debug-session", "--data-dir", str(lake), "--session-id", "cities"]) == 0
    page = capfd.readouterr().out
    tokens = f"{4 * (IN - CACHED):,} in, {4 * OUT:,} out, {4 * CACHED:,} read from cache"
    for words in ("Turns:      2", tokens, "llm: gpt-5-mini", "tool: look_up", "Answer in a word.", SAID):
        assert words in page
    assert main(["why", "--data-dir", str(lake), "cities"]) == 0
