"""Large responses lie beside the snapshot, and long sessions take no memory."""

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from rearview import record
from rearview.sources.snapshots.answers.bodies import exchange
from rearview.sources.snapshots.doctor import examine
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.places import Places

Keep = Callable[..., record.Settings]
LARGE = "Ünïcödé 💥 " * 1000


@pytest.mark.parametrize("result", [LARGE, {"rows": [LARGE, 1]}], ids=["text", "json"])
def test_a_large_response(result: object, keep: Keep, folder: Path, laid_out: Callable[[], Places]) -> None:
    """A response that is too large is a handle in the snapshot, and the reader follows it."""
    keep(tool_response_max_bytes=5_000)
    with record.session("agent") as session, session.turn() as turn:
        with turn.tool("small") as call:
            call.response("x" * 5_000)
        with turn.tool("large") as call:
            call.response(result)
    small, large = (exchange(step, folder) for step in laid_out().steps)
    assert small.response is not None
    assert (small.response.text, small.response.truncated) == ("x" * 5_000, False)
    assert large.response is not None
    assert large.response.body is not None
    kept = large.response.body.content
    assert kept == (
        LARGE.encode() if isinstance(result, str) else record.settings(environ={}).plain.encode(result)
    )
    assert (large.response.size, large.response.truncated) == (len(kept), True)
    assert LARGE[:100] in (large.response.text or "")
    (payload,) = folder.rglob("payloads/*/turn-0001/*.gz")
    assert payload.stat().st_mode & 0o777 == 0o600
    (path,) = folder.glob("*.json.gz")
    assert examine(path).findings == ()


def test_a_large_response_that_cannot_be_put_away(
    keep: Keep, folder: Path, laid_out: Callable[[], Places], caplog: pytest.LogCaptureFixture
) -> None:
    """Where its file can't be written, a large response is kept in the snapshot, and that is told."""
    keep(tool_response_max_bytes=5)
    folder.mkdir()
    (folder / "payloads").write_text("a file where the folder should be")
    with record.session("agent") as session, session.turn() as turn, turn.tool("large") as call:
        call.response("found much")
    (step,) = laid_out().steps
    assert step.op.response is not None
    assert bytes(step.op.response.payload) == b'"found much"'
    assert "kept in the snapshot instead" in caplog.records[0].getMessage()


def test_a_long_session_takes_no_memory(keep: Keep, recorded: Callable[[], Snapshot]) -> None:
    """Bodies go to the disk: recording ten times as much as memory grows by."""
    keep()
    body = b"x" * 200_000
    with record.session("agent") as session, session.turn() as turn:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(150):
            with turn.llm("acme", "large") as call:
                call.request(body)
                call.response(body)
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 16_000
    assert len(recorded().op_tree.turns[0].ops) == 150
