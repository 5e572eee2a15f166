"""From files of spans to a lake: whatever form they have, in whatever order they come, however often, whoever is killed."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import json

from rearview.errors import IdentityError, NotFoundError
from rearview.lake.disk import Boundary, Disk
from rearview.lake.identity import Identity
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from rearview.library import load_session, open_lake
from rearview.model.tree import check
from rearview.sources.otel.ingest.files import are_spans
from rearview.sources.otel.ingest.incoming import Incoming, Request, requests_of, sealed
from rearview.sources.otel.ingest.ingest import Ingestion, ingest
from rearview.sources.otel.ingest.report import Report
from rearview.sources.otel.ingest.settle import opened, settle
from tests.sources.otel.planted import document, protobuf, span, talk

TABLES = ("sessions", "turns", "steps", "messages", "usage", "logs")


def run(root: Path, *paths: Path) -> Report:
    """Ingest, as of always the same time."""
    return ingest(Ingestion(paths=paths, root=root, clock=lambda: 0))


def held(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of a lake, and prove that it keeps what it promises."""
    assert not verify(root).breaches
    lake = open_lake(root)
    return {name: sorted(lake.collect(lake.frame(name)).to_pylist(), key=repr) for name in TABLES}


def delimited(bodies: Iterable[bytes]) -> bytes:
    """Return requests, each after its length; all are shorter than 16,384 bytes."""
    return b"".join(bytes([len(body) & 127 | 128, len(body) >> 7]) + body for body in bodies)


