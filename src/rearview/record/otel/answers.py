"""What an OTLP endpoint answers, in the form that it was asked in: what it took, what it left, why it can't."""

from dataclasses import dataclass
from typing import Literal

import msgspec

Form = Literal["json", "protobuf"]
Signal = Literal["traces", "logs", "metrics"]

TYPES: dict[str, Form] = {"application/json": "json", "application/x-protobuf": "protobuf"}
MEDIA: dict[Form, str] = {form: media for media, form in TYPES.items()}

_REJECTED: dict[Signal, tuple[str, str]] = {
    "traces": ("rejectedSpans", "rejected_spans"),
    "logs": ("rejectedLogRecords", "rejected_log_records"),
    "metrics": ("rejectedDataPoints", "rejected_data_points"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer's status, and its body."""

    status: int
    body: bytes
    media: str


def taken(signal: Signal, form: Form, *, rejected: int = 0, why: str = "") -> Answer:
    """Say that a request was taken, but for some of it."""
    if form == "json":
        partly = {_REJECTED[signal][0]: str(rejected), "errorMessage": why}
        return _answer(200, form, msgspec.json.encode({"partialSuccess": partly} if rejected else {}))
    response = _response(signal)
    if rejected:
        setattr(response.partial_success, _REJECTED[signal][1], rejected)
        response.partial_success.error_message = why
    return _answer(200, form, response.SerializeToString())


def refused(status: int, form: Form, why: str) -> Answer:
    """Say that a request wasn't taken, and why: as the message that OTLP has for it."""
    if form == "json":
        return _answer(status, form, msgspec.json.encode({"message": why}))
    # google.rpc.Status, whose second field is the message; it is all that is said.
    told = why.encode()
    return _answer(status, form, b"\x12" + _length(len(told)) + told)


def _answer(status: int, form: Form, body: bytes) -> Answer:
    return Answer(status=status, body=body, media=MEDIA[form])


def _response(signal: Signal):  # type: ignore[no-untyped-def]  # noqa: ANN202 - three classes that share no parent
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    kinds = {
        "traces": ExportTraceServiceResponse,
        "logs": ExportLogsServiceResponse,
        "metrics": ExportMetricsServiceResponse,
    }
    return kinds[signal]()


def _length(number: int) -> bytes:
    """Return a length as protobuf writes it: seven bits a byte, the lowest first."""
    told = bytearray()
    while number > _SEVEN_BITS:
        told.append(number & _SEVEN_BITS | _MORE)
        number >>= 7
    told.append(number)
    return bytes(told)


_SEVEN_BITS, _MORE = 0x7F, 0x80
