"""What the tables of Data 360 mean: a recipe for each canonical table, from the DMOs of the catalog."""

from collections.abc import Mapping

from rearview.engines.view import View
from rearview.sources.agentforce.views import (
    assessments,
    messages,
    moments,
    participants,
    sessions,
    steps,
    turns,
    usage,
)
from rearview.sources.canonical import Part, Recipe

_LOGS = Recipe(source="agentforce", table="logs", parts=(Part(view=View(table="logs", of="logs")),))
"""No table of Data 360 holds log lines."""

RECIPES: Mapping[str, Recipe] = {
    recipe.table: recipe
    for recipe in (
        sessions.RECIPE,
        turns.RECIPE,
        steps.RECIPE,
        messages.RECIPE,
        usage.RECIPE,
        _LOGS,
        assessments.RECIPE,
        moments.RECIPE,
        participants.RECIPE,
    )
}
"""Every canonical table by its name."""
