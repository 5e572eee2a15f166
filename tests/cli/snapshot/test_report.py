"""`rearview snapshot report`: what a run answered in the end."""

from pathlib import Path

from tests.cli.snapshot.conftest import Ask


def test_wherever_it_stands(ask: Ask, example: Path, rich: Path) -> None:
    """It is found in the call that handed it in, and beside the turns; it is the report, not the tool's answer."""
    assert ask("report", example).out == "# Answer\n\nNo public price was found.\n"
    (row,) = ask("report", example, "--format", "json").json
    assert (row["origin"], row["format"], row["text"]) == (
        "call",
        "markdown",
        "# Answer\n\nNo public price was found.",
    )
    assert ask("report", rich).out == "# Done\n\nAll *well*.\n"


def test_of_a_sub_agent(ask: Ask, example: Path) -> None:
    """An agent's own report is found by its name; where it has none, how it ended is said."""
    assert ask("report", example, "--agent", "web-search").out == "No price found.\n"
    said = ask("report", example, "--agent", "web-fetch")
    assert (said.code, said.out) == (3, "")
    assert "web-fetch left with NO-LLM-RESPONSE" in said.err


def test_of_several(ask: Ask, rich: Path) -> None:
    """Where no session of an agent has a report, that is said too."""
    said = ask("report", rich, "--agent", "worker")
    assert (said.code, said.out) == (3, "")
    assert "worker says no more." in said.err
