"""What verdicts have in common: that they judge a generation, and so the step that it came of; and where they are from."""

import narwhals as nw

from rearview.sources.agentforce.views.chains import declared_generations
from rearview.sources.canonical import Derived, Frame, Shelf


def with_step(verdicts: Frame, shelf: Shelf) -> Frame:
    """Add the step that declares the generation which a verdict is about, and its turn."""
    steps = declared_generations(shelf)
    return verdicts.join(steps, on="generation_id", how="left").with_columns(turn_id=nw.col("step_turn"))


def origin(name: str) -> Derived:
    """Return where verdicts come from, which is the same for all of a table."""
    return Derived(
        columns=("origin",),
        how=f"`{name}`.",
        add=lambda frame, _: frame.with_columns(origin=nw.lit(name)),
    )


BY_GENERATION = Derived(
    columns=("step_id", "turn_id"), how="The step that declares the generation.", add=with_step
)
