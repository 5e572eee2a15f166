"""The stand-in's stories as timelines, each as somebody reads it on a terminal."""

from collections.abc import Callable
from functools import cache

import pytest

from rearview.library import load_session
from rearview.model.binding import bind
from rearview.model.session import Tree
from rearview.render.terminal import show
from rearview.sandbox.org.stories import STORIES
from tests.lakes import ORG, agentforce_lake


@cache
def told(story: str) -> Tree:
    """Return the first session in which a story happens."""
    planted = next(planted for planted in ORG.stories() if planted.story == story)
    return bind(load_session(agentforce_lake(), planted.sessions[0]))


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("story", [story.name for story in STORIES])
def test_a_story(story: str, width: int, golden: Callable[[str, bytes], None]) -> None:
    """What was asked, what was done and why, what was answered, and at the top what is wrong."""
    lines = list(show(told(story), width=width))
    assert max(line.cell_len for line in lines) <= width
    golden(f"timelines/{story}-{width}.txt", "".join(f"{line.plain}\n" for line in lines).encode())
