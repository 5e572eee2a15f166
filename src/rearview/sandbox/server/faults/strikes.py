"""Which rule strikes which request: the plan in force, and how often each of its rules has seen a request of its own.

Counting is all that decides: the same requests in the same order meet the same faults.
"""

import threading
from collections.abc import Collection

from rearview.sandbox.server.faults.plan import Door, Plan, Rule


class Faults:
    """The plan in force, and how far it has come."""

    def __init__(self, plan: Plan) -> None:
        self._lock = threading.Lock()
        self.use(plan)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self._plan

    def use(self, plan: Plan) -> None:
        """Put another plan in force, from its beginning."""
        with self._lock:
            self._plan = plan
            self._seen = [0] * len(plan.rules)

    def strike(self, door: Door, tables: Collection[str]) -> Rule | None:
        """Count a request, and return the rule that strikes it."""
        with self._lock:
            struck = [
                rule
                for index, rule in enumerate(self._plan.rules)
                if self._strikes(index, rule, door, tables)
            ]
        return struck[0] if struck else None

    def _strikes(self, index: int, rule: Rule, door: Door, tables: Collection[str]) -> bool:
        if (rule.on and door not in rule.on) or (rule.table is not None and rule.table not in tables):
            return False
        self._seen[index] += 1
        past = self._seen[index] - rule.nth
        return past >= 0 and (rule.times is None or past < rule.times)
