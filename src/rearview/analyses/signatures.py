"""What an error says, without what is different each time: ids, numbers and addresses.

The patterns read alike in RE2, in Rust's regex and in Java's: no look-around, no reference, no class of letters that
Unicode widens.
"""

import narwhals as nw

LENGTH = 200
"""Signatures are no longer than this."""

_READ = 500
"""How much of an error is looked at."""
_MASKS = (
    ("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", "<address>"),
    # A word that holds a digit is an id, a time or a number.
    ("[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*", "#"),
    ("#(?:[.,:/+]+#)+", "#"),
    ("[ \\t\\r\\n]+", " "),
)


def signature(error: str) -> nw.Expr:
    """Return the signature of an error; null has none."""
    text = nw.col(error).str.slice(0, _READ)
    for pattern, mask in _MASKS:
        text = text.str.replace_all(pattern, mask)
    return text.str.slice(0, LENGTH)
