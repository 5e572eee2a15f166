"""Characters cut in half: recorders and model servers shorten texts without looking.

Owns what stands for half a character: the one that everybody uses for what can't be shown. It changes nothing else.
"""

import re

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def whole_characters(text: bytes) -> bytes:
    """Return JSON with whole characters in place of the halves among its escapes."""
    return _ESCAPE.sub(_mended, text)


def _mended(escape: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if escape["half"] else escape[0]
