r"""Strangers' text, made harmless for a terminal.

Whatever a session holds was typed by somebody else: it may move the cursor, rename the window, turn the reading
direction round, or hide words in characters that take no room. Such characters aren't dropped, since in debugging
they are the news; they are shown by their pictures (`␛`) or numbers (`<U+202E>`), and do nothing any more.
"""

import re
from json import dumps

_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "\u2421"
_TAB = "    "

_JOINERS = "\u200c\u200d"
_STYLES = "\ufe0e\ufe0f"
_SUSPECT = re.compile(  # one set of characters: a search for it takes no longer for being long
    "["
    "\x00-\x1f\x7f-\x9f"  # controls
    "\u2028\u2029"  # separators, which only some terminals break lines at
    "\ud800-\udfff\ufffe\uffff"  # halves of characters, and what is none
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # reading direction
    "\u00ad\u200b\u2060-\u2065\ufeff\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # no room taken
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"  # letters that are blank
    "\ufe00-\ufe0d\U000e0000-\U000e0fff"  # tags and selectors, in which whole messages are smuggled
    f"{_JOINERS}{_STYLES}"
    "]"
)


def plain(text: str) -> str:
    """Return a text on one line, with all that could do harm made visible."""
    return _SUSPECT.sub(_visible, text)


def plain_lines(text: str) -> list[str]:
    """Return a text's lines, with all that could do harm made visible."""
    return [plain(line) for line in text.replace("\r\n", "\n").split("\n")]


def plain_json(text: str) -> str:
    """Return JSON on one line that means the same, with all that could do harm written as escapes."""
    return _SUSPECT.sub(lambda match: match[0] if _is_writing(match) else dumps(match[0])[1:-1], text)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if _is_writing(match):
        return character
    if character == "\t":
        return _TAB
    if character == _DELETE:
        return _DELETE_PICTURE
    return chr(_PICTURES + ord(character)) if character < " " else f"<U+{ord(character):04X}>"


def _is_writing(match: re.Match[str]) -> bool:
    """Whether a joiner or a style is where scripts and emoji need it; beside ASCII, or in a row, it only deceives."""
    character, place = match[0], match.start()
    before, after = match.string[max(0, place - 1) : place], match.string[place + 1 : place + 2]
    if character in _JOINERS:
        return before > _DELETE and after > _DELETE and before not in _JOINERS
    if character in _STYLES:
        return (
            before > _DELETE or before.isdigit() or before in {"#", "*"}
        ) and before not in _JOINERS + _STYLES
    return False
