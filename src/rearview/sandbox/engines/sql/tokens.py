"""A statement as tokens, cut where the real engine cuts: names, texts and comments can't pass for one another.

Owns the lexical rules, and what a token stands for as a name. Knows nothing of grammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Literal

from rearview.sandbox.engines.error import SqlError

Kind = Literal["word", "name", "string", "number", "mark", "symbol"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement."""

    kind: Kind
    """A word is unquoted, a name is quoted, a string is a text, a mark stands for a parameter."""
    text: str
    """As it is written, quotes included."""

    @property
    def word(self) -> str:
        """The word in lower case; empty for anything else, so that it equals no word."""
        return folded(self.text) if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """What it names: unquoted letters fold to lower case. Empty for what can't be a name."""
        return self.text[1:-1].replace('""', '"') if self.kind == "name" else self.word


def tokens(sql: str) -> Iterator[Token]:
    """Return the tokens of a statement, without its spaces and comments."""
    place, end = 0, len(encodable(sql))
    while place < end:
        found = _TOKEN.match(sql, place)
        if not found:
            raise SqlError.syntax(got="'{'" if sql[place] == "{" else "invalid token")
        place = found.end()
        kind, text = found.lastgroup, found[0]
        match kind:
            case "space":
                continue
            case "operator":
                text = _trimmed(text)
                place = found.start() + len(text)
                yield Token("symbol", text)
            case "word" | "name" | "string" | "number" | "mark" | "symbol":
                yield Token(kind, text)


def folded(name: str) -> str:
    """Return an unquoted name as the engine takes it: A to Z in lower case, other letters as they are."""
    return name.lower() if name.isascii() else name.translate(_FOLD)


def quoted(name: str) -> Token:
    """Return a name as a token that stands for exactly it."""
    return Token("name", '"' + name.replace('"', '""') + '"')


def literal(text: str) -> Token:
    """Return a text as a token."""
    return Token("string", "'" + text.replace("'", "''") + "'")


def encodable(text: str) -> str:
    """Return a text that a database can hold: no zeros, no halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SqlError.unencodable() from error
    if "\0" in text:
        raise SqlError.unencodable()
    return text


def _trimmed(operator: str) -> str:
    """A sign at the end belongs to what follows it, as in `x=-1`, unless the operator has an unusual character."""
    while len(operator) > 1 and operator[-1] in "+-" and not set(operator) & set("~!@#%^&|`"):
        operator = operator[:-1]
    return operator


_FOLD = {ord(letter): letter.lower() for letter in ascii_uppercase}
_TOKEN = re.compile(
    r"""
      (?P<space> \s++ | --[^\n]*+ | /\*.*?\*/ )
    | (?P<string>
          [eE]'(?: [^'\\] | \\. | '' )*+'
        | (?: [uU]& )?'(?: [^'] | '' )*+'
        | \$(?P<tag> (?: [^\W\d]\w* )? )\$ .*? \$(?P=tag)\$
      )
    | (?P<name> "(?: [^"] | "" )++" )
    | (?P<word> [^\W\d]\w*+ )
    | (?P<number> (?: \d++\.?\d*+ | \.\d++ )(?: [eE][+-]?\d++ )? )
    | (?P<mark> \? | \$\d++ | :[^\W\d]\w*+ )
    | (?P<symbol> :: | [()\[\],;.:] )
    | (?P<operator> (?: (?!--|/\*) [-+*/<>=~!@\#%^&|`] )++ )
    """,
    re.VERBOSE | re.DOTALL,
)
