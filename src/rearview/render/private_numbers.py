"""Card and phone numbers in a text, however their digits are grouped.

A card number is known by its check digit, a phone number by its form. It must never take an id, a date or a time for one,
as far as these can be told apart.
"""

import re
from collections.abc import Iterator, Sequence

CARD = "[card]"
PHONE = "[phone]"

_BETWEEN = r"[ ().\-\xa0]"
_RUN = re.compile(rf"(?<!\w)\d(?:{_BETWEEN}{{0,3}}+\d){{6,}}+")
_GROUP = re.compile(r"\d+")
_DATE = re.compile(r"\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}[-.]\d{1,2}[-.]\d{1,2}(?!\d)")
_CARD_BEGINS = re.compile(r"3[04-9]|4|5[0-9]|6|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)")
_AMERICAN = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
_CARD_DIGITS = range(13, 20)
_WORLD_DIGITS = range(8, 16)
_HOME_DIGITS = range(9, 13)
_AMERICAN_GROUPS = ([10], [11], [3, 3, 4], [3, 7], [1, 3, 3, 4], [1, 10])

Mark = tuple[int, int, str]
"""From where to where something private stands, and what is put in its place."""


def masked_numbers(text: str) -> str:
    """Return a text with card and phone numbers masked."""
    pieces: list[str] = []
    done = 0
    for start, end, mark in _marks(text):
        pieces += (text[done:start], mark)
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _marks(text: str) -> Iterator[Mark]:
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, *run.span())]
        if text[run.end() : run.end() + 1].isalnum():
            groups.pop()  # the rest of it is a word, such as an id
        yield from _in_groups(text, groups)


def _in_groups(text: str, groups: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    """Yield the numbers of one run of digits: cards first, and phones in what is left between them."""
    first = here = 0
    while here < len(groups):
        beyond = _card(text, groups, here)
        if beyond is None:
            here += 1
            continue
        yield from _phone(text, groups[first:here])
        yield groups[here][0], groups[beyond - 1][1], CARD
        first = here = beyond
    yield from _phone(text, groups[first:])


def _card(text: str, groups: Sequence[tuple[int, int]], here: int) -> int | None:
    """Return beyond which group a card number ends that begins with a group, or None."""
    digits, found = "", None
    for beyond, (start, end) in enumerate(groups[here : here + _CARD_DIGITS.stop], here + 1):
        if len(digits) + end - start >= _CARD_DIGITS.stop:
            break
        digits += text[start:end]
        if len(digits) in _CARD_DIGITS and _CARD_BEGINS.match(digits) and _is_checked(digits):
            found = beyond
    return found


def _is_checked(digits: str) -> bool:
    """Whether the last digit is what Luhn's sum over the others makes it."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def _phone(text: str, groups: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    """Yield the phone number that groups make, with the signs before it."""
    if not groups:
        return
    start = _begin(text, groups[0][0])
    if text[start] == "+" or text[groups[0][0] :].startswith("00"):
        groups = _up_to(groups, _WORLD_DIGITS.stop + 1)
        if sum(end - begin for begin, end in groups) in _WORLD_DIGITS:
            yield start, groups[-1][1], PHONE
    elif _is_phone(text, groups):
        yield start, groups[-1][1], PHONE


def _begin(text: str, start: int) -> int:
    """Return where a number begins with the plus and the bracket before it."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _up_to(groups: Sequence[tuple[int, int]], most: int) -> Sequence[tuple[int, int]]:
    """Return as many of the groups as have fewer digits than that."""
    digits = 0
    for number, (start, end) in enumerate(groups):
        digits += end - start
        if digits >= most:
            return groups[: max(1, number)]
    return groups


def _is_phone(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    """Whether groups are written as phone numbers are at home: as in America, or with a leading zero."""
    start = groups[0][0]
    if _DATE.match(text, start) or re.search(r"\w[-.]$", text[max(0, start - 2) : start]):
        return False
    digits = "".join(text[begin:end] for begin, end in groups)
    if [end - begin for begin, end in groups] in _AMERICAN_GROUPS:
        return _AMERICAN.fullmatch(digits) is not None
    return digits.startswith("0") and len(groups) > 1 and len(digits) in _HOME_DIGITS
