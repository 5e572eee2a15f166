"""What an operation sent and got back."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from rearview.errors import ArgumentError, NotFoundError
from rearview.sources.snapshots.answers.bodies import chosen, exchange, short_ids
from tests.sources.snapshots.written import laid_out, llm, session, tool

NOWHERE = Path("nowhere")


def body(text: str = "hello", **more: Any) -> dict[str, Any]:
    """Write down a body."""
    return {"format": "http", "encoding": "base64", "value": b64encode(text.encode()).decode(), **more}


def only(op: dict[str, Any]) -> Any:
    """Return the exchange of a run's only operation."""
    return exchange(laid_out(session(op)).steps[0], NOWHERE)


def test_a_models_bodies() -> None:
    """Each side is decoded, and what the recorder shows of the answer stands beside it."""
    found = only(
        llm(
            request={"payload": {"messages": 2, "raw": body()}},
            response={"payload": {"raw": body("yo"), "textPreview": "yo!"}},
        )
    )
    assert (found.request.body.text, found.request.text) == ("hello", None)
    assert (found.response.body.text, found.response.text) == ("yo", "yo!")


def test_without_bodies() -> None:
    """A tool's sides are what they are; a parameter that is named like a body is none."""
    found = only(
        tool(request={"payload": {"raw": {"format": "x"}}}, response={"payload": "fine", "truncated": True})
    )
    assert (found.request.body, found.request.text) == (None, '{"raw":{"format":"x"}}')
    assert (found.response.text, found.response.truncated) == ("fine", True)
    assert only(tool()).request is None
    assert only(llm(response={"payload": {"textPreview": "words"}})).response.text == "words"
    assert only(tool(request={"payload": {"ref": 7}})).request.text == '{"ref":7}'


def test_bodies_that_cannot_be_decoded() -> None:
    """What is no base64, or in a file that isn't there, is missing for a reason."""
    found = only(
        llm(
            request={"payload": {"raw": body(value="?")}},
            response={"payload": {"raw": {"format": "http", "ref": {"path": "payloads/x.gz"}}}},
        )
    )
    assert found.request.missing == "It is kept in a form that can't be decoded."
    assert found.response.missing.startswith("There is nothing at")
    assert found.conversation() is None


def test_which_operation() -> None:
    """Ids go before places, ends of ids before parts of them."""
    places = laid_out(session(tool("aa-11"), tool("11-bb"), tool("1-1x")))
    assert chosen(places, "aa-11").step_id == "aa-11"
    assert chosen(places, "1-1").step_id == "aa-11"
    assert chosen(places, "11").step_id == "aa-11"
    assert chosen(places, "BB").step_id == "11-bb"
    with pytest.raises(ArgumentError, match="fits 2 operations"):
        chosen(places, "-1")
    with pytest.raises(NotFoundError, match="nearest ids are aa-11"):
        chosen(places, "aa-12")
    with pytest.raises(NotFoundError, match="'rearview snapshot ops' lists all"):
        chosen(places, "zz")


def test_short_ids() -> None:
    """An id is shown by its end where no other ends so."""
    places = laid_out(session(tool("a-1"), tool("b-1"), tool("c-2"), tool("d-"), tool("plain")))
    assert short_ids(places.steps) == {"a-1": "a-1", "b-1": "b-1", "c-2": "2", "d-": "d-", "plain": "plain"}
