"""What happened within a span: verdicts, as OpenTelemetry's conventions name them, and log lines."""

from collections.abc import Iterator

from rearview.model.session import Assessment, Log, Session, Step, Turn
from rearview.render.export.span import Attributes, Event, Value
from rearview.render.export.span_times import nanoseconds

EVALUATION = "gen_ai.evaluation.result"
LOG = "log"


def events_of(node: Session | Turn | Step, start_ns: int) -> Iterator[Event]:
    """Yield the events of a session, a turn or a step; what has no time of its own happened at its beginning."""
    for verdict in node.assessments:
        yield Event(name=EVALUATION, at_ns=_at(verdict.at_ms, start_ns), attributes=_evaluation(verdict))
    for line in node.logs:
        yield Event(name=LOG, at_ns=_at(line.at_ms, start_ns), attributes=_log(line))


def _at(ms: int | None, start_ns: int) -> int:
    return start_ns if ms is None else nanoseconds(ms)


def _evaluation(verdict: Assessment) -> Attributes:
    return _known(
        {
            "gen_ai.evaluation.name": verdict.detector,
            "gen_ai.evaluation.score.value": verdict.score,
            "gen_ai.evaluation.score.label": verdict.category,
            "gen_ai.evaluation.explanation": verdict.text,
            "rearview.flagged": verdict.flagged,
            "rearview.origin": verdict.origin,
        }
    )


def _log(line: Log) -> Attributes:
    return _known(
        {
            "rearview.log.severity": line.severity,
            "rearview.log.message": line.message,
            "rearview.log.fatal": line.fatal,
            "rearview.log.remote": line.remote,
            "rearview.log.details": line.details,
            "exception.stacktrace": line.stack,
        }
    )


def _known(attributes: dict[str, Value | None]) -> Attributes:
    return {key: value for key, value in attributes.items() if value is not None}
