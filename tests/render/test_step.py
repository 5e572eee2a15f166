"""What is said about one step."""

from functools import partial

import pytest

from rearview.model.session import Log, Step, Usage
from rearview.render.page import Page
from rearview.render.step import evidence, failure, is_quiet, payload, result, title

step = partial(Step, source="test", session_id="s", step_id="id-1")
log = partial(Log, source="test", session_id="s")
charge = partial(Usage, source="test", session_id="s")

BRIEF = Page(width=80, verbose=False)
FULL = Page(width=100, verbose=True)
WORDS = len("         │          ")


def said(step: Step, page: Page) -> list[str]:
    """Return the evidence on a step, without the margin."""
    return [line.plain[WORDS:] for line in evidence(step, 0, page)]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (step(kind="llm", name="m", namespace="p", status="ok", duration_ms=5000), "llm: m (p)  5.0 s"),
        (step(kind="tool", name="search", status="open"), "tool: search  never finished"),
        (step(kind="llm", status="ok"), "llm  unknown"),
        (step(name="x", duration_ms=1), "step: x  1 ms"),
        (step(recorded=False), "id-1 (not recorded)"),
    ],
)
def test_titles(known: Step, words: str) -> None:
    """A step is named by what it was, whose it is and how long it took, as far as that is known."""
    assert title(known) == words


def test_absent_texts() -> None:
    """Where nothing went in, came out or went wrong, nothing is said."""
    assert list(payload("Input", None, 0, FULL)) == list(payload("Output", "", 0, FULL)) == []
    assert list(failure(None, 0, FULL)) == []


def test_errors_in_the_log_are_always_shown() -> None:
    """An error is shown in any case; warnings and stacks only where everything is wanted."""
    logs = (
        log(severity="VRB", message="started"),
        log(severity="WRN", message="slow", stack="    at a\n    at b"),
        log(severity="ERR", message="gave up"),
        log(message="the end", fatal=True),
    )
    assert said(step(logs=logs), BRIEF) == ["Log:    ERR gave up", "Log:    the end"]
    assert said(step(logs=logs), FULL) == [
        "Log:    WRN slow",
        "            at a",
        "            at b",
        "Log:    ERR gave up",
        "Log:    the end",
        "Id:     id-1",
    ]


def test_quiet_steps() -> None:
    """A step is quiet if it is the system's, went well and logged no error."""
    quiet = partial(step, kind="system", status="ok")
    assert is_quiet(quiet(logs=(log(severity="WRN", message="slow"),)))
    assert not is_quiet(quiet(logs=(log(severity="ERR", message="lost"),)))
    assert not is_quiet(quiet(logs=(log(message="the end", fatal=True),)))
    assert not is_quiet(quiet(status="failed"))
    assert not is_quiet(quiet(kind="tool"))


def test_charges() -> None:
    """A charge says who was asked and who served, how much it took and what it cost, as far as that is known."""
    charges = (
        charge(model="asked", served_model="served", tokens_in=1200, tokens_cache_read=0, cost_usd=0.5),
        charge(kind="tool", chars_in=3),
        charge(),
    )
    assert said(step(usage=charges), FULL)[:-1] == [
        "Usage:  asked served by served: 1,200 tokens in, 0 read from cache, $0.5000",
        "Usage:  tool: 3 characters in",
        "Usage:  charge: nothing recorded",
    ]
    assert said(step(usage=charges), BRIEF) == []


def test_variables() -> None:
    """What came, changed and went is told a line each; a long value is cut, and a name is on one line."""
    before, after = '{"a": 1, "gone": 0}', '{"a": "' + "x" * 90 + '", "new\\nline": null}'
    assert said(step(variables_before=before, variables_after=after), Page(width=200, verbose=False)) == [
        'Vars:   ~ a = 1 → "' + "x" * 79 + "…",
        "        - gone",
        "        + new␊line = null",
    ]


def test_charges_that_tell_more() -> None:
    """In short, a charge is told that had to be tied to its step, or that failed for another reason than the step."""
    known = (
        charge(model="a", tokens_in=1, tokens_out=2, binding="time_window"),
        charge(model="b", binding="recorded"),
        charge(model="c", status="failed", error="429"),
        charge(model="d", status="failed", error="boom"),
    )
    assert said(step(usage=known, error="boom: no"), BRIEF) == [
        "Usage:  a: 1 tokens in, 2 out · by time",
        "Usage:  c: nothing recorded; failed: 429",
    ]


def test_results_that_are_no_more_than_the_error() -> None:
    """What came out of a failed step isn't told twice; where it says more, or everything is wanted, it is."""
    failed = step(error="the flow failed", output_text='{"error": "the flow failed"}')
    assert list(result(failed, 0, BRIEF)) == []
    assert len(list(result(failed, 0, FULL))) == 1
    more = step(error="no", output_text='{"error": "no", "retry": "' + "x" * 50 + '"}')
    assert any("retry" in line.plain for line in result(more, 0, BRIEF))


def test_what_a_model_was_asked_is_shown_where_everything_is_wanted() -> None:
    """A charge's prompt and answer are shown whole, unless the step says the same; its template, unless it is the step."""
    asked = charge(model="m", template="Safety", prompt="Is it kind?", response="safe", binding="time_window")
    told = "Usage:  m for Safety: nothing recorded · by time"
    assert said(step(usage=(asked,)), BRIEF) == [told]
    assert said(step(usage=(asked,)), FULL) == [told, "Prompt: Is it kind?", "Answer: safe", "Id:     id-1"]
    known = step(name="Safety", input_text="Is it kind?", output_text="safe", usage=(asked,))
    assert said(known, FULL) == ["Usage:  m: nothing recorded · by time", "Id:     id-1"]
