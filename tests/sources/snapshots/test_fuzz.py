"""Whatever bytes a file holds, it is read or refused: nothing else ever comes out.

A few seconds of it run with every test; REARVIEW_FUZZ says for how many seconds each of these tests goes on searching.
"""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from isal import igzip

from rearview.errors import RearviewError
from rearview.sources.snapshots.doctor import examine
from rearview.sources.snapshots.flatten import flatten
from rearview.sources.snapshots.limits import MB, Limits
from rearview.sources.snapshots.payload_files import open_payload, references
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from tests.sources.snapshots.ledgers import CHILD, ROOT, call, lines, op, start, summary, turn

SECONDS = float(os.environ.get("REARVIEW_FUZZ", "0"))
LIMITS = Limits(
    packed=4 * MB, free=4 * MB, unpacked=8 * MB, brackets=200_000, lines=2000, sessions=20, ledger=MB
)

Edit: TypeAlias = tuple[int, int, bytes]
"""Where in a text, how many bytes of it are replaced, and by what."""

TOKENS = [
    *(b'" { } [ ] , : \\ null true 0 -1 1.5 1e999 NaN Infinity 1180591620717411303424'.split()),
    *(b'"opTree" "snapshot" "turns" "steps" "ops" "childSession" "ref" "sessionId" "version":'.split()),
    *(b'"" "\\ud83d" "\\u0000" {} [] [[]] {"id":"x"} {"ref":{"path":"../x"}} "../x" "." "id":'.split()),
    b"\n",
    b"\0",
    b"\xff",
    b"\xe2\x80\xa8",
    b"[" * 2000,
    b'{"a":' * 2000,
    b'{"id":"s","turns":[{"id":"t","ops":[{"opId":"o","kind":"k","childSession":' * 300,
]
EDITS = st.lists(
    st.tuples(
        st.integers(0, 1 << 20),
        st.integers(0, 40),
        st.sampled_from(TOKENS) | st.binary(max_size=4),
    ),
    max_size=6,
)
LEDGER = lines(
    ROOT,
    start(),
    *turn(1, op(payloadRefs=[{"kind": "llm_request", "path": "payloads/x.gz"}]), call(CHILD)),
    summary(childSessions=[{"sessionId": CHILD}]),
)


def edited(text: bytes, edits: list[Edit]) -> bytes:
    """Return a text with places of it replaced."""
    for place, length, new in edits:
        at = place % (len(text) + 1)
        text = text[:at] + new + text[at + length :]
    return text


def verdict(path: Path) -> None:
    """Do with a file all that is ever done with one."""
    examine(path, limits=LIMITS)
    try:
        snapshot = read(path, limits=LIMITS)
    except RearviewError:
        return
    flatten(snapshot)
    for step in places(snapshot).steps:
        for ref in references(step.op):
            try:
                open_payload(path.parent, ref, limits=LIMITS)
            except RearviewError:
                continue


def search(check: Callable[[], None]) -> None:
    """Search once, and again for as long as is asked for."""
    end = monotonic() + SECONDS
    check()
    while monotonic() < end:
        check()


searching = settings(
    max_examples=60,
    derandomize=False,  # or every round of a long search would be the same
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Where a tree is written."""
    return tmp_path / f"{ROOT}.json.gz"


def test_any_bytes(tree: Path) -> None:
    """Bytes of no kind at all."""

    @searching
    @given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda it: b"\x1f\x8b\x08" + it))
    def check(data: bytes) -> None:
        tree.write_bytes(data)
        verdict(tree)

    search(check)


def test_any_text(example: Path, tree: Path) -> None:
    """The text of a snapshot with anything replaced by anything."""
    text = gzip.decompress(example.read_bytes())

    @searching
    @given(EDITS)
    def check(edits: list[Edit]) -> None:
        tree.write_bytes(igzip.compress(edited(text, edits)))
        verdict(tree)

    search(check)


def test_any_packing(example: Path, tree: Path) -> None:
    """A file with anything of what is packed replaced by anything."""
    packed = example.read_bytes()

    @searching
    @given(EDITS)
    def check(edits: list[Edit]) -> None:
        tree.write_bytes(edited(packed, edits))
        verdict(tree)

    search(check)


def test_any_ledger(tmp_path: Path) -> None:
    """The lines of a ledger, and of a sub-agent's beside it, with anything replaced by anything."""
    folder = tmp_path / "session"
    folder.mkdir()

    @searching
    @given(EDITS, EDITS)
    def check(edits: list[Edit], others: list[Edit]) -> None:
        (folder / f"{ROOT}.jsonl").write_bytes(edited(LEDGER, edits))
        (folder / f"{CHILD}.jsonl").write_bytes(edited(lines(CHILD, start(), *turn(1, call(ROOT))), others))
        verdict(folder / f"{ROOT}.jsonl")

    search(check)
