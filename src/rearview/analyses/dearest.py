"""Which sessions cost most?"""

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame

_ORDER = ("tokens_out", "tokens_in", "session_id")


def answer(facts: Frame, limit: int) -> Frame:
    """List the dearest sessions; without money, those that took most tokens."""
    order = ["cost_usd", *_ORDER]
    dearest = facts.sort(*order, descending=[name != "session_id" for name in order], nulls_last=True)
    return dearest.head(limit)


ANALYSIS = Analysis(
    name="dearest",
    question="Which sessions cost most?",
    facts=(
        *("agent", "agent_version", "started_ms", "outcome", "turns", "llm_calls"),
        *("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "cost_usd", "costs_unknown"),
    ),
    parameters=(broken.limit(20),),
    columns=(
        Column(name="session_id", type="text", meaning="The session."),
        Column(name="agent", type="text", meaning="Its agent."),
        Column(name="agent_version", type="text", meaning="The agent's version."),
        Column(name="started_ms", type="int", meaning="When it began."),
        Column(name="outcome", type="text", meaning="How it ended."),
        Column(name="turns", type="int", meaning="How many turns it had."),
        Column(name="llm_calls", type="int", meaning="How often a model was asked."),
        Column(name="tokens_in", type="int", meaning="Tokens read and not taken from a cache."),
        Column(name="tokens_out", type="int", meaning="Tokens written."),
        Column(name="tokens_cache_read", type="int", meaning="Tokens read from caches."),
        Column(name="tokens_cache_write", type="int", meaning="Tokens written to caches."),
        Column(
            name="cost_usd",
            type="float",
            meaning="What it cost, as far as it is known; null where nothing is.",
        ),
        Column(name="costs_unknown", type="int", meaning="How many calls of models have no cost."),
    ),
    answer=answer,
)
