"""The spans of Agent Platform Tracing: a tree of operations under each turn, their durations in nanoseconds."""

from rearview.sandbox.org.recorder.payload import as_json
from rearview.sandbox.org.recorder.turn import MS, Span, TurnTape

_NO_PARENT = "0000000000000000"
"""How some roots are marked; others have no parent at all."""
_SERVICES = {
    "run.invokeActions.FLOW": "InvocableAction",
    "apexentrypoint.invocable_action": "InvocableAction",
    "Einstein AI Gateway": "Einstein AI Gateway",
}


def operation(name: str, began_us: int, ended_us: int, *, inner: str, failed: bool = False) -> Span:
    """Return an operation of the reasoning engine, with the one that it asks another service for."""
    margin = min(MS, (ended_us - began_us) // 4)
    asked = Span(
        operation=inner,
        service=_SERVICES.get(inner, "Data Cloud"),
        began_us=began_us + margin,
        ended_us=ended_us - margin,
        failed=failed,
    )
    return Span(
        operation=name,
        service="Atlas Reasoning Engine",
        began_us=began_us,
        ended_us=ended_us,
        failed=failed,
        parts=(asked,),
    )


def record_spans(it: TurnTape, topic: str) -> None:
    """Write down all that happened in a turn as spans, where the agent is traced."""
    if not it.tape.script.agent.traced:
        return
    engine = "Atlas Reasoning Engine"
    thought = Span(
        operation=f"run.topic.{topic}",
        service=engine,
        began_us=it.began_us,
        ended_us=it.at_us,
        parts=tuple(it.spans),
    )
    root = Span(
        operation="run.interaction",
        service=engine,
        began_us=it.began_us,
        ended_us=it.at_us,
        parts=(thought,),
    )
    _record(it, root, it.root_span, _NO_PARENT if it.chance.happens(0.5) else None)


def _record(it: TurnTape, span: Span, id_: str, parent: str | None) -> None:
    spent_us = span.ended_us - span.began_us
    it.add(
        "trace_spans",
        {
            "ssot__Id__c": id_,
            "ssot__TelemetryTrace__c": it.trace,
            "ssot__TelemetryParentSpanId__c": parent,
            "ssot__OperationName__c": span.operation,
            "ssot__ServiceName__c": span.service,
            "ssot__SpanKind__c": "SERVER" if parent in {None, _NO_PARENT} else "INTERNAL",
            "ssot__StatusCode__c": "ERROR" if span.failed else "OK",
            "ssot__StartDateTime__c": it.tape.time(span.began_us),
            "ssot__EndDateTime__c": it.tape.time(span.ended_us),
            "ssot__DurationNumber__c": spent_us * MS + it.chance.below(MS),
            "ssot__TelemetrySpanAttributeText__c": "{}"
            if it.chance.happens(0.6)
            else as_json({"agent.api.name": it.tape.script.agent.name}),
        },
        at_us=span.ended_us,
    )
    for part in span.parts:
        _record(it, part, it.tape.mint.span(), id_)
