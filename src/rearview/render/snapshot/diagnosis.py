"""What is wrong with a file, and what to do about each thing."""

from collections.abc import Iterator

from rich.text import Text

from rearview.render.amount import counted, size
from rearview.render.facts import FAILED, WARNING, across, facts
from rearview.sources.snapshots.doctor import Diagnosis


def diagnosis(found: Diagnosis, *, width: int) -> Iterator[Text]:
    """Yield the findings about a file."""
    yield from across(str(found.path), width=width, style="bold")
    if not found.findings:
        yield from across("✓ Nothing is wrong with it.", width=width, style="green")
    style = WARNING if found.snapshot is not None else FAILED
    for finding in found.findings:
        yield Text()
        yield from across(f"✗ {finding.kind}", width=width, style=style)
        yield from facts([("What", finding.sentence), ("Hint", finding.hint)], width=width)
    if found.salvaged is not None:
        yield Text()
        text = found.salvaged.text
        turns = counted(len(found.salvaged.snapshot.op_tree.turns), "turn")
        words = f"{size(len(text))} of its text, up to {turns} of the root, can be saved: add --salvage FILE."
        yield from across(words, width=width, style="bold")
