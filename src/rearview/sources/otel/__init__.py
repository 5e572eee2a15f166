"""OpenTelemetry spans of AI agents, in any language: read from OTLP, kept whole in a lake, understood as sessions."""
