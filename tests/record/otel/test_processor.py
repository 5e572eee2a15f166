"""The span processor, in an agent that is instrumented with OpenTelemetry's own SDK."""

from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Link, Status, StatusCode

from rearview.library import load_session
from rearview.record.otel.processor import RearviewSpanProcessor


def test_writes_what_the_sdk_was_told(tmp_path: Path) -> None:
    """Names, times, attributes of every type, events, links and failures are in the lake at the end."""
    provider = TracerProvider()
    provider.add_span_processor(RearviewSpanProcessor(tmp_path / "lake"))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("invoke_agent guide", attributes={"gen_ai.agent.name": "guide"}) as top:
        top.set_attributes({"gen_ai.operation.name": "invoke_agent", "session.id": "talk", "n": 1, "x": 0.5})
        top.set_attributes({"yes": True, "list": ["a", "b"], "nan": float("nan")})
        with tracer.start_as_current_span(
            "execute_tool search", links=[Link(top.get_span_context())]
        ) as tool:
            tool.add_event("tried", {"times": 2})
            tool.set_status(Status(StatusCode.ERROR, "no luck"))
    assert provider.force_flush()
    provider.shutdown()
    tree = load_session(tmp_path / "lake", "talk")
    assert (tree.root.agent, tree.root.outcome) == ("guide", "completed")
    (step,) = tree.steps()
    assert (step.status, step.error) == ("failed", "no luck")
    assert [log.details for log in step.logs] == ['{"times":2}']


def test_never_breaks_the_agent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing can be recorded it says so, and the agent goes on."""
    (tmp_path / "file").write_text("in the way")
    processor = RearviewSpanProcessor(tmp_path / "file")
    assert "spans aren't recorded" in capsys.readouterr().err
    provider = TracerProvider()
    provider.add_span_processor(processor)
    with provider.get_tracer("test").start_as_current_span("a"):
        pass
    assert not processor.force_flush()
    provider.shutdown()
