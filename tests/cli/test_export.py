"""`rearview export`: sessions in the forms that other tools read, to files, folders and collectors."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from rearview.cli.exporting import file_name
from rearview.library import load_session, open_lake
from rearview.model.tables import TABLES
from rearview.render import tree_json
from rearview.render.export import FORMATS
from rearview.render.export.otlp import json as otlp_json
from tests.cli.otlp_receiver import listening
from tests.lakes import ORG, agentforce_lake, snapshot_lake

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]
BEGINNINGS = {
    "jsonl": b'{"table":"sessions"',
    "html": b"<!doctype html>",
    "openinference": b'{"resourceSpans"',
}
REFUSALS = {
    "no-folder": (["--to", "csv"], 4),
    "no-traces": (["--to", "html", "--endpoint", "http://127.0.0.1:1"], 4),
    "no-tables": (["--to", "html", "--table", "steps"], 4),
    "one-of-all": (["--since", "7d"], 4),
    "secret-endpoint": (["--to", "otlp", "--endpoint", "http://me:hunter2@example.com"], 4),
    "no-column": (["--blank", "session_id"], 4),
    "unreachable": (["--to", "otlp", "--endpoint", "http://127.0.0.1:1"], 1),
    "not-a-folder": (["--to", "csv", "-o", "session.json.gz"], 1),
}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_one_session_to_stdout(form: str, example: Path, run: Run) -> None:
    """A session goes to stdout, and nothing else does."""
    done = run("export", example, "--to", form)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(BEGINNINGS[form])


def test_one_session_to_a_file(example: Path, run: Run, tmp_path: Path) -> None:
    """With -o it goes into a file, the same bytes; a part of its id is enough."""
    done = run("export", "7d1e", "--data-dir", example.parent, "-o", tmp_path / "session")
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert (tmp_path / "session").read_bytes() == b"".join(tree_json.show(load_session(example)))


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_for_each_table(form: str, example: Path, run: Run, tmp_path: Path) -> None:
    """Rows go to a folder, a file for each table; one table alone goes to one file."""
    done = run("export", example, "--to", form, "-o", tmp_path / "deep" / "rows")
    assert (done.code, done.err) == (0, "")
    names = {path.name for path in (tmp_path / "deep" / "rows").iterdir()}
    assert names == {f"{table}.{form}" for table in TABLES}
    alone = run("export", example, "--to", form, "--table", "steps")
    assert alone.out == (tmp_path / "deep" / "rows" / f"steps.{form}").read_bytes()


def test_protobuf_by_the_end_of_a_name(example: Path, run: Run, tmp_path: Path) -> None:
    """A file that ends in .pb holds protobuf, and as many spans as the JSON."""
    run("export", example, "--to", "otlp", "-o", tmp_path / "session.pb")
    data = ExportTraceServiceRequest.FromString((tmp_path / "session.pb").read_bytes())
    document = json.loads(b"".join(otlp_json(load_session(example))))
    (scope,) = document["resourceSpans"][0]["scopeSpans"]
    assert len(data.resource_spans[0].scope_spans[0].spans) == len(scope["spans"])


def test_without_what_is_private(snapshot_file: Callable[..., Path], run: Run) -> None:
    """What is private is masked, and columns that are named are blank."""
    op = {
        "opId": "o",
        "kind": "tool",
        "request": {"payload": "alice@example.com"},
        "response": {"payload": "x"},
    }
    path = snapshot_file({"id": "s", "agentId": "bob@example.com", "turns": [{"id": "t", "ops": [op]}]})
    shown = run("export", path, "--redact", "--blank", "steps.output_text").out.decode()
    assert "@example.com" not in shown
    (step,) = json.loads(shown)["sessions"][0]["turns"][0]["steps"]
    assert (step["step_id"], step["input_text"], step["output_text"]) == ("o", "[email]", "[redacted]")
    assert "alice@example.com" in run("export", path, "--blank", "steps.output_text").out.decode()


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
def test_all_of_a_lake(form: str, run: Run, tmp_path: Path) -> None:
    """Every row of a lake is exported, each table whole."""
    root = agentforce_lake()
    done = run("export", "all", "--data-dir", root, "--to", form, "-o", tmp_path / "all")
    assert (done.code, done.out, done.err) == (0, b"", "")
    lake = open_lake(root)
    for table in TABLES:
        expected = lake.collect(lake.frame(table)).num_rows
        assert _rows(tmp_path / "all", table) == expected


def _rows(place: Path, table: str) -> int:
    if place.is_dir():
        rows: int = pq.read_metadata(place / f"{table}.parquet").num_rows
        return rows
    return sum(json.loads(line)["table"] == table for line in place.read_bytes().splitlines())


def test_some_of_a_lake(run: Run, tmp_path: Path) -> None:
    """A period and an agent choose among the sessions, and what is private is masked in all of them."""
    lake = open_lake(agentforce_lake())
    sessions = lake.sessions.select("session_id", "agent", "started_ms").collect()
    agent = sessions["agent"].drop_nulls().mode().sort()[0]
    noon = ORG.until_ms - 12 * 3_600_000
    day = "2026-02-01T12:00"
    words = ("--agent", agent, "--since", day, "--redact", "--blank", "messages.text")
    done = run("export", "all", "--data-dir", lake.held.root, "--to", "parquet", "-o", tmp_path, *words)
    assert (done.code, done.err) == (0, "")
    meant = sessions.filter((pl.col("agent") == agent) & (pl.col("started_ms") >= noon))
    found = pl.read_parquet(tmp_path / "sessions.parquet")
    assert sorted(found["session_id"]) == sorted(meant["session_id"])
    assert len(found) not in {0, len(sessions)}
    assert set(pl.read_parquet(tmp_path / "messages.parquet")["text"]) <= {"[redacted]", None}


def test_a_file_for_each_session(run: Run, tmp_path: Path) -> None:
    """Of a lake, each session is a file of its own, named by its id, as if it had been asked for alone."""
    lake, id_ = snapshot_lake(), "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
    done = run("export", "all", "--data-dir", lake, "--to", "perfetto", "-o", tmp_path / "out")
    assert (done.code, done.err) == (0, "Note: 1 session exported.\n")
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == f"{id_}.json"
    assert file.read_bytes() == b"".join(FORMATS["perfetto"].tree_writer()(load_session(lake, id_)))


def test_names_of_files() -> None:
    """No id leads out of the folder, is hidden, or is taken for another's."""
    ids = ["a", "A/b", "..", ".", "", "/etc/passwd", "x" * 500, "x" * 501, "nul\0", "日" * 100, "a\\b", "a:b"]
    names = [file_name(id_) for id_ in ids]
    assert len(set(names)) == len(ids)
    assert not [name for name in names if name.startswith(".") or {"/", "\\", "\0"} & set(name)]
    assert max(map(len, names)) < 200


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusals(
    refusal: str, tmp_path: Path, snapshot_file: Callable[..., Path], run: Run, golden: Golden
) -> None:
    """Whatever is wrong is said with what to do; nothing is on stdout, and no password is shown."""
    words, code = REFUSALS[refusal]
    snapshot_file({"id": "s", "turns": []}, name="session.json.gz")
    done = run("export", "session.json.gz", *words, cwd=tmp_path)
    assert (done.code, done.out) == (code, b"")
    assert done.err.startswith("Error: ")
    assert done.err.splitlines()[-1].startswith("Hint: ")
    assert "hunter2" not in done.err
    golden(f"export/{refusal}.txt", done.err.encode())


def test_sent_to_a_collector(example: Path, run: Run) -> None:
    """A session is posted as protobuf with what the environment says of the sender, and sent again it is there once."""
    env = {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20abc, x-org=7"}
    with listening() as server:
        done = run("export", example, "--to", "openinference", "--endpoint", server.url, env=env)
        assert (done.code, done.out, done.err) == (0, b"", "")
        path, headers, _ = server.requests[0]
        assert path == "/v1/traces"
        assert headers["Content-Type"] == "application/x-protobuf"
        assert (headers["authorization"], headers["x-org"]) == ("Bearer abc", "7")
        assert len(server.spans()) == 27
        assert run("export", example, "--to", "otlp", "--endpoint", server.url).code == 0
        assert len(server.requests) == 2
        assert len(server.spans()) == 27


def test_all_sessions_are_sent(run: Run) -> None:
    """Of a lake, each session is posted by itself."""
    with listening() as server:
        done = run("export", "all", "--data-dir", snapshot_lake(), "--to", "otlp", "--endpoint", server.url)
        assert (done.code, done.err) == (0, "Note: 1 session exported.\n")
        assert len(server.spans()) == 27