FIRST, SECOND = document(*talk()[:4]), document(*talk()[4:])
FORMS = {
    "whole.json": document(*talk()),
    "pretty.json": json.format(document(*talk())),
    "lines.jsonl": FIRST + b"\n" + SECOND + b"\n",
    "packed.json.gz": gzip.compress(FIRST + b"\n") + gzip.compress(SECOND),
    "whole.pb": protobuf(document(*talk())),
    "joined.bin": protobuf(FIRST) + protobuf(SECOND),
    "delimited.pb": delimited([protobuf(FIRST), protobuf(SECOND)]),
    "delimited.pb.gz": gzip.compress(delimited([protobuf(FIRST), protobuf(SECOND)])),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What a lake holds that got everything at once."""
    folder = tmp_path_factory.mktemp("expected")
    (folder / "talk.json").write_bytes(document(*talk()))
    run(folder / "lake", folder / "talk.json")
    return held(folder / "lake")


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read(name: str, tmp_path: Path, expected: dict[str, Any]) -> None:
    """JSON, lines of it, protobuf with lengths and without, packed or not: the lake is the same."""
    file = tmp_path / name
    file.write_bytes(FORMS[name])
    assert are_spans([file])
    report = run(tmp_path / "lake", file)
    assert (report.read, report.spans, report.sessions, report.rejected) == (1, 8, 2, ())
    assert held(tmp_path / "lake") == expected
    assert not run(tmp_path / "lake", file).did_something


@pytest.mark.parametrize("seed", range(2))
def test_batches_end_up_in_one_session(seed: int, tmp_path: Path, expected: dict[str, Any]) -> None:
    """Spans that come one by one, out of order, and twice, in several runs, give the lake of those that came at once."""
    random = Random(seed)  # noqa: S311 - an order, not a secret
    spans = [*talk(), *random.sample(talk(), 3)]
    random.shuffle(spans)
    folder = tmp_path / "batches"
    folder.mkdir()
    for number, part in enumerate((spans[:4], spans[4:8], spans[8:])):
        (folder / f"{number}.json").write_bytes(document(*part))
        run(tmp_path / "lake", folder)
    assert held(tmp_path / "lake") == expected
    tree = load_session(tmp_path / "lake", "talk")
    assert [session.agent for session in tree.sessions] == ["guide", "driver"]
    assert check(tree) == []


def test_what_is_too_much_for_once_goes_bit_by_bit(tmp_path: Path, expected: dict[str, Any]) -> None:
    """A request at a time gives the lake of all at once, and each of them is heard of."""
    disk = Disk()
    with opened(tmp_path / "lake", disk) as writer:
        incoming = Incoming(writer.root, disk)
        incoming.keep([Request("json", FIRST), Request("protobuf", protobuf(SECOND))])
        incoming.seal()
        written: list[str] = []
        settled = settle(writer, disk, watch=lambda table, _: written.append(table), bytes_at_once=1)
        assert (settled, written.count("spans")) == (8, 2)
        assert sealed(writer.root, disk) == []
    assert held(tmp_path / "lake") == expected


def test_what_is_found_out_late_moves_a_session(tmp_path: Path) -> None:
    """Spans that were a session of their own become part of the one that their parent names."""
    chat, named = span(2, "chat", above=1), {"session.id": "known"}
    (tmp_path / "1.json").write_bytes(document(chat, span(3, "other day", above=1, startTimeUnixNano="1")))
    run(tmp_path / "lake", tmp_path / "1.json")
    (tmp_path / "2.json").write_bytes(document(span(1, "top", named)))
    run(tmp_path / "lake", tmp_path / "2.json")
    (session,) = held(tmp_path / "lake")["sessions"]
    assert session["session_id"] == "known"


def test_what_cant_be_read_stops_nothing(tmp_path: Path) -> None:
    """Each such file is named with the reason, kept in the lake's list, and not tried again before it changes."""
    folder = tmp_path / "files"
    folder.mkdir()
    bad = {
        "a.json": b'{"resourceSpans": [',
        "b.json": b'{"logs": []}',
        "c.pb": b"\x0a\x05abc",
        "d.txt": b"hello",
        "e.json.gz": gzip.compress(document(*talk()))[:-20],
        "f.json": b"[]",
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    (folder / "good.json").write_bytes(document(span(1, "a"), {"name": "without ids"}))
    report = run(tmp_path / "lake", folder)
    assert [Path(one.path).name for one in report.rejected] == list(bad)
    assert (report.read, report.spans, report.without_ids) == (1, 1, 1)
    assert "it isn't JSON" in report.rejected[0].reason
    assert len((tmp_path / "lake/metadata/rejected/otel.jsonl").read_text().splitlines()) == len(bad)
    assert run(tmp_path / "lake", folder).unchanged == len(bad) + 1


def test_strange_spans_are_kept(tmp_path: Path) -> None:
    """Times beyond all calendars, numbers beyond 64 bits, unknown kinds and hostile texts break nothing."""
    odd = span(1, "\x1b[2J", {"a\x00": "日本語", "big": 2**70, "nested": {"k": [{"stringValue": "v"}]}})
    odd |= {"startTimeUnixNano": str(2**65), "endTimeUnixNano": "never", "kind": "SPAN_KIND_CLIENT"}
    odd |= {"status": {"code": "STATUS_CODE_ERROR"}, "parentSpanId": "0000000000000000", "events": [None]}
    (tmp_path / "odd.json").write_bytes(document(odd, span(2, "early", startTimeUnixNano=-5, kind=2**40)))
    run(tmp_path / "lake", tmp_path / "odd.json")
    assert len(held(tmp_path / "lake")["turns"]) == 2


def test_a_lake_of_something_else_is_refused(tmp_path: Path) -> None:
    """A lake keeps to its source, and a path that isn't there is named."""
    (tmp_path / "a.json").write_bytes(document(*talk()))
    Writer.open(tmp_path / "lake", Identity(source="snapshots")).close()
    with pytest.raises(IdentityError):
        run(tmp_path / "lake", tmp_path / "a.json")
    with pytest.raises(NotFoundError):
        run(tmp_path / "other", tmp_path / "nowhere")


class _Dying(Disk):
    """A disk at which the process dies at the n-th change."""

    def __init__(self, left: int) -> None:
        self.left = left

    def reach(self, boundary: Boundary, path: Path) -> None:  # noqa: ARG002
        """Count down, then die."""
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("left", [30, 90, 150, 210])
def test_who_is_killed_loses_nothing(left: int, tmp_path: Path, expected: dict[str, Any]) -> None:
    """Wherever a run dies, the next one ends at the same lake."""
    (tmp_path / "talk.json").write_bytes(document(*talk()))
    lake = tmp_path / "lake"
    try:
        ingest(Ingestion(paths=(tmp_path / "talk.json",), root=lake, disk=_Dying(left)))
    except KeyboardInterrupt:
        assert not (lake / "metadata/lake.json").exists() or not verify(lake).breaches
    run(lake, tmp_path / "talk.json")
    assert held(lake) == expected


def test_what_was_safe_is_taken_up(tmp_path: Path, expected: dict[str, Any]) -> None:
    """Requests of a process that died are put into the lake, up to where they are whole."""
    with opened(tmp_path, Disk()) as writer:
        incoming = Incoming(tmp_path, Disk())
        incoming.keep([Request("json", FIRST), Request("protobuf", protobuf(SECOND))])
        (file,) = (tmp_path / "metadata/incoming").iterdir()
        assert sealed(tmp_path, Disk()) == []  # it is still being written
        del incoming
        left = tmp_path / "metadata/incoming/0-left.open"
        left.write_bytes(file.read_bytes() + b"\x00 torn")
        assert [len(request.body) for request in requests_of(left)] == [len(FIRST), len(protobuf(SECOND))]
        assert settle(writer, Disk()) == 8
        assert list(left.parent.glob("0-left*")) == []
    assert held(tmp_path) == expected
