"""The stories of the org: everything that goes wrong in it on purpose, as a list that can be read."""

from rearview.sandbox.org.stories import actions, answers, outcomes, safety, settings
from rearview.sandbox.org.stories.story import Planted, Story

__all__ = ["STORIES", "TOLD", "Planted", "Story"]

STORIES: tuple[Story, ...] = (
    *outcomes.STORIES,
    *actions.STORIES,
    *safety.STORIES,
    *answers.STORIES,
    *settings.STORIES,
)
"""Every story, by family."""

TOLD: tuple[Story, ...] = tuple(story for story in STORIES if story.write is not None)
"""Those that are sessions of their own; the others are told by ordinary sessions."""
