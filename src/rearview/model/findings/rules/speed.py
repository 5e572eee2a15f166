"""Rules about time: steps that keep a user waiting."""

from collections import defaultdict
from collections.abc import Iterator

from rearview.model.findings.evidence import MOST, of_step
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import Scene, Scope
from rearview.model.findings.words import lasting, named, times
from rearview.model.session import Step, Turn

_SLOW_MS = {"tool": 10_000, "llm": 30_000, "agent": 60_000}
"""From when on a step is slow, by its kind; steps of other kinds do no work that takes time."""
_MOST_OF_IT = 0.5


def _slow_steps(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        slow: defaultdict[tuple[str | None, ...], list[tuple[Turn, Step]]] = defaultdict(list)
        for turn, step in scope.steps():
            limit = _SLOW_MS.get(step.kind or "")
            if limit is not None and (step.duration_ms or 0) > limit:
                slow[step.kind, step.namespace, step.name].append((turn, step))
        yield from (_slow(scope, placed) for placed in slow.values())


def _slow(scope: Scope, placed: list[tuple[Turn, Step]]) -> Found:
    turn, step = max(placed, key=lambda pair: pair[1].duration_ms or 0)
    share = _share(turn, step)
    of_turn = "" if share is None else f", {share:.0%} of its turn"
    others = f" It was that slow {times(len(placed))}." if len(placed) > 1 else ""
    spoilt = step.kind == "tool" and share is not None and share >= _MOST_OF_IT
    return Found(
        severity="P2" if spoilt else "P3",
        sentence=f"{named(step)} took {lasting(step.duration_ms or 0)}{of_turn}.{others}",
        spot=Spot(scope, turn, step),
        evidence=tuple(of_step(one, f"{lasting(one.duration_ms or 0)}") for _, one in placed[:MOST]),
        about=(step.kind, step.name),
    )


def _share(turn: Turn, step: Step) -> float | None:
    """Return how much of its turn a step took; clocks of two recorders may say more than all of it."""
    whole, part = turn.duration_ms, step.duration_ms
    return min(1.0, part / whole) if whole and part is not None else None


RULES = (
    Rule(
        name="slow_step",
        meaning="A step took long: a tool over 10 s, a model call over 30 s, a sub-agent over a minute.",
        find=_slow_steps,
        causes=(
            "It does more than it needs to: it reads too many rows, or calls a slow service.",
            "It waits for something that is slow at that time of day.",
        ),
        next_step="Run it on its own with the same input, and see where the time goes.",
        because=("failed_step",),
    ),
)
