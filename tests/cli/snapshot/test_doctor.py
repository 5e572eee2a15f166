"""`rearview snapshot doctor`: what is wrong with a file, and what can be saved of it."""

import gzip
from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import Ask


def test_a_sound_file(ask: Ask, example: Path) -> None:
    """Nothing is wrong with a file that is whole and finished."""
    said = ask("doctor", example)
    assert (said.code, said.err) == (0, "")
    assert "✓ Nothing is wrong with it." in said.out
    assert ask("doctor", example, "--format", "json").json["findings"] == []


BROKEN = {
    "empty": b"",
    "not_gzip": b"{}",
    "truncated": gzip.compress(b'{"version": 1}')[:20],
    "not_json": gzip.compress(b"hello"),
    "not_a_snapshot": gzip.compress(b"{}"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong(kind: str, ask: Ask, tmp_path: Path) -> None:
    """Each kind of damage has its name, and something to do about it."""
    path = tmp_path / "broken.json.gz"
    path.write_bytes(BROKEN[kind])
    said = ask("doctor", path, "--format", "json")
    assert (said.code, said.json["readable"]) == (1, False)
    assert said.json["findings"][0]["kind"] == kind
    assert f"✗ {kind}" in ask("doctor", path).out


def test_what_can_be_saved(ask: Ask, example: Path, tmp_path: Path) -> None:
    """What a file that was cut short still holds is written to another, which can be read."""
    cut, saved = tmp_path / "cut.json.gz", tmp_path / "saved.json.gz"
    cut.write_bytes(example.read_bytes()[:-1500])
    said = ask("doctor", cut)
    assert said.code == 1
    assert "can be saved: add --salvage FILE" in " ".join(said.out.split())
    said = ask("doctor", cut, "--salvage", saved)
    assert said.err == f"Note: What could be saved is in {saved}.\n"
    assert ask("show", saved, "--format", "json").json["agent"] == "researcher"
    assert ask("doctor", example, "--salvage", tmp_path / "x").code == 3


def test_what_never_ended(ask: Ask, rich: Path) -> None:
    """What has no end is found in a file that can be read."""
    found = ask("doctor", rich, "--format", "ndjson")
    assert found.code == 0
    assert "db__slow (1-7)" in found.out


def test_a_file_that_is_not_there(ask: Ask, rich: Path, tmp_path: Path) -> None:
    """An id of no file brings up why it may be missing; the latest of an empty folder is nothing found."""
    said = ask("doctor", "77777777-0000-4000-8000-000000000000", "--sessions-dir", rich.parent)
    assert said.code == 3
    assert "✗ missing" in said.out
    (tmp_path / "empty").mkdir()
    assert ask("doctor", "--sessions-dir", tmp_path / "empty").code == 3
