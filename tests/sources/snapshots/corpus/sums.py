"""What the sessions of a story took, themselves and with all that they called."""

from dataclasses import dataclass, fields

from tests.sources.snapshots.corpus.story import (
    AgentCall,
    Charge,
    ModelCall,
    Operation,
    Placeholder,
    Session,
    Story,
    ToolCall,
)


@dataclass(kw_only=True)
class Sums:
    """What a session took."""

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cache_read: int = 0
    tokens_cache_write: int = 0
    cost_usd: float = 0.0
    calls: int = 0
    priced: int = 0
    unpriced: int = 0
    unanswered: int = 0
    corrected: int = 0
    tools_run: int = 0
    agents_run: int = 0
    absent: int = 0
    placeholders: int = 0
    went_in: int = 0
    """Tokens that went in as providers said it, some of them with what a cache held."""

    def add(self, other: "Sums") -> None:
        """Add what another took."""
        for it in fields(self):
            setattr(self, it.name, getattr(self, it.name) + getattr(other, it.name))

    def take(self, charge: Charge) -> None:
        """Add what a model call took."""
        held = charge.cache_read + charge.cache_write
        self.tokens_in += charge.fresh
        self.tokens_out += charge.written
        self.tokens_cache_read += charge.cache_read
        self.tokens_cache_write += charge.cache_write
        self.went_in += charge.fresh + (held if charge.counts_cached_in else 0)
        self.cost_usd += charge.cost or 0.0
        self.priced += charge.cost is not None
        self.unpriced += charge.cost is None
        self.corrected += charge.counts_cached_in


def is_charged(story: Story, op: Operation) -> bool:
    """Tell whether a recorder wrote a charge for a model call; the newest doesn't for those that failed."""
    if not isinstance(op, ModelCall):
        return False
    failure = op.failure
    return failure is None or (story.era < 3 and (failure.where != "log" or failure.code is not None))


def own(story: Story, session: Session) -> Sums:
    """Return what a session took itself."""
    found = Sums(agents_run=1)
    for _, _, op in session.operations():
        found.tools_run += isinstance(op, ToolCall)
        if isinstance(op, AgentCall) and not isinstance(op.child, Session):
            found.absent += 1
            found.placeholders += isinstance(op.child, Placeholder)
        if isinstance(op, ModelCall) and is_charged(story, op):
            found.calls += 1
            if op.charge is None:
                found.unanswered += 1
            else:
                found.take(op.charge)
    return found


def inclusive(story: Story, session: Session) -> Sums:
    """Return what a session took with all that it called."""
    found = own(story, session)
    for child in session.children():
        found.add(inclusive(story, child))
    return found
