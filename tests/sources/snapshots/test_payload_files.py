"""Payloads that lie in files of their own."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from msgspec import Raw, json

from rearview.errors import NotFoundError, UnreadableError
from rearview.sources.snapshots.format import Exchange, Operation, PayloadRef, Reasoning
from rearview.sources.snapshots.payload_files import open_payload, references
from tests.sources.snapshots.ledgers import payload

BODY = b"POST / HTTP/1.1\r\n\r\n{}"


def ref(folder: Path, **differences: Any) -> PayloadRef:
    """Write a payload's file, and return the reference to it with differences."""
    return json.decode(json.encode({**payload(folder, BODY), **differences}), type=PayloadRef)


def test_opens_a_payload(tmp_path: Path) -> None:
    """A reference leads to the bytes that were written, checked against their checksum where there is one."""
    assert open_payload(tmp_path, ref(tmp_path)) == BODY
    assert open_payload(tmp_path, ref(tmp_path, sha256=None)) == BODY


@pytest.mark.parametrize("differences", [{"captured": False}, {"path": None}, {"path": ""}])
def test_payloads_that_were_not_kept(differences: dict[str, Any], tmp_path: Path) -> None:
    """A payload that the recorder left out is told from one that got lost."""
    with pytest.raises(NotFoundError, match="The recorder kept no llm request"):
        open_payload(tmp_path, ref(tmp_path, **differences))


def test_payloads_that_got_lost(tmp_path: Path) -> None:
    """A payload whose file is gone isn't there."""
    with pytest.raises(NotFoundError, match="There is nothing at"):
        open_payload(tmp_path, ref(tmp_path, path="payloads/gone.gz"))


def test_payloads_outside(tmp_path: Path) -> None:
    """A path out of the folder, and one over a link, aren't followed."""
    (tmp_path / "secret.gz").write_bytes(gzip.compress(b"secret"))
    folder = tmp_path / "sessions"
    (folder / "payloads").mkdir(parents=True)
    (folder / "payloads" / "link.gz").symlink_to(tmp_path / "secret.gz")
    for path in ("../secret.gz", str(tmp_path / "secret.gz"), "payloads/link.gz"):
        with pytest.raises(UnreadableError):
            open_payload(folder, ref(folder, path=path))


def test_payloads_that_are_other_ones(tmp_path: Path) -> None:
    """Bytes that aren't those that were written are refused."""
    with pytest.raises(UnreadableError, match="isn't what the recorder wrote"):
        open_payload(tmp_path, ref(tmp_path, sha256="0" * 64))


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        (b'{"ref": {"path": "a"}, "sdk": {"ref": {"path": "b"}}}', ["a", "b"]),
        (b'{"raw": {"ref": {"path": "a"}}, "messages": 3}', ["a"]),
        (b'{"ref": "not one"}', []),
        (b'"ref"', []),
        (b'{"query": 1}', []),
    ],
)
def test_where_references_stand(written: bytes, paths: list[str]) -> None:
    """A payload may refer to files for its body and for what the library made of it; most refer to none."""
    exchange = Exchange(payload=Raw(written))
    asked = Operation(op_id="o", kind="llm", request=exchange)
    answered = Operation(op_id="o", kind="llm", response=exchange)
    assert [it.path for it in references(asked)] == [it.path for it in references(answered)] == paths


def test_references_of_thoughts() -> None:
    """What a model thought may lie in a file too."""
    operation = Operation(op_id="o", kind="llm", reasoning=Reasoning(ref=PayloadRef(path="r")))
    assert [it.path for it in references(operation)] == ["r"]
    assert list(references(Operation(op_id="o", kind="llm", reasoning=Reasoning()))) == []
