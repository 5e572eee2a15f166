"""What can be asked: one question a file, each answered from the canonical tables on any engine.

An analysis must not know an engine, a source or a lake, and must not depend on the order of rows.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rearview.errors import ArgumentError

if TYPE_CHECKING:
    from rearview.analyses.analysis import Analysis

ANALYSES = ("tools",)
"""Every analysis by its name, which is its module's."""


def load_analysis(name: str) -> "Analysis":
    """Return the analysis of that name; its module is imported now, not before."""
    if name not in ANALYSES:
        raise ArgumentError.unknown_name(name, of="question", known=ANALYSES)
    found: Analysis = import_module(f"rearview.analyses.{name}").ANALYSIS
    return found
