"""What recorded texts say: HTML entities undone, and the few things that rules look for in them.

A text may be JSON, JSON written as HTML, a Python dict, or plain words, and may be megabytes long. Nothing here fails
on any of them, and no more than its beginning is read.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

_READ = 20_000
"""Characters of a text that are looked at: what a rule looks for stands near its beginning."""

_VERDICT = re.compile(r"\b(UNGROUNDED|GROUNDED)\b")
_VALUE = re.compile(
    r"""['"](?:value|category|verdict|result|adherence)['"]\s*:\s*['"]([A-Za-z_ ]{1,40})['"]"""
)
_REASON = re.compile(
    r"""(?:['"](?:reason|explanation|why)['"]\s*:\s*|\breason\s*=\s*)(?:"([^"]{1,400})|'([^']{1,400})|([^"'}]{1,400}))"""
)
_VALIDATION = re.compile(r"ground|validat|faithful|hallucinat", re.IGNORECASE)
_ADHERENCE = re.compile(r"adherence", re.IGNORECASE)
_SEARCH = re.compile(r"knowledge|retriev|search|article|faq|_rag\b|\brag_", re.IGNORECASE)


def words(text: str | None) -> str:
    """Return the beginning of a text with its HTML entities undone."""
    return unescape((text or "")[:_READ])


def mentions(text: str, needles: Iterable[str]) -> bool:
    """Whether one of some words stands in a text: a hundred times faster than a pattern, so it is asked first."""
    for needle in needles:  # noqa: SIM110 - it is asked of every text, and a generator takes as long as five words
        if needle in text:
            return True
    return False


def document(text: str | None) -> object:
    """Return what a text of JSON holds; None if it is none, or too long to be read whole."""
    if not text or len(text) > _READ:
        return None
    for form in (text, unescape(text)):
        try:
            return json.loads(form)
        except (ValueError, RecursionError):
            continue
    return None


def grounding(text: str | None) -> str | None:
    """Return the verdict of a check whether an answer is borne out: `GROUNDED` or `UNGROUNDED`."""
    found = _VERDICT.search(words(text))
    return found[1] if found else None


def value(text: str | None) -> str | None:
    """Return the verdict of any other check, such as `LOW`."""
    found = _VALUE.search(words(text))
    return found[1].upper() if found else None


def reason(text: str | None) -> str | None:
    """Return why a check came to its verdict."""
    found = _REASON.search(words(text))
    return next((group.strip() for group in found.groups() if group), None) if found else None


def leaves(held: object) -> Iterator[tuple[str, object]]:
    """Yield every value of a document that has no parts, with the name it stands under; nothing recurses."""
    stack: list[tuple[str, object]] = [("", held)]
    while stack:
        name, part = stack.pop()
        if isinstance(part, dict):
            stack += [(str(key), inner) for key, inner in part.items()]
        elif isinstance(part, list) and part:
            stack += [(name, inner) for inner in part]
        else:
            yield name, part


# Names are few and steps many: each name is looked at once.
@lru_cache(maxsize=4096)
def is_validation(name: str | None) -> bool:
    """Whether a step of that name checks whether an answer is borne out."""
    return bool(name) and _VALIDATION.search(name or "") is not None


@lru_cache(maxsize=4096)
def is_adherence(name: str | None) -> bool:
    """Whether a step of that name checks whether an answer keeps to its instructions."""
    return bool(name) and _ADHERENCE.search(name or "") is not None


@lru_cache(maxsize=4096)
def is_search(name: str | None) -> bool:
    """Whether a step of that name looks something up in articles or an index."""
    return bool(name) and _SEARCH.search(name or "") is not None
