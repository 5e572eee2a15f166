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
_NEVER = "No session was ever judged for these: nothing is known of them, neither good nor bad."
_NAMES: Mapping[str, tuple[str, str, str | None]] = {
    "toxicity": ("Toxicity", "the detector TOXICITY of the Trust Layer", "toxic"),
    "pii": ("Personal data", "the detector PII of the Trust Layer", "pii"),
    "prompt_attacks": ("Prompt attacks", "the detector PROMPT_DEFENSE of the Trust Layer", "prompt-attack"),
    "groundedness": ("Ungrounded answers", "the prompts that validate an answer", "hallucinations"),
    "adherence": ("Low adherence", "the detector InstructionAdherence", "low-adherence"),
    "resolution": ("Unresolved tasks", "the detector TaskResolution", "unresolved"),
    "feedback": ("Negative feedback", "what users said of answers", "negative-feedback"),
    "retrieval": ("Poor retrieval", "the scores of retrievers", None),
    "tags": ("Low quality scores", "the tags of Agent Optimization", None),
}
"""By measure: what is held against a session, who judges it, and what finds such sessions."""


def show(rows: Sequence[Row], *, width: int) -> Iterator[Text]:
    """Yield what was judged, then what wasn't."""
    order = list(_NAMES)
    told = sorted(rows, key=lambda row: order.index(row["measure"]))
    judged, never = ([row for row in told if bool(row["judged"]) == known] for known in (True, False))
    yield Text("QUALITY REPORT", "bold")
    yield Text("═" * min(width, 80), "dim")
    yield from across(f"{rows[0]['sessions']:,} sessions; rates are of those that were judged.", width=width)
    if judged:
        yield Text()
        yield from _judged(judged, width)
    if never:
        yield Text()
        yield from across("NO DATA", width=width, style="bold")
        yield from across(_NEVER, width=width, style="dim")
        yield from defined([(_name(row), f"would come from {_by(row)}") for row in never], width=width)


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
