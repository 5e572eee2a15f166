"""Functions as tools."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rearview import record
from rearview.sources.snapshots.answers.bodies import Exchanged

Exchanges = Callable[[], list[Exchanged]]


@record.recorded
def add(first: int, second: int = 1) -> int:
    """Add two numbers."""
    return first + second


@record.recorded(name="later", provider="clock", kind="rest")
async def add_later(*numbers: int) -> int:
    """Add numbers, but not at once."""
    await asyncio.sleep(0)
    return sum(numbers)


def texts(call: Exchanged) -> tuple[str | None, str | None]:
    """Return what a call was given and gave back."""
    return call.request.text if call.request else None, call.response.text if call.response else None


def test_a_function(exchanges: Exchanges) -> None:
    """A call is recorded with its arguments by name, and what it returned."""
    with record.session("agent"):
        assert add(2, second=3) == 5
    (call,) = exchanges()
    assert call.step.op.attributes.name == "add"
    assert texts(call) == ('{"first":2,"second":3}', "5")


def test_a_coroutine(exchanges: Exchanges) -> None:
    """A coroutine's call lasts until it was awaited, and goes by the name that it was given."""

    async def agent() -> int:
        with record.session("agent"):
            return await add_later(1, 2, 3)

    assert asyncio.run(agent()) == 6
    (call,) = exchanges()
    attributes = call.step.op.attributes
    assert (attributes.name, attributes.provider, attributes.kind) == ("later", "clock", "rest")
    assert texts(call) == ('{"numbers":[1,2,3]}', "6")


def test_arguments_that_do_not_fit(exchanges: Exchanges) -> None:
    """A call that the function refuses is refused by the function, and recorded as it was tried."""
    wrong: Any = add
    with record.session("agent"), pytest.raises(TypeError, match="third"):
        wrong(1, third=3)
    (call, *_) = exchanges()
    assert texts(call)[0] == '{"args":[1],"third":3}'
    assert call.step.op.status == "failed"


def test_it_stays_what_it_is() -> None:
    """A recorded function keeps its name and its docstring, and works without a session."""
    assert (add.__name__, add.__doc__) == ("add", "Add two numbers.")
    assert add(1) == 2
