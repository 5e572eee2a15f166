"""How good and how safe answers are, to read: what was judged and how it came out, and apart from it what never was.

Yields lines; it must never print.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from rearview.render.bars import bar
from rearview.render.facts import across
from rearview.render.grid import Column, grid
from rearview.render.listing import defined

Row = Mapping[str, Any]

_BAR = 16
_NAMES: Mapping[str, tuple[str, str, str | None]] = {
    "toxicity": ("Toxicity", "detector TOXICITY of the Trust Layer", "toxic"),
    "pii": ("Personal data", "detector PII of the Trust Layer", "pii"),
    "prompt_attacks": ("Prompt attacks", "detector PROMPT_DEFENSE of the Trust Layer", "prompt-attack"),
    "groundedness": ("Ungrounded answers", "the prompts that validate an answer", "hallucinations"),
    "adherence": ("Low adherence", "detector InstructionAdherence", "low-adherence"),
    "resolution": ("Unresolved tasks", "detector TaskResolution", "unresolved"),
    "feedback": ("Negative feedback", "what users said of answers", "negative-feedback"),
    "retrieval": ("Poor retrieval", "scores of retrievers", None),
    "tags": ("Low quality scores", "tags of Agent Optimization", None),
}
"""By measure: what is held against a session, who judges it, and what finds such sessions."""


def show(rows: Sequence[Row], *, width: int) -> Iterator[Text]:
    """Yield what was judged, then what wasn't."""
    judged = [row for row in rows if row["judged"]]
    yield Text("QUALITY REPORT", "bold")
    yield Text("═" * min(width, 80), "dim")
    yield from across(f"{rows[0]['sessions']:,} sessions; rates are of those that were judged.", width=width)
    yield Text()
    if judged:
        yield from _judged(judged, width)
    never = [row for row in rows if not row["judged"]]
    if never:
        yield Text()
        yield from across("NO DATA", width=width, style="bold")
        told = "No session was ever judged for these, so nothing is known of them; that isn't a good sign, nor a bad one."
        yield from across(told, width=width, style="dim")
        yield from defined([(_name(row), f"comes from {_by(row)}") for row in never], width=width)


def _judged(rows: Sequence[Row], width: int) -> Iterator[Text]:
    yield from grid(
        [
            Column(heading="Against a session", cells=[_name(row) for row in rows]),
            Column(heading="Judged", cells=[f"{row['judged']:,}" for row in rows], right=True),
            Column(heading="Flagged", cells=[f"{row['flagged']:,}" for row in rows], right=True),
            Column(heading="Rate", cells=[f"{row['rate'] * 100:,.1f} %" for row in rows], right=True),
            Column(
                heading="",
                cells=[bar(row["rate"], _BAR) for row in rows],
                styles=["cyan"] * len(rows),
                whole=True,
            ),
        ],
        width=width,
    )
    found = [(row, _NAMES[row["measure"]][2]) for row in rows if row["flagged"]]
    typed = [f"  rearview find {what}" for _, what in found if what is not None]
    if typed:
        yield Text()
        yield Text("Next:", "dim")
        yield from map(Text, typed)


def _name(row: Row) -> str:
    return _NAMES[row["measure"]][0]


def _by(row: Row) -> str:
    return _NAMES[row["measure"]][1]
