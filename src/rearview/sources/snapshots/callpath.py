"""Which agents called each other: a recorded call path, old or new, as `a > b`."""

from itertools import zip_longest

_OLD = "->"
_NEW = ":"
_CALL = "agent__"
_TOOL = "tool"


def callpath(recorded: str | None) -> str | None:
    """Return a call path as `a > b`; None where there is none.

    Old paths read `a->agent__b->b`, with the name of each call before that of the agent it called; new ones `a:b`.
    """
    if not recorded:
        return None
    steps = [step.strip() for step in recorded.split(_OLD if _OLD in recorded else _NEW)]
    steps = [step for step in steps if step and step != _TOOL]
    pairs = zip_longest(steps, steps[1:])
    told = [step for step, following in pairs if following not in (step, _agent(step))]
    return " > ".join(told) or None


def _agent(step: str) -> str:
    """Return the agent that a call is for."""
    return step.removeprefix(_CALL)
