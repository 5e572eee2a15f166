"""Participants: the user, the agent, and the person who took over."""

import narwhals as nw

from rearview.sources.agentforce.views.parties import HUMAN, PARTY, with_agent
from rearview.sources.agentforce.views.texts import spelled
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf

_ROLE = (
    nw.when(HUMAN)
    .then(nw.lit("human"))
    .otherwise(spelled("recorded_role", {"USER": "user", "AGENT": "agent"}))
)


def _with_role(parties: Frame, _: Shelf) -> Frame:
    return parties.with_columns(role=_ROLE)


def _with_agent(parties: Frame, shelf: Shelf) -> Frame:
    named = with_agent(parties, shelf)
    return named.with_columns(agent=nw.when(_ROLE == "agent").then(nw.coalesce("named", "agent")))


def _with_type(parties: Frame, _: Shelf) -> Frame:
    return parties.with_columns(agent_type=nw.when(_ROLE == "agent").then(nw.col("type")))


RECIPE = Recipe(
    source="agentforce",
    table="participants",
    parts=(
        Part(
            view=PARTY,
            derived=(
                Derived(
                    columns=("role",),
                    how="As recorded; a user of the org on the agent's side is a person who took over.",
                    add=_with_role,
                ),
                Derived(
                    columns=("agent",),
                    how="The agent named on its row; where none is, the session's agent.",
                    add=_with_agent,
                ),
                Derived(columns=("agent_type",), how="The type on the agent's own row.", add=_with_type),
            ),
        ),
    ),
)
