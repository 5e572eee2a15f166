"""Marks: what stands in a recorded script where conversations differ.

A script is recorded once and replayed for many conversations. Whatever differs between these (ids, order numbers, the
user) is recorded as a mark, and a mark is as wide as what takes its place: a replay swaps bytes, and no length or
offset changes. Marks are letters and digits only, so that HTML, JSON and Python write them as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rearview.sandbox.org.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Mark:
    """A stand-in, and what takes its place in a conversation."""

    text: str
    of: Callable[[Conversation], str]

    def __str__(self) -> str:
        return self.text


MOMENT = Mark("ZqMOMENT-mtqZ", lambda conversation: conversation.moment)
TAIL = Mark("ZqTAILofIDqZ", lambda conversation: conversation.tail)
CASE = Mark("ZqCASEqZ", lambda conversation: conversation.case)
USER = Mark("ZqUSERWITHSUFFIXqZ", lambda conversation: conversation.user)
USER_SHORT = Mark("ZqUSERFIFTEENqZ", lambda conversation: conversation.user[:15])
PERSON = Mark("ZqINDIVIDUALPERSqZ", lambda conversation: conversation.person)
MESSAGING_SESSION = Mark("ZqMESSAGINGSESSNqZ", lambda conversation: conversation.messaging_session)
VOICE_CALL = Mark("ZqVOICECALLRECRDqZ", lambda conversation: conversation.voice_call)

_BEGINNING = b"Zq"
"""What every mark begins with."""

MARKS = (MOMENT, TAIL, CASE, USER, USER_SHORT, PERSON, MESSAGING_SESSION, VOICE_CALL)


def marks_in(text: bytes) -> tuple[Mark, ...]:
    """Return the marks that stand in a text."""
    return tuple(mark for mark in MARKS if mark.text.encode() in text) if _BEGINNING in text else ()


def filled(text: str, conversation: Conversation) -> str:
    """Return a text with its marks replaced."""
    for mark in MARKS:
        if mark.text in text:
            text = text.replace(mark.text, mark.of(conversation))
    return text
