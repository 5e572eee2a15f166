"""`rearview snapshot payload`: what an operation sent and got back."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

from tests.cli.snapshot.conftest import Ask, llm, session
from tests.cli.snapshot.walk import ops
from tests.sources.snapshots import ledgers


def first(example: Path) -> dict[str, Any]:
    """Return the example's first model call."""
    return next(op for op in ops(example) if op["kind"] == "llm")


def test_bytes_as_they_were_captured(ask: Ask, example: Path) -> None:
    """Each body is decoded to the byte."""
    op = first(example)
    for side in ("request", "response"):
        raw = op[side]["payload"]["raw"]["value"]
        said = ask("payload", example, op["opId"], "--raw", f"--{side}")
        assert (said.code, said.out.encode()) == (0, base64.b64decode(raw))
    sdk = ask("payload", example, op["opId"], "--raw", "--request", "--sdk")
    assert sdk.out.encode() == base64.b64decode(op["request"]["payload"]["sdk"]["value"])


def test_bodies_to_read(ask: Ask, example: Path) -> None:
    """Bodies are decoded and laid out, with what the recorder shows of the answer."""
    said = ask("payload", example, "0716d9").out
    assert "REQUEST (http, 235 bytes)" in said
    assert '"content": "How much does the vendor charge per node?"' in said
    assert "I'll check the code and search the web." in said
    assert "RESPONSE" not in ask("payload", example, "0716d9", "--request").out


def test_a_conversation(ask: Ask, example: Path) -> None:
    """The bodies are told as the conversation that they are; a stream without words has those of the recorder."""
    said = ask("payload", example, "0716d9", "--chat").out
    assert "SYSTEM\n  You are a researcher. Use tools." in said
    assert "USER\n  How much does the vendor charge per node?" in said
    assert "I'll check the code and search the web." in said
    found = ask("payload", example, "0716d9", "--format", "json").json
    assert found["conversation"]["dialect"] == "anthropic"


def test_a_tool(ask: Ask, example: Path) -> None:
    """A tool's parameters and result are shown; that a failed one has no result, too; it is no conversation."""
    said = ask("payload", example, "1-2", "--agent", "researcher")
    assert '"q": "price repo:acme/site"' in said.out
    assert "RESPONSE: none was recorded" in said.out
    said = ask("payload", example, "9e6a55", "--chat")
    assert (said.code, said.out) == (3, "")
    assert ask("payload", example, "9e6a55", "--raw", "--response").code == 3
    assert ask("payload", example, "9e6a55", "--raw", "--request").out.startswith("{")


def test_which_operation(ask: Ask, example: Path) -> None:
    """What fits several operations lists them; a mistyped id brings up the nearest; two bodies are never mixed."""
    said = ask("payload", example, "1-2")
    assert (said.code, said.out) == (4, "")
    assert "mj6zsvgi-9e6a55  researcher 1-2 github__search_code" in said.err
    said = ask("payload", example, "mj6zsvgi-9e6aXX")
    assert said.code == 3
    assert "mj6zsvgi-9e6a55" in said.err
    assert ask("payload", example, "0716d9", "--raw").code == 4
    said = ask("payload", example, "0716d9", "much")
    assert (said.code, said.err.splitlines()[0]) == (4, "Error: much is one word too many.")


def test_of_the_latest_run(ask: Ask, example: Path) -> None:
    """Without a file, the operation is one of the latest run."""
    said = ask("payload", "0716d9", "--sessions-dir", example.parent)
    assert said.out == ask("payload", example, "0716d9").out


def kept(value: bytes, form: str = "http") -> dict[str, Any]:
    """Write down a body."""
    return {"raw": {"format": form, "encoding": "base64", "value": base64.b64encode(value).decode()}}


def test_bodies_that_are_not_there(ask: Ask, tmp_path: Path) -> None:
    """A body that couldn't be captured is said to be missing; one that can't be understood is shown as it is."""
    lost = llm(
        "lost", 1, None, request={"payload": kept(b"[unavailable]")}, response={"payload": kept(b"?!")}
    )
    path = tmp_path / "lost.json.gz"
    tree = session("s", "t", "a", lost)
    path.write_bytes(gzip.compress(json.dumps({"version": 1, "opTree": tree}).encode()))
    said = ask("payload", path, "lost").out
    assert "The recorder couldn't keep it (unavailable)." in said
    assert "?!" in said
    assert ask("payload", path, "lost", "--raw", "--request").code == 3


def test_bodies_in_files(ask: Ask, tmp_path: Path) -> None:
    """A run of version 3 has its bodies in files of their own; one that leads out of the folder isn't opened."""
    body = b'{"model":"m","messages":[{"role":"user","content":"Hi"}]}'
    ref = ledgers.payload(tmp_path, body)
    bad = {**ref, "kind": "llm_response", "path": "../../etc/passwd"}
    ops_ = ledgers.op(payloadRefs=[ref, bad])
    path = ledgers.write(tmp_path, ledgers.ROOT, ledgers.start(), *ledgers.turn(1, ops_), ledgers.summary())
    assert ask("payload", path, "op", "--raw", "--request").out.encode() == body
    said = ask("payload", path, "op").out
    assert "leads out of" in " ".join(said.split())
    assert "Hi" in ask("payload", path, "op", "--chat").out
