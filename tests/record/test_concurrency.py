"""Threads and asyncio: each sees its own current operation, and none disturbs the others."""

import asyncio
import contextvars
import threading
from collections import Counter
from collections.abc import Callable

from rearview import record
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.totals import totals

THREADS, CALLS = 8, 50


def work(number: int) -> None:
    """Call some tools, and write a line into the log of each."""
    for call in range(CALLS):
        with record.tool(f"tool-{number}", {"call": call}) as op:
            record.log("VRB", f"{number}/{call}")
            assert record.current() is op


def check(found: Places) -> None:
    """Every operation has the one line that was written in it, and each stands once."""
    assert totals(found)[0].differences == ()
    assert Counter(step.op.attributes.name for step in found.steps) == {
        f"tool-{number}": CALLS for number in range(THREADS)
    }
    for step in found.steps:
        (line,) = step.op.logs
        assert step.op.request is not None
        told = f'{{"call":{(line.message or "").partition("/")[2]}}}'
        assert (bytes(step.op.request.payload).decode(), line.path) == (told, step.path)


def test_threads(laid_out: Callable[[], Places]) -> None:
    """Threads that were given the context record into the turn that was open there."""
    with record.session("agent"), record.turn():
        threads = [
            threading.Thread(target=contextvars.copy_context().run, args=(work, number))
            for number in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    check(laid_out())


def test_asyncio(laid_out: Callable[[], Places]) -> None:
    """Tasks that run in turns record each into its own operation."""

    async def one(number: int) -> None:
        for call in range(CALLS):
            with record.tool(f"tool-{number}", {"call": call}) as op:
                await asyncio.sleep(0)
                record.log("VRB", f"{number}/{call}")
                assert record.current() is op

    async def agent() -> None:
        with record.session("agent"), record.turn():
            await asyncio.gather(*map(one, range(THREADS)))

    asyncio.run(agent())
    check(laid_out())


def test_a_thread_without_context(laid_out: Callable[[], Places]) -> None:
    """A thread that was given nothing has no session of its own, and can record into a turn that it was handed."""

    def other(turn: record.Turn) -> None:
        assert record.current() is None
        with turn.tool("by hand"):
            record.log("WRN", "in the thread")

    with record.session("agent"), record.turn() as turn:
        thread = threading.Thread(target=other, args=(turn,))
        thread.start()
        thread.join()
    (step,) = laid_out().steps
    assert (step.op.attributes.name, step.op.logs[0].message) == ("by hand", "in the thread")


def test_a_generator_that_ends_elsewhere(laid_out: Callable[[], Places]) -> None:
    """An operation that is begun in one context and ended in another is ended, and leaves nothing behind."""
    with record.session("agent"), record.turn():
        op = record.tool("stream")
        contextvars.copy_context().run(op.__enter__)
        op.__exit__(None, None, None)
        assert isinstance(record.current(), record.Turn)
    assert laid_out().steps[0].op.status == "ok"


def test_turns_that_nobody_opened(laid_out: Callable[[], Places]) -> None:
    """Without a turn a model call begins one, in which the tools stand that follow, and the agents."""
    with record.session("agent"):
        with record.llm("acme", "large", prompts={"user": "first"}):
            pass
        with record.tool("one"), record.system("two"):
            pass
        with record.session("sub-agent"):
            pass
        with record.llm("acme", "large", prompts={"user": "second"}):
            pass
        with record.system("beside"):
            pass
    found = laid_out()
    own = [step for step in found.steps if step.turn.session.depth == 0]
    assert [(step.path, step.op.kind) for step in own] == [
        ("0-1", "system"),
        ("1-1", "llm"),
        ("1-2", "tool"),
        ("1-3", "system"),
        ("1-4", "session"),
        ("2-1", "llm"),
    ]
    assert all(turn.node.ended_at is not None for turn in found.turns)
