"""Where the parts of a query lie: the lists of what is selected, and calls with all that belongs to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.tokens import Token
from rearview.sandbox.engines.sql.tree import Group, Node, Nodes, is_symbol, split
from rearview.sandbox.engines.sql.words import (
    CLAUSES,
    ENDS_A_VALUE,
    GRAMMAR,
    NO_BARE_ALIAS,
    QUERY,
    RESERVED,
    UNITS,
)


def select_lists(nodes: Nodes) -> Iterator[slice]:
    """Return where each list of what is selected lies on this level: a union has several."""
    for place, node in enumerate(nodes):
        if node.word == "select":
            begin = _begin(nodes, place + 1)
            yield slice(begin, clause(nodes, begin))


def clause(nodes: Nodes, place: int) -> int:
    """Return where the next clause begins, or the end."""
    while place < len(nodes) and not _begins_clause(nodes, place):
        place += 1
    return place


def _begin(nodes: Nodes, place: int) -> int:
    """Skip ALL, DISTINCT and DISTINCT ON (...)."""
    if word_at(nodes, place) in {"all", "distinct"}:
        place += 1
    if word_at(nodes, place) == "on" and isinstance(node_at(nodes, place + 1), Group):
        place += 2
    return place


def _begins_clause(nodes: Nodes, place: int) -> bool:
    """`IS DISTINCT FROM` and `WITHIN GROUP` have the words of clauses in them."""
    word, before = nodes[place].word, word_at(nodes, place - 1)
    if word == "from" and before == "distinct":
        return word_at(nodes, place - 2) not in {"is", "not"}
    return word in CLAUSES and not (word == "group" and before == "within")


def node_at(nodes: Nodes, place: int) -> Node | None:
    """Return the node at a place, if there is one."""
    return nodes[place] if 0 <= place < len(nodes) else None


def word_at(nodes: Nodes, place: int) -> str:
    """Return the word at a place; empty if there is none."""
    node = node_at(nodes, place)
    return node.word if node else ""


def in_from(nodes: Nodes, place: int) -> bool:
    """Whether a node stands where the first table does, or one that is joined."""
    word = word_at(nodes, place - 1)
    return word in {"join", "lateral"} or (word == "from" and clause(nodes, place - 1) == place - 1)


def is_identifier(node: Node | None) -> bool:
    """Whether a node can name something."""
    return node is not None and bool(node.name) and node.word not in RESERVED


def is_path(value: Nodes) -> bool:
    """Whether a value is a column, whatever is named before its dots."""
    odd = all(is_symbol(node, ".") for node in value[1::2])
    return odd and len(value) % 2 == 1 and all(map(is_identifier, value[::2]))


def is_query(node: Node | None) -> bool:
    """Whether a node is a query in brackets."""
    return isinstance(node, Group) and bool(node.nodes) and node.nodes[0].word in QUERY


# -- results --


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One entry of what is selected."""

    value: Nodes
    alias: str | None
    """What it is called by the statement itself."""

    @property
    def star(self) -> bool:
        """Whether it stands for all columns."""
        last, before = node_at(self.value, len(self.value) - 1), node_at(self.value, len(self.value) - 2)
        return is_symbol(node_at(self.value, 0), "*") or (is_symbol(last, "*") and is_symbol(before, "."))


def results(nodes: Nodes) -> list[Result]:
    """Return the entries of a list of what is selected."""
    return [_result(part) for part in split(nodes)]


def _result(part: Nodes) -> Result:
    if word_at(part, len(part) - 2) == "as":
        return Result(value=part[:-2], alias=part[-1].name)
    if len(part) > 1 and _bare_alias(part):
        return Result(value=part[:-1], alias=part[-1].name)
    return Result(value=part, alias=None)


def _bare_alias(part: Nodes) -> bool:
    """Whether the last word is a name for what stands before it, as in `count(*) total`."""
    last, before = part[-1], part[-2]
    if not last.name or last.word in NO_BARE_ALIAS or (before.word, last.word) == ("time", "zone"):
        return False
    if isinstance(before, Group):
        return True
    earlier = node_at(part, len(part) - 3)
    if before.word in UNITS and isinstance(earlier, Token) and earlier.kind == "string":
        return True
    if before.word == "zone" and word_at(part, len(part) - 4) in {"with", "without"}:
        return True
    ends = before.kind in {"name", "string", "number", "mark"} or before.word in ENDS_A_VALUE
    return ends or (bool(before.word) and before.word not in NO_BARE_ALIAS | {"zone"})


# -- calls --


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function with its arguments, and what belongs to them."""

    name: str
    arguments: Nodes
    within: Nodes = ()
    """What WITHIN GROUP holds."""
    tail: Nodes = ()
    """FILTER and OVER, words and all."""
    end: int
    """The place behind all of it."""


def call(nodes: Nodes, place: int) -> Call | None:
    """Return the call that begins at a place, if a name stands there and arguments behind it."""
    arguments = node_at(nodes, place + 1)
    if not (nodes[place].name and isinstance(arguments, Group) and arguments.opening == "("):
        return None
    place_after, within = place + 2, Group(())
    if word_at(nodes, place_after) == "within" and word_at(nodes, place_after + 1) == "group":
        order = node_at(nodes, place_after + 2)
        within = order if isinstance(order, Group) else within
        place_after += 3
    end = place_after
    for word in ("filter", "over"):
        if word_at(nodes, end) == word and node_at(nodes, end + 1) is not None:
            end += 2
    return Call(
        name=nodes[place].name,
        arguments=arguments.nodes,
        within=within.nodes,
        tail=nodes[place_after:end],
        end=end,
    )


def names_function(nodes: Nodes, place: int) -> bool:
    """Whether a name before brackets is a function: `FROM t AS f(x)` and `WITH f(x) AS (...)` name columns."""
    word, before = nodes[place].word, node_at(nodes, place - 1)
    if word in GRAMMAR and word not in {"left", "right", "grouping"}:
        return False
    if before is None or is_symbol(before, ","):
        return not (word_at(nodes, place + 2) == "as" and isinstance(node_at(nodes, place + 3), Group))
    if is_symbol(before, "."):
        raise SqlError.syntax(got="'('")
    if isinstance(before, Group) or before.kind in {"name", "string", "number"}:
        return False
    return before.word not in {"as", "with", "recursive"} and (not before.word or before.word in GRAMMAR)
