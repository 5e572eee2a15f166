"""Reading a snapshot's file: the whole of it, or an error that says what is wrong."""

import errno
import gzip
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import AccessError, NotFoundError, UnreadableError
from rearview.sources.snapshots.read import read

Write = Callable[..., Path]


@pytest.fixture
def holding(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write bytes into a file."""

    def write(data: bytes) -> Path:
        path = tmp_path / "snapshot.json.gz"
        path.write_bytes(data)
        return path

    return write


def test_reads_a_snapshot(example: Path) -> None:
    """A snapshot is read with its session, its turns and its sub-agents' sessions."""
    session = read(example).op_tree
    assert session.trace_id == "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
    assert [turn.index for turn in session.turns] == [0, 1, 2]
    assert [op.child_session.agent_id for op in session.turns[1].ops if op.child_session] == ["web-search"]


def test_skips_what_it_does_not_know(snapshot_file: Write) -> None:
    """Fields of a later recorder don't keep a snapshot from being read."""
    session = {"id": "s", "turns": [], "steps": [{"kind": "internal"}], "pluginMetas": {"a": {}}}
    assert read(snapshot_file(session)).op_tree.id == "s"


compressed = partial(gzip.compress, mtime=0)  # the same bytes in every worker: they are the names of tests
GOOD = compressed(b'{"version": 1, "opTree": {"id": "s", "turns": []}}')


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b'{"version": 1}', "isn't gzip"),
        (GOOD[: len(GOOD) // 2], "ends in the middle"),
        (GOOD[:-8] + bytes(4) + GOOD[-4:], "is damaged"),
        (GOOD[:12] + b"\xff\xff\xff" + GOOD[15:], "is damaged"),
        (compressed(b"hello"), "doesn't hold JSON"),
        (compressed(b'{"version": 1, "opTree": {"id": "\xff", "turns": []}}'), "doesn't hold JSON"),
        (compressed(b'{"version": 1, '), "doesn't hold JSON"),
        (compressed(b"[]"), "is no session snapshot"),
        (compressed(b'{"a": 1}'), "is no session snapshot: Object missing required field `version`"),
        (compressed(b'{"version": 2, "opTree": {"id": "s", "turns": []}}'), "is a snapshot of version 2"),
        (compressed(b'{"deep": ' + b"[" * 100_000), "nests its values too deeply"),
    ],
)
def test_says_what_is_wrong_with_a_file(
    data: bytes, complaint: str, holding: Callable[[bytes], Path]
) -> None:
    """Each way in which a file can be unusable has its own message, which names the file and ends in a hint."""
    path = holding(data)
    with pytest.raises(UnreadableError) as raised:
        read(path)
    what, hint = str(raised.value).split("\nHint: ")
    assert str(path) in what
    assert complaint in what
    assert hint


def test_missing_files(tmp_path: Path, example: Path) -> None:
    """Where there is nothing, that is said; a path that leads through a file leads nowhere."""
    for path in (tmp_path / "absent.json.gz", example / "below"):
        with pytest.raises(NotFoundError, match="There is nothing at"):
            read(path)


def test_what_the_system_refuses(tmp_path: Path) -> None:
    """What the operating system says is passed on."""
    with pytest.raises(AccessError, match="File name too long") as raised:
        read(tmp_path / ("x" * 300))
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.__cause__.errno == errno.ENAMETOOLONG


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"cut in half \ud83d", "cut in half \N{REPLACEMENT CHARACTER}"),
        (r"\ude00 the other half", "\N{REPLACEMENT CHARACTER} the other half"),
        (r"whole \ud83d\ude00, half \ud83d", "whole \N{GRINNING FACE}, half \N{REPLACEMENT CHARACTER}"),
        (r"spelled \\ud83d, cut \ud83d\n", "spelled \\ud83d, cut \N{REPLACEMENT CHARACTER}\n"),
    ],
)
def test_forgives_halved_characters(written: str, meant: str, holding: Callable[[bytes], Path]) -> None:
    """A recorder that shortens texts cuts some characters in half; the rest of the file is still read."""
    text = f'{{"version": 1, "opTree": {{"id": "s", "turns": [], "sessionTitle": "{written}"}}}}'
    assert read(holding(gzip.compress(text.encode()))).op_tree.session_title == meant


def test_numbers_may_be_fractions(snapshot_file: Write) -> None:
    """The recorder's language has one kind of number; a time with a fraction is a time."""
    assert read(snapshot_file({"id": "s", "turns": [], "startedAt": 1.5e12})).op_tree.started_at == 1.5e12


@given(data=st.data())
def test_no_part_passes_for_the_whole(
    data: st.DataObject, example: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However early a file ends, it is refused."""
    whole = example.read_bytes()
    path = tmp_path_factory.mktemp("cut") / "snapshot.json.gz"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(UnreadableError):
        read(path)


@given(place=st.integers(0, 8000), bit=st.integers(0, 7))
def test_damage_never_surprises(
    place: int, bit: int, example: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whichever bit is flipped, the file is read as it was or refused: nothing else comes out."""
    data = bytearray(example.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path = tmp_path_factory.mktemp("flip") / "snapshot.json.gz"
    path.write_bytes(data)
    with suppress(UnreadableError):
        assert read(path).op_tree.agent_id == "researcher"
