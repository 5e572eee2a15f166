"""What others say in their refusals, made fit for a message: one line, not long, and nothing in it that is secret."""

import re
from typing import Any

import msgspec

from rearview.sources.agentforce.wire import Reply

_LONGEST = 200
_LIKE_A_SECRET = re.compile(r"[^\s\"'<>(),;]{32,}|00D\w{12}![^\s\"']+")
"""Tokens, assertions, consumer keys and secrets are all long words; no word that explains anything is."""


def harmless(text: str) -> str:
    """Return the first line of a text without what could be a secret, and without a full stop."""
    line = text.strip().partition("\n")[0].strip()
    line = _LIKE_A_SECRET.sub("…", line).rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def refusal(reply: Reply) -> tuple[str, str]:
    """Return the code and the description of a refusal, whichever form it has; a page for people has neither."""
    try:
        told: Any = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "", ""
    told = told[0] if isinstance(told, list) and told else told
    if not isinstance(told, dict):
        return "", ""
    code = told.get("errorCode") or told.get("error") or ""
    description = told.get("error_description") or told.get("message") or ""
    return harmless(str(code)), harmless(str(description))


def sentence(reply: Reply) -> str:
    """Return what a refusal says in a few words."""
    words = ": ".join(filter(None, refusal(reply)))
    return words or f"status {reply.status}, and nothing that explains it"
