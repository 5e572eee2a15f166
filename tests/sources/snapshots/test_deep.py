"""Sub-agents that call sub-agents without end."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import DecodeError

from rearview.errors import UnreadableError
from rearview.sources.snapshots.decode import decode
from rearview.sources.snapshots.deep import TooDeepError, decode_deep
from rearview.sources.snapshots.format import SessionNode
from rearview.sources.snapshots.limits import LIMITS, Limits
from rearview.sources.snapshots.read import read

LEVELS = 5_000


def nested(levels: int, *, inside: str = '{"id": "leaf"}', where: str = "turns") -> bytes:
    """Write down sessions inside each other, whose payloads look like sessions too."""
    request = '"request": {"payload": {"childSession": {"id": "no"}, "note": "}]\\\\\\"{["}}'
    begin = f'{{"id": "s", "{where}": [{{"id": "t", "ops": [{{"opId": "o", "kind": "session", {request}, "childSession": '
    end = "}]}]}"
    return f'{{"version": 2, "opTree": {begin * levels}{inside}{end * levels}}}'.encode()


def chain(session: SessionNode) -> Iterator[SessionNode]:
    """Yield a session, the one that it called, and so on."""
    node: SessionNode | None = session
    while node is not None:
        yield node
        ops = [op for part in (node.turns or node.steps) for op in part.ops]
        assert all(
            bytes(op.request.payload).startswith(b'{"childSession": {"id": "no"}') for op in ops if op.request
        )
        node = ops[0].child_session if ops else None


@pytest.mark.parametrize("where", ["turns", "steps"])
def test_any_depth_is_read(where: str, tmp_path: Path) -> None:
    """However deep sub-agents nest, every one of them is read, whether a turn called it or a step beside the turns."""
    path = tmp_path / "deep.json.gz"
    path.write_bytes(gzip.compress(nested(LEVELS, where=where)))
    ids = [node.id for node in chain(read(path).op_tree)]
    assert ids == ["s"] * LEVELS + ["leaf"]


def test_both_ways_read_the_same() -> None:
    """A text is read in the same way, whether it had to be cut or not."""
    for text in (
        nested(20),
        b'{"snapshot": %b}' % nested(3),
        b'{"opTree": null, "snapshot": %b}' % nested(1),
    ):
        whole, cut = decode(text, LIMITS), decode_deep(text, LIMITS)
        inner = cut.snapshot or cut
        assert inner.op_tree is not None
        assert list(map(str, chain(inner.op_tree))) != []
        assert [(n.id, len(n.turns)) for n in chain(inner.op_tree)] == [
            (n.id, len(n.turns)) for n in chain(whole.op_tree)
        ]


def test_the_last_of_equal_keys_counts_when_cut() -> None:
    """Where an operation names two sessions, the later one counts, as it does in a text that needs no cutting."""
    text = nested(1, inside='{"id": "a"}, "childSession": {"id": "b"}')
    cut = decode_deep(text, LIMITS).op_tree
    assert cut is not None
    assert [node.id for node in chain(cut)] == ["s", "b"]


def test_characters_cut_in_half_when_cut(tmp_path: Path) -> None:
    """What is forgiven elsewhere is forgiven in a deep file too."""
    path = tmp_path / "deep.json.gz"
    path.write_bytes(gzip.compress(nested(LEVELS, inside=r'{"id": "leaf", "error": "\ud83d"}')))
    assert [node.error for node in chain(read(path).op_tree)][-1] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "inside",
    ["[" * 501, '{"id": "leaf", "attributes": ' + "[" * 501, "{" * 100_000],
    ids=["list", "attribute", "objects"],
)
def test_depth_of_anything_else_is_refused(inside: str, tmp_path: Path) -> None:
    """Sessions nest in each other; whatever else nests as deeply is refused."""
    path = tmp_path / "deep.json.gz"
    path.write_bytes(gzip.compress(nested(LEVELS, inside=inside)))
    with pytest.raises(UnreadableError, match="nests its values too deeply"):
        read(path)


def test_time_is_bounded() -> None:
    """A text with more brackets than any session has isn't looked at to its end."""
    with pytest.raises(TooDeepError):
        decode_deep(b'{"opTree": {"id": "s", "x": [' + b"[]," * 99, Limits(brackets=100))


@pytest.mark.parametrize("text", [b'{"opTree": "', b"]]]", b'{"a": ]', b'{"opTree": {"id": "s"]}'])
def test_what_is_no_json(text: bytes) -> None:
    """Cutting a text doesn't make JSON of what is none."""
    with pytest.raises(DecodeError):
        decode_deep(text, LIMITS)
