"""How the runtime left a session: the reason that it logged, such as `FINAL-ANSWER` or `MAX-TURNS-NO-RESPONSE`."""

from collections.abc import Iterable

from msgspec import Struct

from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.places import StepPlace

_MARK = "agent:EXIT-"


class Exit(Struct, frozen=True, kw_only=True, gc=False):
    """The last thing that a session's runtime did."""

    reason: str
    message: str | None
    at_ms: int | None
    fatal: bool


def exits(steps: Iterable[StepPlace]) -> dict[str, Exit]:
    """Return the last exit of each session that logged one, by the session's id."""
    last: dict[str, Exit] = {}
    for step in steps:
        for line in step.op.logs:
            remote = line.remote_identifier
            if remote is not None and remote.startswith(_MARK):
                left = Exit(
                    reason=remote.removeprefix(_MARK),
                    message=line.message or None,
                    at_ms=whole(line.timestamp),
                    fatal=line.fatal is True,
                )
                before = last.get(step.session_id)
                if before is None or (left.at_ms or 0) >= (before.at_ms or 0):
                    last[step.session_id] = left
    return last
