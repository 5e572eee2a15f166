"""Rules about an agent that goes round in circles."""

from collections import defaultdict
from collections.abc import Iterator

from rearview.model.findings.evidence import MOST, of_step
from rearview.model.findings.rule import Found, Rule, Spot
from rearview.model.findings.scene import ACTING, Called, Exchange, Placed, Scene, Scope, called
from rearview.model.findings.words import clipped, named, times

_LOOP = 3
"""Once is a question and twice may be a check; the third time nothing new was learned."""


def _loops(scene: Scene) -> Iterator[Found]:
    for scope in scene.scopes:
        loops: defaultdict[Called, list[list[Placed]]] = defaultdict(list)
        for exchange in scope.exchanges:
            for placed in _repeated(exchange):
                loops[called(placed[0][1])].append(placed)
        yield from (_loop(scope, found) for found in loops.values())


def _repeated(exchange: Exchange) -> Iterator[list[Placed]]:
    """Yield the calls of an exchange that were made with the same input again and again."""
    same: defaultdict[tuple[str | None, ...], list[Placed]] = defaultdict(list)
    for turn, step in exchange.steps():
        if step.kind in ACTING and step.input_text and step.status != "failed":
            same[*called(step), step.input_text].append((turn, step))
    yield from (placed for placed in same.values() if len(placed) >= _LOOP)


def _loop(scope: Scope, loops: list[list[Placed]]) -> Found:
    """Tell of the longest of the loops in which one thing was called."""
    placed = max(loops, key=len)
    turn, step = placed[0]
    answers = {one.output_text for _, one in placed}
    learned = "and got the same answer each time" if len(answers) == 1 else "whatever it answered"
    others = f" It was called in a circle {times(len(loops))}." if len(loops) > 1 else ""
    return Found(
        severity="P1" if len(answers) == 1 else "P2",
        sentence=f"{named(step)} was called {times(len(placed))} with the same input, {learned}.{others}",
        spot=Spot(scope, turn, step),
        evidence=(
            of_step(step, f"Input: {clipped(step.input_text, 300)}"),
            *(of_step(one, f"Output: {clipped(one.output_text, 300)}") for _, one in placed[:MOST]),
        ),
        about=(step.name,),
    )


RULES = (
    Rule(
        name="loop",
        meaning="The same call was made with the same input again and again in one exchange.",
        find=_loops,
        causes=(
            "What the call answers reads as if it should be repeated.",
            "Nothing tells the agent when to give up.",
        ),
        next_step="Let the call say what to do next, and tell the agent in its instructions not to repeat it.",
        because=("failed_step",),
    ),
)
