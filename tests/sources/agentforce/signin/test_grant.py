"""What a sign-in gives, read off its answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import AuthError
from rearview.sandbox.org.salesforce_id import salesforce_id
from rearview.sources.agentforce.signin import grant
from rearview.sources.agentforce.wire import Reply

HERE = "https://acme.my.salesforce.com"
TOKEN = "00DKo000000Sbox!AQEAQ"  # noqa: S105 -- nobody's


def _reply(**told: Any) -> Reply:
    body = json.dumps({"access_token": TOKEN, "instance_url": HERE, **told}).encode()
    return Reply(status=200, headers={}, body=body)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, None),
        ({"issued_at": "1611569641915"}, 1_611_569_641_915),
        ({"issued_at": 1_611_569_641_915}, 1_611_569_641_915),
        ({"issued_at": "soon", "id": None, "scope": None, "token_type": "Bearer"}, None),
    ],
)
def test_answers(told: dict[str, Any], expected: int | None) -> None:
    """What isn't told, or in another form, isn't needed."""
    given = grant.read(_reply(**told), of=HERE)
    assert (given.token, given.url, given.issued_ms) == (TOKEN, HERE, expected)
    assert (given.scopes, given.username) == (None, None)


@given(number=st.integers(0, 62**12 - 1))
def test_ids_are_long(number: int) -> None:
    """An org's id is the same whether it was told in 15 characters or in 18, in an address or in a token."""
    long = salesforce_id("00D", number)
    for told in (long, long[:15], f"https://login.salesforce.com/id/{long}/005x", f"{long[:15]}!AQEAQ"):
        assert grant.org_id("", told, of=HERE) == long


def test_no_id() -> None:
    """What tells no org can't be told from another's."""
    with pytest.raises(AuthError, match="doesn't say which org"):
        grant.org_id("", "005Ko000000SboxMAC", "x00DKo000000Sbox!", of=HERE)
