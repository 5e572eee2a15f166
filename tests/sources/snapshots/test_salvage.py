"""What a broken snapshot still holds."""

import gzip
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import AccessError, RearviewError, UnreadableError
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.salvage import salvage, write_salvaged

PACKED = partial(gzip.compress, mtime=0)


def broken(path: Path, data: bytes) -> Path:
    """Write a file that isn't whole."""
    path.write_bytes(data)
    return path


def test_saves_what_came_before_the_end(example: Path, tmp_path: Path) -> None:
    """Of a file that breaks off, every operation before the break is saved, and can be read like any other."""
    packed = example.read_bytes()
    saved = salvage(broken(tmp_path / "cut.json.gz", packed[: len(packed) * 2 // 3]))
    write_salvaged(saved, tmp_path / "saved.json.gz")
    again = read(tmp_path / "saved.json.gz")
    whole = {step.step_id for step in flatten(read(example)).steps}
    steps = {step.step_id for step in flatten(again).steps}
    assert len(steps) > len(whole) / 2
    assert steps < whole
    assert 0 <= saved.lost < 2000
    assert (tmp_path / "saved.json.gz").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("missing", [1, 4, 8, 9])
def test_only_the_end_is_missing(missing: int, example: Path, tmp_path: Path) -> None:
    """Where nothing but the checksum is missing, nothing is lost."""
    saved = salvage(broken(tmp_path / "cut.json.gz", example.read_bytes()[:-missing]))
    assert flatten(saved.snapshot) == flatten(read(example)) or missing > 8


def test_saves_what_came_before_the_damage(example: Path, tmp_path: Path) -> None:
    """Of a file that is damaged in the middle, what comes before the damage is saved."""
    packed = bytearray(example.read_bytes())
    packed[4000:4010] = b"\xff" * 10
    saved = salvage(broken(tmp_path / "damaged.json.gz", bytes(packed)))
    assert len(flatten(saved.snapshot).steps) >= 3


def test_saves_what_was_never_packed(tmp_path: Path) -> None:
    """A file of plain JSON that breaks off is saved in the same way."""
    text = b'{"version": 1, "opTree": {"id": "s", "turns": [{"id": "t", "ops": [{"opId": "o", "kind": "llm"}, {"opId'
    saved = salvage(broken(tmp_path / "plain.json", text))
    assert [op.op_id for op in saved.snapshot.op_tree.turns[0].ops] == ["o"]


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", PACKED(b"hello"), PACKED(b'{"version": 1, "opTree": {"id')], ids=range(4)
)
def test_nothing_to_save(data: bytes, tmp_path: Path) -> None:
    """Where not even a session's id is left, nothing can be saved."""
    with pytest.raises(UnreadableError, match="holds too little of a snapshot"):
        salvage(broken(tmp_path / "x.json.gz", data))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """No more is unpacked than may be, though the file is broken anyway."""
    text = b'{"version": 1, "opTree": {"id": "s", "turns": []' + b" " * 5000
    saved = salvage(broken(tmp_path / "x.json.gz", PACKED(text)), limits=Limits(free=1000, ratio=1))
    assert len(saved.text) + saved.lost == 1000


def test_nothing_is_written_over(example: Path, tmp_path: Path) -> None:
    """What was saved never takes the place of another file."""
    saved = salvage(broken(tmp_path / "cut.json.gz", example.read_bytes()[:-9]))
    with pytest.raises(AccessError, match="File exists"):
        write_salvaged(saved, tmp_path / "cut.json.gz")


@given(data=st.data())
def test_however_early_a_file_ends(
    data: st.DataObject, example: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However early a file ends, something is saved or it is said that nothing can be; nothing is made up."""
    packed = example.read_bytes()
    path = tmp_path_factory.mktemp("cut") / "x.json.gz"
    path.write_bytes(packed[: data.draw(st.integers(0, len(packed)))])
    try:
        saved = salvage(path)
    except RearviewError:
        return
    assert {it.step_id for it in flatten(saved.snapshot).steps} <= {
        it.step_id for it in flatten(read(example)).steps
    }
