"""A statement as a tree of brackets: as much grammar as is needed to rewrite one without understanding all of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.tokens import Token

DEEPEST = 50
"""How deep brackets may be nested. The real engine allows thousands; no client needs as many as stand here."""


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in a pair of brackets."""

    nodes: "Nodes"
    opening: str = "("

    @property
    def word(self) -> str:
        """Brackets are no word."""
        return ""

    @property
    def name(self) -> str:
        """Brackets name nothing."""
        return ""

    @property
    def closing(self) -> str:
        """The bracket that ends it."""
        return _CLOSING[self.opening]


Node: TypeAlias = Token | Group
Nodes: TypeAlias = tuple[Node, ...]

_CLOSING = {"(": ")", "[": "]"}


def grow(tokens: Iterable[Token]) -> Nodes:
    """Return the tree of a statement; each bracket must find its partner."""
    levels: list[list[Node]] = [[]]
    openings: list[str] = []
    for token in tokens:
        if token.kind != "symbol" or token.text not in "()[]":
            levels[-1].append(token)
        elif token.text in _CLOSING:
            openings.append(token.text)
            levels.append([])
        elif not openings or _CLOSING[openings[-1]] != token.text:
            raise SqlError.syntax(got=f"'{token.text}'")
        else:
            inside = Group(tuple(levels.pop()), openings.pop())
            levels[-1].append(inside)
        if len(levels) > DEEPEST:
            raise SqlError.too_deep()
    if openings:
        raise SqlError.syntax(got="end of input")
    return tuple(levels[0])


def flat(nodes: Nodes) -> Iterator[Token]:
    """Return the tokens of a tree."""
    for node in nodes:
        if isinstance(node, Group):
            yield Token("symbol", node.opening)
            yield from flat(node.nodes)
            yield Token("symbol", node.closing)
        else:
            yield node


def levels(nodes: Nodes, opener: str = "") -> Iterator[tuple[str, Nodes]]:
    """Return what stands outside of all brackets and in every pair of them, each with the word before the brackets."""
    yield opener, nodes
    for before, node in zip((None, *nodes), nodes, strict=False):
        if isinstance(node, Group) and node.nodes:
            yield from levels(node.nodes, before.word if before else "")


def text(nodes: Nodes) -> str:
    """Write a tree down."""
    return " ".join(token.text for token in flat(nodes))


def replaced(nodes: Nodes, change: Callable[[Token], Sequence[Node]]) -> Nodes:
    """Return the tree with every token changed into what stands for it."""
    return tuple(
        new
        for node in nodes
        for new in (
            [Group(replaced(node.nodes, change), node.opening)] if isinstance(node, Group) else change(node)
        )
    )


def split(nodes: Nodes, mark: str = ",") -> list[Nodes]:
    """Cut at every symbol of that kind that stands in no brackets of its own."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if is_symbol(node, mark):
            parts.append([])
        else:
            parts[-1].append(node)
    return [tuple(part) for part in parts]


def is_symbol(node: Node | None, symbol: str) -> bool:
    """Whether a node is that symbol."""
    return isinstance(node, Token) and node.kind == "symbol" and node.text == symbol
