"""`rearview ingest` of traces: typed as people type it."""

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.sources.otel.planted import document, talk


def test_tells_what_it_did(run: Run, tmp_path: Path) -> None:
    """Traces are known by what they are; the lake can be asked, looked into, checked, and filled again."""
    folder = tmp_path / "traces"
    folder.mkdir()
    (folder / "talk.json").write_bytes(document(*talk()))
    (folder / "note.txt").write_bytes(b"hello")
    words = ("ingest", folder, "--output", "lake")
    done = run(*words, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    page = done.out.decode()
    assert page.startswith("INGESTED: 8 spans, 2 new sessions into lake\n")
    assert "1 file REJECTED, and not tried again until changed" in page
    told = json.loads(run(*words, "--format", "json", cwd=tmp_path).out)
    assert (told["unchanged"], told["spans"], told["complete"]) == (2, 0, True)
    status = run("status", "--data-dir", "lake", cwd=tmp_path).out.decode()
    assert "Sessions:   2" in status
    assert "Payloads" not in status
    why = run("why", "--data-dir", "lake", "talk", cwd=tmp_path)
    assert "no fuel" in why.out.decode()


def test_tells_when_nothing_could_be_read(run: Run, tmp_path: Path) -> None:
    """A lake of spans is one of spans, whatever it is given next."""
    (tmp_path / "talk.json").write_bytes(document(*talk()))
    run("ingest", tmp_path / "talk.json", "--output", "lake", cwd=tmp_path)
    (tmp_path / "bad").mkdir()
    assert b"NOTHING NEW" in run("ingest", tmp_path / "bad", "--output", "lake", cwd=tmp_path).out
    (tmp_path / "bad" / "x.pb").write_bytes(b"\xff")
    assert run("ingest", tmp_path / "bad", "--output", "lake", cwd=tmp_path).code == 5
