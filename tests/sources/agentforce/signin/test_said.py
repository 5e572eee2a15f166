"""What others say, made fit for a message."""

import json
from typing import Any

import pytest

from rearview.sources.agentforce.signin import said
from rearview.sources.agentforce.wire import Reply


def _reply(told: Any, status: int = 400) -> Reply:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Reply(status=status, headers={}, body=body)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"error": "invalid_grant", "error_description": "user is locked"}, "invalid_grant: user is locked"),
        ([{"errorCode": "NOT_FOUND", "message": "no such thing."}], "NOT_FOUND: no such thing"),
        ({"errorCode": "X", "message": "first line\nsecond line"}, "X: first line"),
        ({"message": "only this"}, "only this"),
        ({"error": {"odd": 1}}, "{'odd': 1}"),
        ([], "status 400, and nothing that explains it"),
        ("text", "status 400, and nothing that explains it"),
        (b"<html>", "status 400, and nothing that explains it"),
        (b"\xff", "status 400, and nothing that explains it"),
    ],
)
def test_refusals(told: Any, expected: str) -> None:
    """Each form that an error has is read; a page for people says nothing."""
    assert said.sentence(_reply(told)) == expected


def test_secrets_are_left_out() -> None:
    """What is as long as a token, or looks like one, isn't repeated."""
    token = "00DKo000000Sbox!short"  # noqa: S105 -- nobody's
    told = f"bad token {token} for '{'k' * 32}' at {'x' * 31}"
    assert said.harmless(told) == f"bad token … for '…' at {'x' * 31}"


def test_long_stories_are_cut() -> None:
    """A message has an end."""
    assert said.harmless("a b " * 100) == f"{'a b ' * 50}…"
