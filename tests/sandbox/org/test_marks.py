"""Marks: stand-ins that nothing rewrites and whose place is exactly wide enough."""

import json
from html import escape

import pytest

from rearview.sandbox.org.conversation import Conversation, Part
from rearview.sandbox.org.marks import MARKS, Mark, filled, marks_in

CONVERSATION = Conversation(
    day=20_000,
    number=3,
    part=Part("everyday", "a", 0),
    begins_us=1_769_000_000_123_456,
    draws=bytes(range(200, 216)),
)


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_a_mark_is_as_wide_as_what_takes_its_place(mark: Mark) -> None:
    """Swapping a mark changes no length, in characters or in bytes."""
    assert len(mark.text.encode()) == len(mark.of(CONVERSATION).encode()) == len(mark.of(CONVERSATION))


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_no_form_of_text_rewrites_a_mark(mark: Mark) -> None:
    """HTML, JSON and Python write a mark as it is."""
    assert escape(json.dumps(mark.text)) == f"&quot;{mark}&quot;"
    assert repr(mark.text) == f"'{mark}'"


def test_no_mark_is_part_of_another() -> None:
    """Swapping one mark can't hurt another."""
    assert [(a, b) for a in MARKS for b in MARKS if a is not b and a.text in b.text] == []


def test_marks_are_found_and_filled() -> None:
    """A text names the marks in it, and loses them all when it is filled."""
    text = " ".join(mark.text for mark in MARKS)
    assert marks_in(text.encode()) == MARKS
    assert marks_in(filled(text, CONVERSATION).encode()) == ()


def test_an_id_tells_when_its_conversation_began() -> None:
    """The first 48 bits of an id are the milliseconds of the beginning, as in every UUIDv7."""
    assert int(CONVERSATION.moment.replace("-", ""), 16) == CONVERSATION.begins_us // 1000


def test_both_forms_of_a_user_are_one_record() -> None:
    """The short form of an id is the beginning of the long one."""
    assert filled("ZqUSERWITHSUFFIXqZ", CONVERSATION)[:15] == filled("ZqUSERFIFTEENqZ", CONVERSATION)
