"""Spans as OTLP: read back by OpenTelemetry's own classes, and compared with what was planted."""

import base64
import json
from collections.abc import Callable, Iterator
from itertools import islice
from math import inf
from typing import Any

import pytest
from google.protobuf import json_format
from openinference.semconv import trace as openinference
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv.attributes import error_attributes, exception_attributes
from opentelemetry.semconv.schemas import Schemas

from rearview.model.session import Tree
from rearview.model.tables import AssessmentRow, Rows, SessionRow, StepRow, TurnRow, UsageRow
from rearview.model.tree import build
from rearview.render.export import otlp
from rearview.render.export.attribute import EACH
from rearview.render.export.genai import CONVENTIONS, GENAI, OWN, SCHEMA_URL
from rearview.render.export.openinference import OPENINFERENCE
from tests.render.export.planted import BEGAN, TRACE, doubled, empty, hostile, planted

WRITERS = [(otlp.json, otlp.protobuf), (otlp.openinference_json, otlp.openinference_protobuf)]
FORMS = [otlp.protobuf, otlp.openinference_protobuf]
every_tree = pytest.mark.parametrize("tree_of", [planted, empty, doubled, hostile])


def read(chunks: Iterator[bytes]) -> TracesData:
    """Read requests as a receiver does, one after the other joined as protobuf joins them."""
    data: TracesData = TracesData.FromString(b"".join(chunks))
    return data


def spans_of(data: TracesData) -> list[Span]:
    """Return all spans."""
    return [
        span for resource in data.resource_spans for scope in resource.scope_spans for span in scope.spans
    ]


def attributes(span: Any) -> dict[str, Any]:
    """Return attributes as Python has them."""
    found = {}
    for pair in span.attributes:
        kind = pair.value.WhichOneof("value")
        value = getattr(pair.value, kind)
        found[pair.key] = [part.string_value for part in value.values] if kind == "array_value" else value
    assert len(found) == len(span.attributes)
    return found


def named(data: TracesData) -> dict[str, Span]:
    """Return spans by name."""
    return {span.name: span for span in spans_of(data)}


def _call(tree: Tree) -> Span:
    """Return the span of the planted model call."""
    found = spans_of(read(otlp.protobuf(tree)))
    return next(span for span in found if attributes(span).get("rearview.step_id") == "llm")


def in_base64(node: Any) -> Any:
    """Return OTLP/JSON with its ids as protobuf's own JSON has them, which is all that differs."""
    if isinstance(node, list):
        return [in_base64(part) for part in node]
    if isinstance(node, dict):
        ids = {"traceId", "spanId", "parentSpanId"}
        return {
            key: base64.b64encode(bytes.fromhex(part)).decode() if key in ids else in_base64(part)
            for key, part in node.items()
        }
    return node


@pytest.mark.parametrize(("as_json", "as_protobuf"), WRITERS)
@every_tree
def test_json_and_protobuf_say_the_same(
    as_json: Callable[[Tree], Iterator[bytes]],
    as_protobuf: Callable[[Tree], Iterator[bytes]],
    tree_of: Callable[[], Tree],
) -> None:
    """Both are read by OpenTelemetry's own classes, and mean the same."""
    document = json.loads(b"".join(as_json(tree_of())))
    parsed = json_format.ParseDict(in_base64(document), TracesData())
    assert parsed == read(as_protobuf(tree_of()))


@pytest.mark.parametrize("write", FORMS)
@every_tree
def test_every_span_is_valid(write: Callable[[Tree], Iterator[bytes]], tree_of: Callable[[], Tree]) -> None:
    """Ids are whole and unique, a parent is in the same trace and comes before, and no span ends before it begins."""
    seen: set[tuple[bytes, bytes]] = set()
    for span in spans_of(read(write(tree_of()))):
        assert (len(span.trace_id), len(span.span_id)) == (16, 8)
        assert (span.trace_id, span.span_id) not in seen
        assert not span.parent_span_id or (span.trace_id, span.parent_span_id) in seen
        assert all((link.trace_id, link.span_id) in seen for link in span.links)
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        seen.add((span.trace_id, span.span_id))


def test_what_lies_in_what() -> None:
    """Steps lie in turns, turns in sessions, a sub-agent's session in the step that called it."""
    data = named(read(otlp.protobuf(planted())))
    above = {span.span_id: name for name, span in data.items()}
    found = {name: above.get(span.parent_span_id) for name, span in data.items()}
    assert found == {
        "session Orders": None,
        "invoke_agent Orders": "session Orders",
        "chat gpt-x": "invoke_agent Orders",
        "execute_tool Find": None,
        "execute_tool Stock": None,
        "execute_tool Shipping": "invoke_agent Orders",
        "guardrail Safe": "invoke_agent Orders",
        "session Shipping": "execute_tool Shipping",
        "invoke_agent Shipping": "session Shipping",
        "execute_tool Track": "invoke_agent Shipping",
    } | {name: found[name] for name in ("execute_tool Find", "execute_tool Stock")}


