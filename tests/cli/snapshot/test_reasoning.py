"""`rearview snapshot reasoning`: what the models of a run thought."""

from pathlib import Path

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import ops
from tests.sources.snapshots import ledgers


def test_what_was_thought(ask: Ask, example: Path) -> None:
    """It is whole, and says whose it is."""
    thinking = [op for op in ops(example) if op.get("reasoning")]
    rows = ask("reasoning", example, "--format", "json").json
    assert [(row["op_id"], row["text"]) for row in rows] == [
        (op["opId"], op["reasoning"]["final"]) for op in thinking
    ]
    assert rows[0]["chunks"] == len(thinking[0]["reasoning"]["chunks"])
    assert thinking[0]["reasoning"]["final"] in " ".join(ask("reasoning", example).out.split())


def test_thoughts_in_files(ask: Ask, tmp_path: Path) -> None:
    """A run of version 3 keeps them in files of their own; one that is gone is named."""
    ref = ledgers.payload(tmp_path, b"Let me think.", kind="reasoning_stream", name="reasoning.txt.gz")
    gone = {**ref, "path": "payloads/gone.gz"}
    calls = [ledgers.op(payloadRefs=[ref]), ledgers.op(id_="two", payloadRefs=[gone])]
    path = ledgers.write(tmp_path, ledgers.ROOT, ledgers.start(), *ledgers.turn(1, *calls), ledgers.summary())
    rows = ask("reasoning", path, "--format", "json").json
    assert [row["text"] for row in rows] == ["Let me think.", None]
    assert "gone.gz" in "".join(ask("reasoning", path).out.split())


def test_nothing_was_kept(ask: Ask, rich: Path) -> None:
    """A run that keeps no thoughts says so."""
    said = ask("reasoning", rich)
    assert (said.code, said.out) == (3, "")
