"""The ledger of charges beside the sessions: `accounting.jsonl`, and what it really adds up to.

Every session that ends writes its own charges and those of all that it called, so most lines stand there again and
again. A run that was interrupted wrote nothing of its root.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.sources.snapshots.corpus.charges import accounting
from tests.sources.snapshots.corpus.story import ModelCall, Session, Story
from tests.sources.snapshots.corpus.sums import is_charged


@dataclass(kw_only=True)
class BillingAnswer:
    """What is right about a ledger of charges."""

    lines: int = 0
    repeated: int = 0
    repeated_cost: float = 0.0
    tools: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    """Model calls by run."""
    costs: dict[str, float] = field(default_factory=dict)
    """Money by run."""
    failed: int = 0
    unpriced: int = 0


def write_billing(path: Path, stories: list[Story]) -> BillingAnswer:
    """Write the charges of some runs, and return what they add up to."""
    told, lines = BillingAnswer(), list[str]()
    for story in stories:
        for session, times in _flushes(story.root):
            for _, _, op in session.operations():
                entries = [json.dumps(entry, ensure_ascii=False) for entry in accounting(story, session, op)]
                lines += entries * times
                if entries and times:
                    told.repeated += times - 1
                    _count(told, story, op if isinstance(op, ModelCall) else None, times)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    told.lines = len(lines)
    return told


def _flushes(root: Session) -> list[tuple[Session, int]]:
    """Return each session with how often its charges were written: once by itself, and by each above it that ended."""
    found = [(root, int(root.ended is not None))]
    for session, times in found:  # which grows meanwhile
        found += [(child, times + (child.ended is not None)) for child in session.children()]
    return found


def _count(told: BillingAnswer, story: Story, call: ModelCall | None, times: int) -> None:
    if call is None:
        told.tools += 1
        return
    assert is_charged(story, call)
    run, cost = story.root.session_id, (call.charge.cost if call.charge else None)
    told.calls[run] += 1
    told.failed += call.ending == "failed"
    told.unpriced += call.charge is not None and cost is None
    told.costs[run] = told.costs.get(run, 0.0) + (cost or 0.0)
    told.repeated_cost += (cost or 0.0) * (times - 1)
