"""`rearview snapshot json`: a run as it was written."""

import gzip
import json
from pathlib import Path

from tests.cli.snapshot.conftest import FIRST, Ask
from tests.cli.snapshot.walk import document, ops, sessions
from tests.sources.snapshots import ledgers


def test_the_whole_of_it(ask: Ask, rich: Path) -> None:
    """Everything is there, fields that nobody knows too; compact, to the byte."""
    assert ask("json", rich).json == document(rich)
    assert ask("json", rich).out.startswith('{\n  "version": 2,')
    assert ask("json", rich, "--compact").out == gzip.decompress(rich.read_bytes()).decode() + "\n"


def test_a_session_or_an_operation(ask: Ask, rich: Path) -> None:
    """A part is what was written there; an agent with several sessions must be told by its id."""
    first = next(node for node in sessions(document(rich)["opTree"]) if node["traceId"] == FIRST)
    assert ask("json", rich, "--agent", FIRST[:8]).json == first
    wanted = next(op for op in ops(rich) if op["opId"] == "s-llm")
    assert ask("json", rich, "--op", "s-llm").json == wanted
    said = ask("json", rich, "--agent", "worker")
    assert (said.code, said.out) == (4, "")
    assert FIRST in said.err


def test_a_ledger(ask: Ask, tmp_path: Path) -> None:
    """The lines of a ledger are its text; one that can't be read is printed as it is, and harmless."""
    path = ledgers.write(tmp_path, ledgers.ROOT, ledgers.start(), ledgers.summary(), tail=b'{"half\x1b[2J')
    assert ask("json", path, "--compact").out.encode() == path.read_bytes() + b"\n"
    laid_out = ask("json", path)
    assert '  "recordType": "session_start",' in laid_out.out
    assert "\x1b" not in laid_out.out
    assert json.loads(laid_out.out[: laid_out.out.index("\n}\n") + 3])["version"] == 3
    assert ask("json", path, "--op", "x").code == 3
