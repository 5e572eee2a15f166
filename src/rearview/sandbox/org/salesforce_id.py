"""Record ids as Salesforce writes them: 15 characters that tell case apart, or 18 that needn't.

The last three of 18 say which of the others are capitals, five to a character, so that an id survives a tool that
folds case. Both forms stand in the tables for one and the same record.
"""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT = 15


def salesforce_id(prefix: str, number: int) -> str:
    """Return the 18-character id of the record with that number; the prefix says which object it belongs to."""
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    short = prefix + digits.rjust(_SHORT - len(prefix), "0")
    return short + "".join(_CAPITALS[_case(short[start : start + 5])] for start in (0, 5, 10))


def _case(letters: str) -> int:
    return sum(1 << place for place, letter in enumerate(letters) if letter.isupper())


ORG_ID = salesforce_id("00D", 0x5EED_CAFE)
"""The synthetic org's own id."""
