"""What happens to files: each way in which one can be broken, odd or unfinished, and what a doctor should find.

Owns the breaking; it takes a whole file of a run and makes another of it.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.sources.snapshots.corpus.ledger import ledger_path
from tests.sources.snapshots.corpus.story import Session, Story
from tests.sources.snapshots.corpus.tree import document, tree


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """One way in which a file can be other than it should."""

    name: str
    finds: set[str]
    """The kinds of what a doctor should find."""
    make: Callable[[Story], bytes]
    is_readable: bool = False
    is_salvageable: bool = False


def packed(value: object) -> bytes:
    """Return a document as a recorder writes it."""
    return gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def whole(story: Story) -> bytes:
    """Return the file of a run, as it should be."""
    return packed(document(story))


def of_a_child(story: Story) -> bytes:
    """Return the file of a run whose root runs still, or crashed: the last sub-agent to end has written it."""
    return packed(document(story, story.root.children()[-1], above=story.root))


def _truncated(story: Story) -> bytes:
    file = whole(story)
    return file[: len(file) * 3 // 4]


def _bad_checksum(story: Story) -> bytes:
    file = whole(story)
    return file[:-8] + bytes(byte ^ 0xFF for byte in file[-8:-4]) + file[-4:]


def _half_json(story: Story) -> bytes:
    text = json.dumps(document(story)).encode()
    return gzip.compress(text[: len(text) * 3 // 4], mtime=0)


def _wrapped(story: Story) -> bytes:
    """Return what a library's callback gets, dumped as it is."""
    root = story.root.session_id
    inner = {"version": story.era, "opTree": tree(story, story.root)}
    return packed({"reason": "final", "sessionId": root, "originId": root, "timestamp": 1, "snapshot": inner})


def _of_version(version: int | None) -> Callable[[Story], bytes]:
    def make(story: Story) -> bytes:
        written = document(story) | {"version": version, "novelty": {"unheard": "of"}}
        return packed({name: value for name, value in written.items() if value is not None})

    return make


def _with_later_fields(story: Story) -> bytes:
    written = document(story)
    written["opTree"]["novelty"] = [1, {"two": None}]
    written["opTree"]["turns"][0]["ops"][0]["logs"][0]["novelty"] = "new"
    return packed(written)


IN_TREES = (
    Breakage(name="zero_bytes", finds={"empty"}, make=lambda _: b""),
    Breakage(name="truncated", finds={"truncated"}, make=_truncated, is_salvageable=True),
    Breakage(name="bad_checksum", finds={"damaged"}, make=_bad_checksum, is_salvageable=True),
    Breakage(name="not_gzip", finds={"not_gzip"}, make=lambda story: json.dumps(document(story)).encode()),
    Breakage(name="not_json", finds={"not_json"}, make=lambda _: gzip.compress(b"<html>no</html>")),
    Breakage(name="half_json", finds={"not_json"}, make=_half_json, is_salvageable=True),
    Breakage(name="no_snapshot", finds={"not_a_snapshot"}, make=lambda _: packed({"name": "package"})),
    Breakage(name="later_version", finds={"unknown_version"}, make=_of_version(9), is_readable=True),
    Breakage(name="no_version", finds={"unknown_version"}, make=_of_version(None), is_readable=True),
    Breakage(
        name="bytes_after", finds={"after_the_end"}, make=lambda it: whole(it) + b"rest", is_readable=True
    ),
    Breakage(name="wrapped", finds=set(), make=_wrapped, is_readable=True),
    Breakage(name="later_fields", finds=set(), make=_with_later_fields, is_readable=True),
)


def drop_payload(folder: Path, story: Story) -> None:
    """Clear away one of the files that the root's ledger names."""
    min((folder / "payloads" / story.root.session_id).rglob("*-request.*.gz")).unlink()


def drop_ledger(folder: Path, child: Session) -> None:
    """Clear away a sub-agent's ledger."""
    ledger_path(folder, child.session_id).unlink()


def leave_unfinished_line(folder: Path, story: Story) -> None:
    """Let a recorder be in the middle of a line."""
    with ledger_path(folder, story.root.session_id).open("ab") as file:
        file.write(b'{"version":3,"recordType":"session_su')


def spoil_line(folder: Path, story: Story) -> None:
    """Put a line among the others that no recorder wrote."""
    path = ledger_path(folder, story.root.session_id)
    path.write_bytes(path.read_bytes() + b"not a record\n")
