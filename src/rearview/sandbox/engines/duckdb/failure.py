"""What DuckDB says when it fails, in the words and with the codes of the real engine."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import duckdb

from rearview.sandbox.engines.duckdb.spelling import decoded
from rearview.sandbox.engines.error import SqlError
from rearview.sandbox.engines.sql.tokens import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Translates the failures of one statement; its own words are needed for the hints."""

    spellings: Mapping[str, str]
    """What it names without quotes though it has capitals: as it was written, by the folded name."""
    columns: Iterable[str]
    """The columns it may mean."""

    def translated(self, error: duckdb.Error) -> SqlError:
        """Return the error that the real engine would raise."""
        said = str(error)
        for pattern, make in _KNOWN:
            found = pattern.search(said)
            if found:
                return make(self, found)
        first_line = said.partition("\n")[0].partition(": ")[2]
        return SqlError("42601" if isinstance(error, _AT_FIRST) else "XX000", decoded(first_line))

    def table(self, found: re.Match[str]) -> SqlError:
        """A table isn't there."""
        name = decoded(found["name"])
        return SqlError.unknown_table(name, spelling=self.spellings.get(name))

    def alias(self, found: re.Match[str]) -> SqlError:
        """A table isn't named by the statement."""
        name = decoded(found["name"])
        return SqlError.unknown_alias(name, spelling=self.spellings.get(name))

    def column(self, found: re.Match[str]) -> SqlError:
        """A column isn't there."""
        name, table = decoded(found["name"]), found.groupdict().get("table")
        nearest = sorted({column for column in self.columns if folded(column) == folded(name)})
        return SqlError.unknown_column(name, table=decoded(table) if table else None, nearest=nearest)


_AT_FIRST = (
    duckdb.BinderException,
    duckdb.ParserException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
)
"""What DuckDB finds out before it computes anything."""

_TYPES = {
    "INT16": "smallint",
    "INT32": "integer",
    "INT64": "bigint",
    "BOOL": "bool",
    "DOUBLE": "double precision",
}


def _text(_: Failures, found: re.Match[str]) -> SqlError:
    return SqlError.invalid_text(_TYPES.get(found["type"], found["type"].lower()), found["text"])


def _mixed(_: Failures, found: re.Match[str]) -> SqlError:
    return SqlError.cannot_compare(found["one"].lower(), found["other"].lower())


def _moment(_: Failures, found: re.Match[str]) -> SqlError:
    return SqlError.invalid_moment(found["text"])


_KNOWN: list[tuple[re.Pattern[str], Callable[[Failures, re.Match[str]], SqlError]]] = [
    (re.compile(pattern, re.DOTALL), make)
    for pattern, make in (
        (
            r"Error: (?P<state>[0-9A-Z]{5}): (?P<what>.*)",
            lambda _, found: SqlError(found["state"], found["what"]),
        ),
        (r'Table with name "?(?P<name>.+?)"? does not exist', Failures.table),
        (r'Referenced table "(?P<name>.+?)" not found', Failures.alias),
        (r'Referenced column "(?P<name>.+?)" (was )?not found', Failures.column),
        (r'"(?P<table>[^"]+)" does not have a column named "(?P<name>.+?)"', Failures.column),
        (
            r'Ambiguous reference to column name "(?P<name>.+?)"',
            lambda _, it: SqlError.ambiguous(decoded(it["name"])),
        ),
        (r"Could not convert string ['\"](?P<text>.*)['\"] to (?P<type>\w+)", _text),
        (r'Alias with name "+(?P<name>[^"]+)"+ exists', Failures.column),
        (
            r"Type with name (?P<name>.+?) does not exist",
            lambda _, it: SqlError.unknown_type(decoded(it["name"])),
        ),
        (r'extract specifier "(?P<unit>.*?)" not', lambda _, it: SqlError.unknown_unit(it["unit"])),
        (r"term out of range", lambda *_: SqlError.no_such_place()),
        (r"invalid \w+ field format: \"(?P<text>.*?)\"", _moment),
        (r"field value out of range: \"(?P<text>.*?)\"", _moment),
        (r"Unimplemented type for cast \((?P<one>.*?) -> (?P<other>.*?)\)", _mixed),
        (r"[Dd]ivision by zero", lambda *_: SqlError.division_by_zero()),
        (r"Out of Range Error|out of range|[Oo]verflow|Could not cast value", lambda *_: SqlError.overflow()),
        (r"More than one row returned by a subquery", lambda *_: SqlError.several_rows()),
        (r"Malformed JSON", lambda *_: SqlError.invalid_json()),
    )
]
"""What DuckDB says, and what the real engine would."""