def test_a_recorded_trace_is_kept() -> None:
    """A turn that its platform traced is in that trace, linked to its session; what can't be a trace id is told."""
    data = read(otlp.protobuf(planted()))
    session, first, *_ = spans_of(data)
    second = next(s for s in spans_of(data) if attributes(s).get("rearview.turn_id") == "2")
    assert first.trace_id.hex() == TRACE
    assert not first.parent_span_id
    assert [(link.trace_id, link.span_id) for link in first.links] == [(session.trace_id, session.span_id)]
    assert second.trace_id == session.trace_id != first.trace_id
    assert attributes(second)["rearview.trace_id"] == "no trace id"
    steps = [s for s in spans_of(data) if attributes(s).get("rearview.step_id") in {"llm", "a", "b"}]
    assert {(s.trace_id, s.parent_span_id) for s in steps} == {(first.trace_id, first.span_id)}


def test_a_model_call() -> None:
    """A model call says all that the conventions have a word for; what was read from caches counts as read."""
    call = _call(planted())
    said = attributes(call)
    assert call.kind == Span.SPAN_KIND_CLIENT
    assert (call.start_time_unix_nano, call.end_time_unix_nano) == (
        (BEGAN + 100) * 1_000_000,
        (BEGAN + 1_000) * 1_000_000,
    )
    for_certain = {
        "gen_ai.operation.name": "chat",
        "gen_ai.conversation.id": "root",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-x",
        "gen_ai.response.model": "gpt-x-2026",
        "gen_ai.response.id": "gen-1",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 135,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.usage.cache_read.input_tokens": 30,
        "gen_ai.usage.cache_creation.input_tokens": 5,
        "rearview.cost_usd": 0.25,
    }
    assert {key: said[key] for key in for_certain} == for_certain
    assert json.loads(said["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "Where is order 7?"}]}
    ]
    (event,) = call.events
    assert (event.name, event.time_unix_nano) == ("gen_ai.evaluation.result", call.start_time_unix_nano)
    assert attributes(event)["gen_ai.evaluation.score.value"] == 0.9


def test_a_model_call_of_no_step() -> None:
    """A charge that no step is known of is a span without length, and says that it is tied to none."""
    data = read(otlp.protobuf(planted()))
    (loose,) = (s for s in spans_of(data) if attributes(s).get("rearview.binding") == "unbound")
    assert loose.start_time_unix_nano == loose.end_time_unix_nano == (BEGAN + 4_100) * 1_000_000
    assert attributes(loose)["gen_ai.usage.input_tokens"] == 3
    assert "rearview.cost_usd" not in attributes(loose)
    assert "rearview.step_id" not in attributes(loose)


def test_failures() -> None:
    """What failed has the status of an error with its reason, and a type; all else has no status."""
    data = named(read(otlp.protobuf(planted())))
    failed = {name for name, span in data.items() if span.status.code == 2}
    assert failed == {"session Shipping", "execute_tool Track"}
    assert data["execute_tool Track"].status.message == "timeout after 1 s"
    assert attributes(data["execute_tool Track"])["error.type"] == "_OTHER"
    assert attributes(data["session Shipping"])["error.type"] == "timeout"
    assert attributes(data["execute_tool Track"].events[0])["rearview.log.message"] == "no answer"


def test_times_that_nobody_recorded() -> None:
    """A span whose time isn't recorded has that of what is around it, and says so; so does a charge without length."""
    data = named(read(otlp.protobuf(planted())))
    assumed = {name for name, span in data.items() if "rearview.time_assumed" in attributes(span)}
    assert assumed == {"guardrail Safe", "chat gpt-x"}
    assert "rearview.time_assumed" not in attributes(_call(planted()))
    assert data["guardrail Safe"].start_time_unix_nano == (BEGAN + 4_000) * 1_000_000


def test_who_tells() -> None:
    """The schema that the names are of is named, and which service it is about."""
    (resource,) = read(otlp.protobuf(planted())).resource_spans
    (scope,) = resource.scope_spans
    assert resource.schema_url == scope.schema_url == SCHEMA_URL
    assert attributes(resource.resource) == {"service.name": "Orders"}
    assert scope.scope.name == "rearview"
    (unknown,) = read(otlp.protobuf(empty())).resource_spans
    assert attributes(unknown.resource) == {"service.name": "unknown_service"}


def test_the_pinned_version_is_one() -> None:
    """The schema URL is one that OpenTelemetry has published."""
    assert SCHEMA_URL in {schema.value for schema in Schemas}


def test_names_of_opentelemetry() -> None:
    """Each name is one of the conventions' own; all others begin with rearview."""
    modules = (gen_ai_attributes, error_attributes, exception_attributes)
    known = {value for module in modules for value in vars(module).values() if isinstance(value, str)}
    assert {attribute.key for attribute in CONVENTIONS} <= known
    assert all(attribute.key.startswith("rearview.") for attribute in OWN)


def test_names_of_openinference() -> None:
    """Each name is one of OpenInference's own, alone or in a numbered list."""
    kinds = [kind for kind in vars(openinference).values() if isinstance(kind, type)]
    known = {value for kind in kinds for value in vars(kind).values() if isinstance(value, str)}
    parts = {part for attribute in OPENINFERENCE for part in attribute.key.split(f".{EACH}.")}
    assert parts <= known
    spans = spans_of(read(otlp.openinference_protobuf(planted())))
    kinds_said = {attributes(span)["openinference.span.kind"] for span in spans}
    assert kinds_said <= {kind.value for kind in openinference.OpenInferenceSpanKindValues}


def test_openinference_comes_beside() -> None:
    """OpenInference adds its attributes and changes none of OpenTelemetry's."""
    plain, both = (spans_of(read(write(planted()))) for write in FORMS)
    for one, other in zip(plain, both, strict=True):
        assert attributes(one).items() <= attributes(other).items()
    call = next(s for s in both if attributes(s).get("rearview.step_id") == "llm")
    said = attributes(call)
    assert said["llm.token_count.total"] == 142
    assert said["llm.input_messages.0.message.content"] == "Where is order 7?"
    assert (said["annotations.0.annotation.name"], said["annotations.0.annotation.annotator_kind"]) == (
        "TOXICITY",
        "CODE",
    )
    tool = next(s for s in both if attributes(s).get("rearview.step_id") == "a")
    assert attributes(tool)["input.mime_type"] == "application/json"


def test_no_attribute_is_told_twice() -> None:
    """No sort of span has two attributes of one name, and each line of the mapping says where it comes from."""
    for table in (GENAI, OPENINFERENCE):
        keys = [(sort, attribute.key) for attribute in table for sort in attribute.on]
        assert len(keys) == len(set(keys))
        assert all(attribute.origin for attribute in table)


def test_long_sessions_come_in_requests() -> None:
    """A long session is several requests, each with a bound number of spans, and together they are all of them."""
    steps = tuple(
        StepRow(source="test", session_id="s", turn_id="t", step_id=str(n), input_text="x" * 100)
        for n in range(2 * otlp.SPANS)
    )
    rows = Rows(
        sessions=(SessionRow(source="test", session_id="s"),),
        turns=(TurnRow(source="test", session_id="s", turn_id="t"),),
        steps=steps,
    )
    requests = list(otlp.protobuf(build(rows)))
    counts = [len(spans_of(TracesData.FromString(request))) for request in requests]
    assert max(counts) <= otlp.SPANS
    assert sum(counts) == len(steps) + 2


def test_large_texts_come_in_requests() -> None:
    """A request ends soon after it is large."""
    steps = tuple(
        StepRow(
            source="test",
            session_id="s",
            turn_id="t",
            step_id=str(n),
            kind="tool",
            input_text="x" * (1 << 20),
        )
        for n in range(9)
    )
    rows = Rows(turns=(TurnRow(source="test", session_id="s", turn_id="t"),), steps=steps)
    sizes = [len(request) for request in islice(otlp.protobuf(build(rows)), 9)]
    assert len(sizes) == 3
    assert max(sizes) < otlp.BYTES + (2 << 20)


def test_numbers_that_are_none() -> None:
    """A number of more than 64 bits is told as text, and one without end as what it is."""
    verdict = AssessmentRow(source="test", session_id="s", turn_id="t", step_id="x", score=inf)
    step = StepRow(source="test", session_id="s", turn_id="t", step_id="x", kind="llm", attempt=2**63)
    tree = build(Rows(steps=(step,), assessments=(verdict,)))
    for data in (
        read(otlp.protobuf(tree)),
        json_format.ParseDict(in_base64(json.loads(b"".join(otlp.json(tree)))), TracesData()),
    ):
        (span,) = (span for span in spans_of(data) if span.name == "chat")
        assert attributes(span)["rearview.step.attempt"] == str(2**63)
        assert attributes(span.events[0])["gen_ai.evaluation.score.value"] == inf


def test_what_is_no_model_call_of_its_own() -> None:
    """A charge of a tool that no step is known of is no model call, and what only begins like JSON isn't called JSON."""
    charge = UsageRow(source="test", session_id="s", turn_id="t", kind="tool", model="grep")
    step = StepRow(source="test", session_id="s", turn_id="t", step_id="x", kind="tool", input_text="{no")
    data = read(otlp.openinference_protobuf(build(Rows(steps=(step,), usage=(charge,)))))
    assert set(named(data)) == {"session s", "invoke_agent", "execute_tool"}
    assert "input.mime_type" not in attributes(named(data)["execute_tool"])
