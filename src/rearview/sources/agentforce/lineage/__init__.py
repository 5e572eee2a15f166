"""The session of a row that doesn't name it, found through what it hangs on and kept in a column of our own."""

from rearview.sources.agentforce.lineage.lineage import Filler, Lineage
from rearview.sources.agentforce.lineage.refill import refill

__all__ = ["Filler", "Lineage", "refill"]
