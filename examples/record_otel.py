"""An agent on OpenAI's client that is instrumented with OpenTelemetry, and records by sending its spans.

    pip install rearview openai openinference-instrumentation-openai opentelemetry-exporter-otlp-proto-http
    rearview record serve &
    OPENAI_API_KEY=... python examples/record_otel.py "What is the capital of Greece?"
    rearview sessions --data-dir otel_data

OPENAI_BASE_URL names another server that speaks as OpenAI does; OTEL_EXPORTER_OTLP_ENDPOINT names where the spans go.
With REARVIEW_LAKE set, the agent writes to that lake by itself, and nothing has to be served.
"""

import os
import sys

from openai import OpenAI
from openinference.instrumentation import using_session
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from rearview.record.otel.processor import RearviewSpanProcessor

provider = TracerProvider()
if lake := os.environ.get("REARVIEW_LAKE"):
    provider.add_span_processor(RearviewSpanProcessor(lake))
else:
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
OpenAIInstrumentor().instrument(tracer_provider=provider)
tracer = trace.get_tracer("geographer")


def ask(client: OpenAI, prompt: str) -> str:
    """Ask the model; the instrumentation writes a span of it."""
    messages = [{"role": "system", "content": "Answer in a word."}, {"role": "user", "content": prompt}]
    answer = client.chat.completions.create(model="gpt-5-mini", messages=messages)  # type: ignore[arg-type]
    return answer.choices[0].message.content or "nowhere"


def look_up(place: str) -> str:
    """Stand in for a tool, in a span of its own."""
    names = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look_up"}
    with tracer.start_as_current_span("execute_tool look_up", attributes=names) as span:
        found = f"{place}: 3.1 million people live there."
        span.set_attribute("gen_ai.tool.call.arguments", place)
        span.set_attribute("gen_ai.tool.call.result", found)
        return found


def turn(client: OpenAI, question: str) -> str:
    """Answer once: a trace, which is a turn of the session."""
    names = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "geographer",
        "input.value": question,
    }
    with tracer.start_as_current_span("invoke_agent geographer", attributes=names) as span:
        answer = ask(client, f"Say it in a sentence: {look_up(ask(client, question))}")
        span.set_attribute("output.value", answer)
        return answer


def main(question: str) -> None:
    """Answer a question twice, in one session."""
    with using_session("a-talk-about-cities"):
        client = OpenAI()
        turn(client, question)
        print(turn(client, "And how many live there?"))
    provider.shutdown()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "What is the capital of Greece?")
