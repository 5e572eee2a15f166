"""Texts as recorders of Data 360 write them: escaped for HTML, with ids appended to names, with ids hidden in JSON.

Expressions only, the same on every engine: regular expressions keep to what all of them understand, and no text is
put together from what a group has matched.
"""

from collections.abc import Mapping

import narwhals as nw

_ENTITIES = {"&quot;": '"', "&#x27;": "'", "&#39;": "'", "&#34;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&"}
"""The last must be the last: what it leaves is text that somebody wrote."""
_UNESCAPED = """["<>]|^[{\\[]'"""
"""What can't stand in a text that was escaped: such a text is JSON, or Python, as it was written."""
_APPENDED = "_(?:PlannerPreview-[0-9a-fA-F-]+|16[0-9A-Za-z]{13}(?:[0-9A-Za-z]{3})?)$"
"""What a preview, and what some planners append to a topic's name."""
_PUNCTUATION = """&quot;|&#34;|["\\s:]"""
_AFTER_AN_ID = "(?s)[^0-9A-Za-z_-].*$"


def unescaped(text: nw.Expr) -> nw.Expr:
    """Return a text without its HTML entities, where it was escaped as a whole."""
    plain = text
    for entity, letter in _ENTITIES.items():
        plain = plain.str.replace_all(entity, letter, literal=True)
    return nw.when(text.str.contains(_UNESCAPED)).then(text).otherwise(plain)


def merged(topic: nw.Expr) -> nw.Expr:
    """Return a topic's name without what was appended to it."""
    return topic.str.replace_all(_APPENDED, "")


def hidden(text: nw.Expr, name: str) -> nw.Expr:
    """Return the id that stands under a name within JSON, escaped or not; null where there is none."""
    bare = nw.when(text.str.contains(name, literal=True)).then(text).str.replace_all(_PUNCTUATION, "")
    id_ = bare.str.split(name).list.get(1).str.replace_all(_AFTER_AN_ID, "")
    return nw.when(id_ != "").then(id_)


def spelled(column: str, words: Mapping[str, str], *, otherwise: str | None = None) -> nw.Expr:
    """Return what a recorder's word means, whatever its case; other words mean `otherwise`, and no word means nothing."""
    word = nw.col(column).str.to_uppercase()
    meanings = [nw.when(word == recorded).then(nw.lit(meaning)) for recorded, meaning in words.items()]
    return nw.coalesce(*meanings, nw.when(~word.is_null()).then(nw.lit(otherwise, nw.String())))


def lasted() -> nw.Expr:
    """Return how long it took from `started_ms` to `ended_ms`."""
    return nw.col("ended_ms") - nw.col("started_ms")
