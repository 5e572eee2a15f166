"""What went wrong in a session, read off its tree by rules: each finding with its evidence and what to do next."""

from rearview.model.findings.finding import SEVERITIES, Evidence, Finding, Severity, Where
from rearview.model.findings.ranking import findings
from rearview.model.findings.registry import RULES
from rearview.model.findings.rule import Rule

__all__ = ["RULES", "SEVERITIES", "Evidence", "Finding", "Rule", "Severity", "Where", "findings"]
