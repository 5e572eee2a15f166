"""Every command, under the heading that the help lists it.

Owns names and one-line descriptions, so that help and completion need no command's module. It must never import one.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: where it is listed, what people type, the module whose `command` it is, and what it does."""

    heading: str
    name: str
    module: str
    summary: str


HEADINGS = ("Try", "Collect", "Ask", "Debug", "Snapshots", "Look", "Keep", "Automate")

COMMANDS = (
    Entry(
        "Try", "sandbox", "rearview.cli.sandbox", "Run a stand-in for Data 360, with an org of its own in it."
    ),
    Entry(
        "Debug",
        "debug-session",
        "rearview.cli.debug_session",
        "Show what an agent did in one session, step by step.",
    ),
    Entry("Keep", "verify", "rearview.cli.verify", "Check every promise that a lake makes."),
)
