"""What can be recorded of other people's libraries."""

import subprocess
import sys
from collections.abc import Callable

import openai
import pytest

from rearview import record
from rearview.errors import ArgumentError
from rearview.sources.snapshots.answers.bodies import Exchanged
from tests.record.adapters.endpoint import SAID

NONE = """
import sys
sys.modules.update({"openai": None, "anthropic": None, "mcp": None})
from rearview import record
assert record.install() == []
"""


def test_what_is_importable_is_recorded(address: str, exchanges: Callable[[], list[Exchanged]]) -> None:
    """Every client that is made afterwards is recorded, once however often that is asked for."""
    assert record.install() == record.install() == ["openai", "anthropic", "mcp"]
    with openai.OpenAI(base_url=f"{address}/v1", api_key="k") as client, record.session("agent"):
        client.responses.create(model="large", input="Say hello.")
    (call,) = exchanges()
    assert call.response is not None
    assert call.response.text == SAID


def test_what_is_not_there_is_not_missed() -> None:
    """Libraries that can't be imported are left out."""
    subprocess.run([sys.executable, "-c", NONE], check=True)


def test_what_has_no_adapter() -> None:
    """Anything else is refused by name."""
    with pytest.raises(ArgumentError, match=r"There is no adapter for builtins\.int\."):
        record.wrap(3)
