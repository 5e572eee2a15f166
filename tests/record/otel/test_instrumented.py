"""An agent that OpenTelemetry's own instrumentation of OpenAI's client looks into: its spans, sent by its own exporter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from rearview.library import load_session, open_lake
from rearview.record.otel.keeper import Keeper
from rearview.record.otel.serve import serve
from tests.record.adapters.endpoint import IN, OUT, SAID, serving


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[TracerProvider]:
    """What spans come from, with what was said in them; the client is as it was afterwards."""
    monkeypatch.setenv("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental")
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")
    provider = TracerProvider()
    instrumentor = OpenAIInstrumentor()  # type: ignore[no-untyped-call]
    instrumentor.instrument(tracer_provider=provider)
    yield provider
    instrumentor.uninstrument()


def test_calls_are_recorded(provider: TracerProvider, tmp_path: Path) -> None:
    """Model, tokens, what was said, and a call that failed are in the lake, each call in the session that is its trace."""
    keeper = Keeper(tmp_path / "lake")
    with serving() as address, serve(keeper, port=0) as url:
        sent = OTLPSpanExporter(endpoint=f"{url}/v1/traces", compression=Compression.Gzip)
        provider.add_span_processor(BatchSpanProcessor(sent))
        client = OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
        asked: Any = [{"role": "user", "content": "Hi"}]
        client.chat.completions.create(model="gpt-large", messages=asked)
        with pytest.raises(Exception, match="Come back later"):
            client.chat.completions.create(model="broken", messages=asked)
        provider.shutdown()
    keeper.close()
    rows = open_lake(tmp_path / "lake").sessions.collect().sort("started_ms").to_dicts()
    assert [row["outcome"] for row in rows] == ["completed", "failed"]
    (step,) = load_session(tmp_path / "lake", rows[0]["session_id"]).steps()
    (charge,) = step.usage
    assert (step.kind, step.input_text, step.output_text) == ("llm", "Hi", SAID)
    assert (charge.model, charge.served_model) == ("gpt-large", "gpt-large-2026")
    assert (charge.tokens_in, charge.tokens_out) == (IN, OUT)  # it doesn't tell what came from a cache
    (failed,) = load_session(tmp_path / "lake", rows[1]["session_id"]).steps()
    assert failed.status == "failed"
    assert "Come back later" in (failed.error or "")
