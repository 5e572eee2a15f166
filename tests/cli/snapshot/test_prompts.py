"""`rearview snapshot prompts`: what the turns of a run began with."""

from pathlib import Path

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import document, sessions


def test_every_prompt(ask: Ask, example: Path) -> None:
    """Every turn's prompts are there, sub-agents' too."""
    rows = ask("prompts", example, "--format", "json").json
    expected = {
        (node["traceId"], str(turn["index"])): turn["attributes"]["prompts"]
        for node in sessions(document(example)["opTree"])
        for turn in node["turns"]
        if "prompts" in turn.get("attributes", {})
    }
    assert {
        (row["session_id"], row["turn"]): {"system": row["system"], "user": row["user"]} for row in rows
    } == expected


def test_the_page(ask: Ask, example: Path) -> None:
    """A prompt is whole; one that is as before says so."""
    said = ask("prompts", example, "--agent", "researcher").out
    assert said.count("You are a researcher. Use tools.") == 1
    assert "System: as before" in said


def test_no_prompts(ask: Ask, rich: Path) -> None:
    """A run that keeps no prompts says where else to look."""
    said = ask("prompts", rich)
    assert (said.code, said.out) == (3, "")
    assert "payload OP --chat" in said.err
