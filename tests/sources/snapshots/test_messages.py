"""The messages of a snapshot."""

from rearview.model.tree import build, check
from tests.sources.snapshots.written import call, llm, rows, session, tool


def test_a_prompt_that_changes_is_a_new_message() -> None:
    """What the user asks is said again only where it differs from the turn before."""
    prompts = ["Hello", "Hello", "And now?", None, "And now?", "Hello"]
    turns = [
        {"id": f"t{index}", "index": index, "attributes": {"prompts": {"user": prompt}} if prompt else {}}
        for index, prompt in enumerate(prompts, start=1)
    ]
    messages = rows({"id": "s", "turns": turns}).messages
    assert [(row.turn_id, row.text) for row in messages] == [
        ("t1", "Hello"),
        ("t3", "And now?"),
        ("t6", "Hello"),
    ]


def test_an_answer_stands_where_it_was_given() -> None:
    """A report that was handed in is said at its step, in its turn."""
    handed_in = tool(name="agent__final_report", request={"payload": {"report_content": "Yes."}}, endedAt=7)
    (message,) = rows(session(llm(), handed_in)).messages
    assert (message.role, message.text, message.turn_id, message.sent_ms) == ("agent", "Yes.", "s/1", 7)


def test_an_answer_beside_the_turns() -> None:
    """A report that stands beside the turns was given in the last of them, if nothing says when, at its end."""
    report = {"format": "text", "content": "Yes."}
    (said,) = rows(session(llm(), finalReport=report)).messages
    (timed,) = rows(session(llm(), finalReport={**report, "ts": 70})).messages
    assert (said.turn_id, said.sent_ms, timed.sent_ms) == ("s/1", 90, 70)
    (alone,) = rows({"id": "s", "finalReport": report}).messages
    assert (alone.turn_id, alone.sent_ms) == (None, None)


def test_answers_of_several_sessions_stay_apart() -> None:
    """Each session's answer is its own message, in a tree with nothing out of place."""
    report = {"format": "text", "content": "Yes."}
    found = rows(session(call(childSession=session(id_="b", finalReport=report)), finalReport=report))
    assert {(row.session_id, row.message_id) for row in found.messages} == {
        ("s", "s/report"),
        ("b", "b/report"),
    }
    assert check(build(found)) == []
