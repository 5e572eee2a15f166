"""Verdicts: of the trust layer, of users, of Agent Optimization, of retrievers, and of the prompts that validate."""

from rearview.sources.agentforce.views.assessments import feedback, retriever, tags, trust, validation
from rearview.sources.canonical import Recipe

RECIPE = Recipe(
    source="agentforce",
    table="assessments",
    parts=(*trust.PARTS, *feedback.PARTS, *tags.PARTS, *retriever.PARTS, *validation.PARTS),
)
