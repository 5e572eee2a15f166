"""How a text becomes one that an index of trigrams finds anything in, in any script. It knows no index."""

import re
import unicodedata

FEWEST = 3
"""Fewer letters than this make no trigram."""
_FILLER = "\u2060"
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts in which one or two letters are a word: each letter is written as three, so that it is a trigram itself."""
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')


def folded(text: str) -> str:
    """Return a text as it is indexed: whatever its case and however its letters are composed."""
    plain = (
        unicodedata.normalize("NFKC", text.encode(errors="replace").decode()).casefold().replace("\0", " ")
    )
    return _DENSE.sub(rf"\g<0>{_FILLER * (FEWEST - 1)}", plain)


def asked(words: str) -> list[str]:
    """Return what must all be held by a text, in the form in which it is indexed: words, and what stands in quotes."""
    found = (folded(quoted or word).strip() for quoted, word in _QUOTED.findall(words))
    return [one for one in found if one]
