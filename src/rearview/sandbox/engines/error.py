"""The errors of SQL, in the words and with the codes of the real engine. Nothing here knows which engine found them."""

from collections.abc import Iterable
from typing import Self

REAL_ENGINE = "Data 360 may take it: only its real engine can tell (--engine hyper)."


class SqlError(Exception):
    """A statement was refused, or failed while it ran."""

    def __init__(self, sqlstate: str, message: str, hint: str | None = None) -> None:
        super().__init__(sqlstate, message, hint)
        self.sqlstate = sqlstate
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        hint = f"\nHint: {self.hint}" if self.hint else ""
        return f"{self.sqlstate}: {self.message}{hint}"

    # -- what is written --

    @classmethod
    def syntax(cls, *, got: str) -> Self:
        """Something stands where it can't."""
        return cls("42601", f"syntax error: got {got}")

    @classmethod
    def no_query(cls, *, got: str) -> Self:
        """A statement is no query."""
        return cls("42601", f"syntax error: got {got}, expected one of: SELECT, WITH, VALUES, TABLE, '('")

    @classmethod
    def several(cls) -> Self:
        """A text holds more than one statement."""
        return cls("0A000", "multi-part queries are disabled")

    @classmethod
    def too_deep(cls) -> Self:
        """Parentheses are nested without end."""
        return cls("54001", "statement too complex, stack depth limit exceeded")

    @classmethod
    def row_type(cls) -> Self:
        """Several values stand in parentheses as one."""
        return cls("0A000", "ROW types are disabled")

    @classmethod
    def unknown_operator(cls, operator: str) -> Self:
        """There is no such operator."""
        return cls("42601", f"unknown operator '{operator}'")

    # -- what is named --

    @classmethod
    def forbidden(cls, function: str) -> Self:
        """A function would reach files or the network."""
        return cls("42501", f'access denied to function "{function}"')

    @classmethod
    def unknown_table(cls, name: str, *, spelling: str | None = None) -> Self:
        """There is no such table; the spelling is given where the statement has capitals and no quotes."""
        return cls("42P01", f'table "{name}" does not exist', _quote_it(spelling))

    @classmethod
    def unknown_alias(cls, name: str, *, spelling: str | None = None) -> Self:
        """A column is asked of a table that the statement doesn't name."""
        return cls("42P01", f'unknown table "{name}"', _quote_it(spelling))

    @classmethod
    def unknown_column(cls, name: str, *, table: str | None = None, nearest: Iterable[str] = ()) -> Self:
        """There is no such column."""
        column = f'"{table}"."{name}"' if table else f"'{name}'"
        names = ", ".join(f'`"{near}"`' for near in nearest)
        hint = (
            f"Did you mean one of the following names: {names}? (including the double quotes)"
            if names
            else None
        )
        return cls("42703", f"unknown column {column}", hint)

    @classmethod
    def unknown_function(cls, name: str, *, hint: str | None = None) -> Self:
        """There is no such function."""
        return cls("42883", f'function "{name}" does not exist', hint)

    @classmethod
    def argument_count(cls, function: str) -> Self:
        """A function is given too much or too little."""
        return cls("42601", f'wrong number of arguments when calling "{function}"')

    @classmethod
    def no_table_function(cls, name: str) -> Self:
        """A function stands where a table is expected."""
        return cls("42601", f'"{name}" is not a table function')

    @classmethod
    def unknown_type(cls, name: str) -> Self:
        """There is no such type."""
        return cls("42704", f'type "{name}" does not exist')

    @classmethod
    def ambiguous(cls, name: str) -> Self:
        """Several tables have a column of that name."""
        return cls("42601", f"'{name}' is ambiguous")

    @classmethod
    def beyond(cls, *, what: str) -> Self:
        """The real engine takes something that its stand-in can't imitate."""
        return cls("0A000", f"{what} is more than the stand-in for Hyper can do", REAL_ENGINE)

    @classmethod
    def no_json_value(cls) -> Self:
        """The function that everybody expects is planned, and no more."""
        return cls("0A000", "JSON_VALUE is not implemented yet")

    @classmethod
    def unknown_field(cls, field: str) -> Self:
        """EXTRACT is asked for something that a moment hasn't."""
        return cls("42601", f"unknown extract field '{field}'", REAL_ENGINE)

    @classmethod
    def invalid_json(cls) -> Self:
        """A text is no JSON."""
        return cls("22P02", "invalid JSON document")

    @classmethod
    def invalid_moment(cls, value: str) -> Self:
        """A text is no moment."""
        return cls("22P02", f"invalid timestamp literal '{value}'")

    @classmethod
    def no_such_place(cls) -> Self:
        """ORDER BY names a result by a number that there isn't."""
        return cls("42601", "invalid column number in order-by")

    @classmethod
    def outside_distinct(cls) -> Self:
        """SELECT DISTINCT is sorted by something that it doesn't select."""
        what = "in a SELECT DISTINCT expression the ORDER BY clause can only reference the projection"
        return cls("42601", what)

    # -- what is computed --

    @classmethod
    def cannot_compare(cls, left: str, right: str) -> Self:
        """Two types have no common order."""
        return cls("42601", f"cannot compare '{left}' and '{right}'")

    @classmethod
    def unlike(cls, type_: str, why: str) -> Self:
        """A column is compared with a text that can't be one of its values."""
        return cls("42601", f"implicit cast of 'text' to compare with '{type_}' failed: {why}")

    @classmethod
    def invalid_text(cls, type_: str, value: str) -> Self:
        """A text can't be read as a value of a type."""
        return cls("22P02", f"invalid input syntax for {type_}: '{value}'")

    @classmethod
    def unknown_unit(cls, unit: str) -> Self:
        """There is no such unit of time."""
        return cls("22023", f"timestamp unit '{unit}' not recognized")

    @classmethod
    def division_by_zero(cls) -> Self:
        """Something was divided by zero."""
        return cls("22012", "division by zero")

    @classmethod
    def overflow(cls) -> Self:
        """A number is too large for its type."""
        return cls("22003", "numeric overflow")

    @classmethod
    def several_rows(cls) -> Self:
        """A query in the place of a value has more than one row."""
        return cls("21000", "scalar subquery produced more than one tuple")

    # -- what is passed along --

    @classmethod
    def unknown_parameter(cls, mark: str, given: int) -> Self:
        """A placeholder has no value."""
        return cls("42601", f"unexpected parameter '{mark}', expected to have {given} parameter(s)")

    @classmethod
    def unsupported_parameter(cls, type_: str) -> Self:
        """A parameter has a type that isn't known here."""
        return cls("0A000", f"parameters of type {type_} are not supported")

    @classmethod
    def unencodable(cls) -> Self:
        """A text holds what no text in a database can."""
        return cls("22021", 'invalid byte sequence for encoding "UTF8"')


def _quote_it(spelling: str | None) -> str | None:
    return f'Try quoting the identifier: `"{spelling}"`' if spelling else None
