"""Sessions of an org, fetched into a lake: what is due, cell by cell, each complete or left as it was.

It asks through `query` and keeps through the lake; it speaks no HTTP.
"""

from rearview.sources.agentforce.extract.extraction import Extraction
from rearview.sources.agentforce.extract.orders import extract, extract_incremental, extract_quality
from rearview.sources.agentforce.extract.report import Failure, Report, TableReport
from rearview.sources.agentforce.extract.tally import Progress, TableProgress
from rearview.sources.agentforce.extract.tree import extract_tree

__all__ = [
    "Extraction",
    "Failure",
    "Progress",
    "Report",
    "TableProgress",
    "TableReport",
    "extract",
    "extract_incremental",
    "extract_quality",
    "extract_tree",
]
