"""Steps that are tries of one thing."""

from rearview.model.attempts import attempts
from rearview.model.session import Step, Turn


def step(name: str | None, *, failed: bool = False, kind: str = "tool", attempt: int | None = None) -> Step:
    """A step."""
    return Step(
        source="x",
        session_id="s",
        step_id="p",
        kind=kind,  # type: ignore[arg-type]
        name=name,
        status="failed" if failed else "ok",
        attempt=attempt,
    )


def tried(*steps: Step) -> list[tuple[int, int] | None]:
    """Return which attempt each step is, and of how many."""
    found = attempts(Turn(source="x", session_id="s", turn_id="t", steps=steps))
    return [tuple(found[id(one)]) if id(one) in found else None for one in steps]  # type: ignore[misc]


def test_what_failed_and_is_done_again() -> None:
    """It is another attempt, whatever was done between; after it went well, the next is the first of its own."""
    assert tried(
        step("pay", failed=True), step("look"), step("pay", failed=True), step("pay"), step("pay")
    ) == [(1, 3), None, (2, 3), (3, 3), None]


def test_what_went_well_and_is_done_again() -> None:
    """It is no attempt, nor is what merely failed, nor another thing after it."""
    assert tried(step("pay"), step("pay"), step("look", failed=True), step("find", failed=True)) == [None] * 4
    assert tried(step(None, failed=True), step(None)) == [None, None]
    assert tried(step("x", kind="system", failed=True), step("x", kind="system")) == [None, None]


def test_numbers_that_were_recorded() -> None:
    """A recorder that numbers its model calls is believed, also where the first of them are missing."""
    llm = [step(name, kind="llm", attempt=number) for name, number in (("a", 1), ("b", 2), ("a", 1))]
    assert tried(*llm) == [(1, 2), (2, 2), None]
    assert tried(step("a", kind="llm", attempt=3)) == [(3, 3)]
