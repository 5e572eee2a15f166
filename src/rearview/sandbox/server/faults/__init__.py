"""What goes wrong on purpose: plans as data, and what each deed of theirs does to a request."""

from pathlib import Path

from rearview.errors import ArgumentError
from rearview.sandbox.server.faults.named import NAMED
from rearview.sandbox.server.faults.plan import Plan, Rule, read
from rearview.sandbox.server.faults.strikes import Faults

__all__ = ["NAMED", "Faults", "Plan", "Rule", "choose"]


def choose(name: str) -> Plan:
    """Return the plan of that name, or the one in the file of that name."""
    if name in NAMED:
        return NAMED[name]
    path = Path(name)
    if path.suffix != ".json" and not path.exists():
        raise ArgumentError.unknown_name(name, of="fault plan", known=list(NAMED))
    return read(path)
