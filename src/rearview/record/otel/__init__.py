"""Agents that write OpenTelemetry spans, in any language, record into a lake: over HTTP, or in their own process."""
