"""The final report, wherever it is."""

from typing import Any

import pytest

from rearview.sources.snapshots.report import Report, reports
from tests.sources.snapshots.written import Written, call, laid_out, llm, session, tool

HANDED_IN = {"report_format": "markdown", "report_content": "# Yes"}
TAGGED = 'Well. <ai-agent-4f2a-FINAL format="markdown"># Tagged</ai-agent-4f2a-FINAL>'


def hand_in(request: object = HANDED_IN, *, status: str = "ok", name: str = "agent__final_report") -> Written:
    """Write down the call by which an agent hands in its report."""
    return tool("report", name=name, status=status, request={"payload": request}, startedAt=5, endedAt=7)


def say(text: str, id_: str = "llm") -> Written:
    """Write down a model call with its answer."""
    return llm(id_, response={"payload": {"textPreview": text, "raw": {}}}, endedAt=40)


def found(*ops: Written, **more: Any) -> Report | None:
    """Return the report of a session."""
    return reports(laid_out(session(*ops, **more))).get("s")


def test_the_report_beside_the_turns_is_asked_first() -> None:
    """What the recorder set apart as the report is it, before any call or text."""
    report = found(hand_in(), say(TAGGED), finalReport={"format": "text", "content": "Apart.", "ts": 8})
    assert report is not None
    assert (report.text, report.media_type, report.origin, report.at_ms) == (
        "Apart.",
        "text/plain",
        "session",
        8,
    )


def test_a_report_in_json() -> None:
    """A report may be a value instead of a text."""
    report = found(finalReport={"format": "json", "content_json": {"price": 3}})
    assert report is not None
    assert (report.text, report.media_type) == ('{"price":3}', "application/json")


def test_a_report_that_only_says_that_there_is_one() -> None:
    """A ledger that says a report was captured, without it, doesn't hide the report elsewhere."""
    report = found(hand_in(), finalReport={"format": "markdown", "captured": True})
    assert report is not None
    assert (report.text, report.origin) == ("# Yes", "call")
    assert found(finalReport={"format": "markdown", "captured": True}) is None


@pytest.mark.parametrize(
    ("request_", "text", "media_type"),
    [
        (HANDED_IN, "# Yes", "text/markdown"),
        ({"report_format": "json", "content_json": {"price": 3}}, '{"price":3}', "application/json"),
        ({"report_format": "slack", "messages": ["Hello"]}, '["Hello"]', None),
        ({"report_content": "Done."}, "Done.", None),
    ],
)
def test_the_report_that_was_handed_in(request_: object, text: str, media_type: str | None) -> None:
    """A report is text, JSON or messages, whichever was handed in; it is in the request, not in the answer to it."""
    report = found(hand_in(request_))
    assert report is not None
    assert (report.text, report.media_type, report.origin, report.at_ms) == (text, media_type, "call", 7)
    assert report.step is not None
    assert report.step.step_id == "report"


@pytest.mark.parametrize("name", ["agent__final_report", "final_report", "agent__final_report_xml"])
def test_names_of_the_call(name: str) -> None:
    """The call has a name with its owner's, without it, or that of its other transport."""
    assert found(hand_in(name=name)) is not None


@pytest.mark.parametrize(
    "op", [hand_in(status="failed"), hand_in({"report_format": "text"}), hand_in(["no", "report"]), tool()]
)
def test_what_is_no_report(op: Written) -> None:
    """A report that was refused, an empty one, and the call of another tool are no answers."""
    assert found(op) is None


def test_the_report_between_tags() -> None:
    """Where nothing was handed in, the report is what stands between tags in the model's words, the last of them."""
    early = say("<ai-agent-1-FINAL>Early.</ai-agent-1-FINAL>", "a")
    report = found(early, say(TAGGED, "b"), say("Nothing more.", "c"), llm("d"))
    assert report is not None
    assert (report.text, report.format, report.origin, report.at_ms) == ("# Tagged", "markdown", "text", 40)


def test_tags_that_stand_twice_in_one_answer() -> None:
    """A model that began its report anew means the last one."""
    report = found(say(f"<ai-agent-1-FINAL>Early.</ai-agent-1-FINAL> No. {TAGGED} That was it."))
    assert report is not None
    assert report.text == "# Tagged"


def test_a_report_that_was_cut_short() -> None:
    """Old recorders shorten what a model said, so the closing tag may be gone."""
    report = found(say("<ai-agent-x-FINAL>\nIt goes on and"))
    assert report is not None
    assert (report.text, report.format) == ("It goes on and", None)


def test_tags_in_the_words_of_a_tool() -> None:
    """Tags that a tool returned are none of the agent's words."""
    assert found(tool(response={"payload": TAGGED}), say("No tags.")) is None


def test_every_session_has_its_own_report() -> None:
    """A sub-agent's report isn't its caller's."""
    child = session(hand_in(), id_="b")
    assert list(reports(laid_out(session(call(childSession=child))))) == ["b"]
