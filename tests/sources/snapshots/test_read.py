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
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.read import as_written, read

Write = Callable[..., Path]
Holding = Callable[[bytes], Path]


@pytest.fixture
def holding(tmp_path: Path) -> Holding:
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
    """Fields that nobody knows don't keep a snapshot from being read."""
    session = {"id": "s", "turns": [], "mood": [{"kind": "good"}]}
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
        (compressed(b'{"a": 1}'), "is no session snapshot: Object missing required field `opTree`"),
        (compressed(b'{"version": 1, "opTree": {"turns": []}}'), "Object missing required field `id`"),
        (compressed(b'{"version": 1, "opTree": {"id": NaN}}'), "doesn't hold JSON"),
        (compressed(b'{"version": 1, "opTree": {"id": "s", "startedAt": Infinity}}'), "doesn't hold JSON"),
        (compressed(b'{"version": 1, "opTree": {"id": "s", "startedAt": 1e999}}'), "Number out of range"),
        (compressed(b'{"version": 1, "opTree": {"id": "s"}} {}'), "doesn't hold JSON"),
        (compressed(b'{"deep": ' + b"[" * 100_000), "nests its values too deeply"),
        (compressed(b'{"deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "nests its values too deeply"),
        (compressed(b'{"snapshot":' * 100_000), "nests its values too deeply"),
        (compressed(b"0" * (65 << 20)), "unpacks to far more"),
        (GOOD * 101, "unpacks to far more"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_says_what_is_wrong_with_a_file(data: bytes, complaint: str, holding: Holding) -> None:
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


def test_reads_all_of_version_2(snapshot_file: Write) -> None:
    """What the second generation added is read, and what surrounds the session with it."""
    step = {"id": "x", "index": 0, "kind": "internal", "attributes": {"mode": "auto"}, "ops": []}
    report = {"format": "json", "content_json": {"a": 1}, "ts": 9}
    path = snapshot_file(
        {
            "id": "s",
            "turns": [],
            "steps": [step],
            "finalReport": report,
            "pluginMetas": {"p": {"ticket": "T-1"}},
            "totals": {"turnsUsed": 2, "finalForced": 1},
        },
        version=2,
    )
    session = read(path).op_tree
    assert [(it.kind, bytes(it.attributes)) for it in session.steps] == [("internal", b'{"mode": "auto"}')]
    assert session.final_report is not None
    assert (session.final_report.format, bytes(session.final_report.content_json)) == ("json", b'{"a": 1}')
    assert bytes(session.plugin_metas) == b'{"p": {"ticket": "T-1"}}'
    assert session.totals is not None
    assert (session.totals.turns_used, session.totals.final_forced) == (2, 1)


def test_unwraps_what_a_callback_got(holding: Holding) -> None:
    """A program that writes down what its callback is given writes the snapshot inside another object."""
    inside = b'{"version": 2, "opTree": {"id": "s"}}'
    path = holding(
        gzip.compress(
            b'{"reason": "final", "sessionId": "a", "originId": "b", "timestamp": 7, "snapshot": %b}' % inside
        )
    )
    snapshot = read(path)
    assert (snapshot.op_tree.id, snapshot.version, snapshot.notes) == ("s", 2, ())
    assert (snapshot.reason, snapshot.session_id, snapshot.origin_id, snapshot.timestamp) == (
        "final",
        "a",
        "b",
        7,
    )


@pytest.mark.parametrize(("version", "told"), [(7, "is of version 7"), (None, "doesn't state its version")])
def test_reads_an_unknown_version(version: object, told: str, snapshot_file: Write) -> None:
    """A version that isn't known is read as far as it is understood, and that is said."""
    snapshot = read(snapshot_file({"id": "s", "turns": [], "mood": "good"}, version=version))
    (note,) = snapshot.notes
    assert (snapshot.op_tree.id, note.kind) == ("s", "unknown_version")
    assert told in note.sentence


def test_says_when_a_file_holds_a_childs_tree(snapshot_file: Write) -> None:
    """Sub-agents write into the root's file while it runs: a tree with another id than the file's is one of theirs."""
    root, child = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f", "a1b2c3d4-1111-4222-8333-444455556666"
    session = {"id": "s", "turns": [], "agentId": "web-fetch", "traceId": child}
    (note,) = read(snapshot_file(session, name=f"{root}.json.gz")).notes
    assert note.kind == "child_under_roots_name"
    assert "web-fetch" in note.sentence
    assert child in note.sentence
    assert read(snapshot_file(session, name=f"{child}.json.gz")).notes == ()
    assert read(snapshot_file(session, name="copy.json.gz")).notes == ()


def test_says_what_follows_the_snapshot(holding: Holding) -> None:
    """Bytes that belong to nothing are left out, and counted; zeros are padding."""
    (note,) = read(holding(GOOD + bytes(5) + b"junk")).notes
    assert (note.kind, note.sentence[:7]) == ("after_the_end", "4 bytes")
    assert read(holding(GOOD + bytes(5))).notes == ()


def test_reads_several_streams_as_one(holding: Holding) -> None:
    """A file may be packed in pieces, one after the other."""
    path = holding(gzip.compress(b'{"version": 1, "opTree": ') + gzip.compress(b'{"id": "s", "turns": []}}'))
    assert (read(path).op_tree.id, read(path).notes) == ("s", ())


def test_the_last_of_equal_keys_counts(holding: Holding) -> None:
    """Where a key stands twice, the later value counts, as in the recorder's own language."""
    assert (
        read(
            holding(gzip.compress(b'{"opTree": {"id": "a"}, "version": 1, "opTree": {"id": "b"}}'))
        ).op_tree.id
        == "b"
    )


def test_large_numbers_and_keys(holding: Holding) -> None:
    """Neither a number beyond 64 bits nor a key of a megabyte keeps a file from being read."""
    key = b"k" * (1 << 20)
    text = b'{"version": 1, "opTree": {"id": "s", "%b": 1, "startedAt": 1180591620717411303424}}' % key
    assert read(holding(gzip.compress(text))).op_tree.started_at == 2**70


def test_a_crowd_of_small_things(holding: Holding) -> None:
    """A text of so many small things that memory might not do for them is refused before it is decoded."""
    path = holding(gzip.compress(b'{"version": 1, "opTree": {"id": "s", "x": [' + b"{}," * 999 + b"{}]}}"))
    assert read(path).op_tree.id == "s"
    with pytest.raises(UnreadableError, match="unpacks to far more"):
        read(path, limits=Limits(free=1000, crowded=1, objects=999))


def test_text_as_it_was_written(holding: Holding, example: Path) -> None:
    """The text of a file can be had without what reading makes of it."""
    assert as_written(holding(gzip.compress(b'{"any": [1.50]}'))) == b'{"any": [1.50]}'
    assert as_written(example) == gzip.decompress(example.read_bytes())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"cut in half \ud83d", "cut in half \N{REPLACEMENT CHARACTER}"),
        (r"\ude00 the other half", "\N{REPLACEMENT CHARACTER} the other half"),
        (r"whole \ud83d\ude00, half \ud83d", "whole \N{GRINNING FACE}, half \N{REPLACEMENT CHARACTER}"),
        (r"spelled \\ud83d, cut \ud83d\n", "spelled \\ud83d, cut \N{REPLACEMENT CHARACTER}\n"),
    ],
)
def test_forgives_halved_characters(written: str, meant: str, holding: Holding) -> None:
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
