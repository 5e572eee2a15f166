"""What a step did to its agent's variables: those that came, went, or hold something else now."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from rearview.model.documents import held
from rearview.model.session import Step

How = Literal["set", "changed", "removed"]


class Change(NamedTuple):
    """One variable that isn't as it was."""

    how: How
    name: str
    before: object
    after: object


def changes(step: Step) -> Iterator[Change]:
    """Yield the variables that a step changed; none where either side wasn't recorded, or can't be read."""
    if step.variables_before == step.variables_after:
        return
    before, after = held(step.variables_before), held(step.variables_after)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name in dict.fromkeys((*before, *after)):
        if name not in after:
            yield Change("removed", name, before[name], None)
        elif name not in before:
            yield Change("set", name, None, after[name])
        elif before[name] != after[name]:
            yield Change("changed", name, before[name], after[name])
