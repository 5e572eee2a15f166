"""What is private in a text, masked: e-mail addresses, card and phone numbers, tokens, keys and passwords.

Texts are searched as they are, and JSON as what it means, so that no way of writing hides anything; what was JSON stays
JSON. It finds by form alone: a name or a street has none. Every search takes time in proportion to the text.
"""

import re
from typing import Any

from msgspec import DecodeError, json

from rearview.render.private_numbers import masked_numbers

EMAIL = "[email]"
SECRET = "[secret]"  # noqa: S105 - it stands where one stood
TOO_DEEP = "[nested too deeply to be searched]"
_DEEPEST = 4
"""Texts within JSON may be JSON themselves, so often."""

_AT = r"(?:@|%40|&\#0*64;|&\#x0*40;|&commat;|\\u0040|\\x40)"
_SIGNS_OF_EMAIL = ("@", "%40", "&#", "&commat;", "\\u0040", "\\x40")
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]++{_AT}[\w-]++(?:\.[\w-]++)+", re.IGNORECASE)

_SIGNS_OF_TOKEN = (
    *("-----BEGIN", "eyJ", "sk-", "sk_", "pk_", "rk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    *("glpat-", "xox", "npm_", "hf_", "pypi-", "AKIA", "ASIA", "AIza", "00D"),
)
_TOKEN = re.compile(
    r"""
      -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----(?:(?!-----END)[\s\S])*+(?:-----END\ [A-Z ]*PRIVATE\ KEY-----)?
    | (?<![\w-])eyJ[\w-]{8,}+\.[\w-]++(?:\.[\w-]*+)?                            # JSON web tokens
    | (?<![\w-])(?:sk-|[spr]k_)[\w-]{16,}+                                      # model providers, payment
    | (?<![\w-])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|npm_|hf_|pypi-)[\w-]{10,}+
    | (?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{16}\b                                     # Amazon
    | (?<![\w-])AIza[\w-]{30,}+                                                 # Google
    | (?<![\w-])00D[A-Za-z0-9]{12,15}![\w.]{20,}+                               # Salesforce
    """,
    re.VERBOSE,
)

_NAME = r"(?:passw(?:or)?d|passphrase|secret|(?:api|access|private)[_-]?key|token|authorization)"
_SIGNS_OF_SECRET = ("passw", "passphrase", "secret", "key", "token", "authorization", "bearer", "basic")
_QUOTE = r"""(?:\\?["']|&quot;|&\#0*39;)?"""
_CALLED = re.compile(
    rf"""(?<![\w-])([\w-]*{_NAME}{_QUOTE}\s*[:=]\s*{_QUOTE})(?!\[|\{{)([^\s"',;&<>)}}\]\\]+)""", re.IGNORECASE
)
_IS_CALLED = re.compile(rf"[\w -]*{_NAME}", re.IGNORECASE)
_BEARER = re.compile(r"(?<!\w)(Bearer|Basic)\s+(?=[\w.~+/=-]{8})[\w.~+/=-]++", re.IGNORECASE)


def masked(text: str) -> str:
    """Return a text with all that is private in it masked."""
    return _masked(text, _DEEPEST)


def _masked(text: str, deepest: int) -> str:
    plain = _plain(text)
    hidden = "\\" in text
    if deepest and (hidden or plain != text) and text.lstrip()[:1] in ("{", "[", '"'):
        try:
            meant = json.decode(text)
            found = _walked(meant, deepest - 1)
            return text if found == meant else json.encode(found).decode()
        except RecursionError:
            return TOO_DEEP
        except (DecodeError, UnicodeEncodeError):
            return plain
    return plain


def _plain(text: str) -> str:
    if any(sign in text for sign in _SIGNS_OF_EMAIL):
        text = _EMAIL.sub(EMAIL, text)
    if any(sign in text for sign in _SIGNS_OF_TOKEN):
        text = _TOKEN.sub(SECRET, text)
    folded = text.casefold()
    if any(sign in folded for sign in _SIGNS_OF_SECRET):
        text = _CALLED.sub(rf"\g<1>{SECRET}", _BEARER.sub(rf"\g<1> {SECRET}", text))
    return masked_numbers(text)


def _walked(value: Any, deepest: int) -> Any:
    """Return what JSON means with all that is private in it masked: in values and in names."""
    if isinstance(value, str):
        return _masked(value, deepest)
    if isinstance(value, dict):
        return _renamed({key: _named(key, part, deepest) for key, part in value.items()}, deepest)
    if isinstance(value, list):
        return [_walked(part, deepest) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        told = str(value)
        found = masked_numbers(told)
        return value if found == told else found
    return value


def _named(key: str, value: Any, deepest: int) -> Any:
    """Return a value that may be private for what it is called."""
    is_secret = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    return SECRET if is_secret and _IS_CALLED.fullmatch(key) else _walked(value, deepest)


def _renamed(values: dict[str, Any], deepest: int) -> dict[str, Any]:
    """Return values by names that are masked too; none is lost for being called like another now."""
    found: dict[str, Any] = {}
    number = 1
    for key, value in values.items():
        name = told = _masked(key, deepest)
        while name in found:
            number += 1
            name = f"{told} {number}"
        found[name] = value
    return found
