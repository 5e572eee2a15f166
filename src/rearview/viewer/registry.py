"""Every page of the viewer, in the order in which they are listed.

Owns names, addresses and which module answers. It must never import one.
"""

from typing import NamedTuple


class Page(NamedTuple):
    """One page that can be gone to from every other."""

    title: str
    path: str
    module: str
    """The module whose `ROUTES` answer for it."""
    key: str
    """What is typed after `g` to get there."""
    carries: bool = True
    """Whether it takes along what is chosen of the sessions."""


NUMBERS = "rearview.viewer.numbers.routes"
"""The module that answers for every page of numbers."""

PAGES = (
    Page("Overview", "/overview", NUMBERS, "o"),
    Page("Sessions", "/sessions", "rearview.viewer.sessions.routes", "s"),
    Page("Failures", "/failures", NUMBERS, "f"),
    Page("Topics", "/topics", NUMBERS, "t"),
    Page("Tools", "/tools", NUMBERS, "l"),
    Page("Money", "/money", NUMBERS, "m"),
    Page("Quality", "/quality", NUMBERS, "u"),
    Page("Health", "/health", NUMBERS, "h"),
    Page("Compare", "/compare", "rearview.viewer.compare.routes", "c"),
    Page("SQL", "/sql", "rearview.viewer.sql.routes", "q", carries=False),
)

CARRIED = ("place", "agent", "agent_version", "channel", "topic", "since", "until")
"""What an address chooses that goes along from page to page."""

UNLISTED = ("rearview.viewer.session.routes",)
"""Modules that answer for pages which are reached through others."""
