"""JSON that breaks off, closed again.

Owns where a text that ends too early can be cut so that what is before the cut is whole. It knows JSON, not snapshots.
"""

import re
from collections.abc import Iterator

_MOST = 24
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]|(?P<unended>")', re.DOTALL)
_CLOSER = {b"{": b"}", b"[": b"]"}


def closings(text: bytes) -> Iterator[bytes]:
    """Yield the text as whole JSON: first with all that can be kept, then with ever more of its end left out.

    Each further one gives up the innermost thing that was begun, for it may lack what it can't be without.
    """
    closers: list[bytes] = []
    whole: list[int] = []
    """Of each open bracket: up to where all in it is whole."""
    end = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in _CLOSER:
            closers.append(_CLOSER[mark])
            whole.append(token.end())
        elif mark == b"," and whole:
            whole[-1] = token.start()
        elif mark in {b"]", b"}"} and closers:
            closers.pop()
            whole.pop()
            end = token.end()
            if not whole:
                break
            whole[-1] = end
        elif token["unended"]:
            break
    if not whole:
        yield text[:end]
    for level in range(len(closers), max(0, len(closers) - _MOST), -1):
        yield text[: whole[level - 1]] + b"".join(reversed(closers[:level]))
