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


PAGES = (Page("Sessions", "/sessions", "rearview.viewer.sessions.routes", "s"),)

UNLISTED = ("rearview.viewer.session.routes",)
"""Modules that answer for pages which are reached through others."""
