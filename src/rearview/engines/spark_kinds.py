"""The kinds of a view as Spark's functions, and the quoting of every name that gets there.

Spark's own readings aren't used where they know more or less than a kind does: it takes `epoch` for a time, and no
offset beyond 18 hours.
"""

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812 - Spark's own manuals call it so

from rearview.engines.binding import Constant, Family, Read
from rearview.engines.view import MOMENT, NUMBER, SENTINELS, WHOLE, Kind
from rearview.model.tables import Type

_TYPES: dict[Type, str] = {"text": "string", "int": "bigint", "float": "double", "bool": "boolean"}
_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
_BEYOND = float(2**63)
"""The first number that has no 64-bit integer."""


def named(name: str) -> Column:
    """Return the column of that very name."""
    return F.col(f"`{name.replace('`', '``')}`")


def compiled(column: Read | Constant) -> Column:
    """Return one canonical column."""
    if isinstance(column, Constant):
        return F.lit(column.value).cast(_TYPES[column.type]).alias(column.name)
    return _KINDS[column.kind](named(column.column), column.family).alias(column.name)


def floored(ticks: Column, by: int) -> Column:
    """Divide whole numbers, and round down."""
    return F.call_function("div", ticks - F.pmod(ticks, F.lit(by)), F.lit(by))


def _text(column: Column, family: Family) -> Column:
    text = column.cast("string")
    return _plain(text) if family == "decimal" else text


def _plain(number: Column) -> Column:
    """Write 1.50E-7, the way in which Java writes a small decimal, as 0.000000150: all its digits are there."""
    digits = F.regexp_replace(number, "[-.]|E.*", "")
    exponent = F.regexp_extract(number, "E(.*)", 1).cast("int")
    sign = F.regexp_extract(number, "^-?", 0)
    fraction = F.lpad(digits, F.length(digits) - 1 - exponent, F.lit("0"))
    return F.when(number.contains("E"), F.concat(sign, F.lit("0."), fraction)).otherwise(number)


def _clean(column: Column, family: Family) -> Column:
    text = _text(column, family)
    return F.when(~text.isin(*SENTINELS), text)


def _ms(column: Column, family: Family) -> Column:
    match family:
        case "int":
            return column.try_cast("bigint")
        case "text":
            return _moment(column)
        case "nanos":
            return floored(column, 1_000_000)
    return F.unix_millis(column.cast("timestamp"))


def _moment(text: Column) -> Column:
    """Read a time: its day and its clock, less its offset, all of them counted in whole numbers."""
    known = F.when(text.rlike(_to_the_end(MOMENT)), text)
    clock = F.substring(known, 11, len("T23:59:59.999999999+23:59"))
    offset = _digits(clock, r"[+-]([0-9]{2}):?(?:[0-9]{2})?\z") * _HOUR_MS
    offset += _digits(clock, r"[+-][0-9]{2}:?([0-9]{2})\z") * _MINUTE_MS
    return (
        F.unix_date(F.substring(known, 1, 10).cast("date")).cast("bigint") * _DAY_MS
        + _digits(clock, "^.([0-9]{2})") * _HOUR_MS
        + _digits(clock, "^.[0-9]{2}:([0-9]{2})") * _MINUTE_MS
        + _digits(clock, "^.[0-9]{2}:[0-9]{2}:([0-9]{2})") * 1_000
        + F.rpad(F.regexp_extract(clock, r"\.([0-9]{1,3})", 1), 3, "0").cast("bigint")
        - F.when(clock.rlike(r"-[0-9:]+\z"), -offset).otherwise(offset)
    )


def _digits(text: Column, pattern: str) -> Column:
    """Return the number in a text's place; zero where it has none."""
    return F.coalesce(F.regexp_extract(text, pattern, 1).cast("bigint"), F.lit(0))


def _int(column: Column, family: Family) -> Column:
    if family == "text":
        return F.regexp_extract(column, _to_the_end(WHOLE), 1).cast("bigint")
    if family == "float":
        column = F.when((column >= -_BEYOND) & (column < _BEYOND), column)
    return column.try_cast("bigint")


def _float(column: Column, family: Family) -> Column:
    if family == "text":
        column = F.when(column.rlike(_to_the_end(NUMBER)), column)
    number = column.cast("double")
    return F.when(F.abs(number) < float("inf"), number)


def _bool(column: Column, family: Family) -> Column:
    if family == "bool":
        return column
    word = F.lower(column)
    return F.when(word == "true", F.lit(True)).when(word == "false", F.lit(False))


def _to_the_end(pattern: str) -> str:
    """Return a pattern for Java, whose `$` lets a line break follow."""
    return pattern.removesuffix("$") + r"\z"


_KINDS: dict[Kind, Callable[[Column, Family], Column]] = {
    "text": _text,
    "clean": _clean,
    "ms": _ms,
    "int": _int,
    "float": _float,
    "bool": _bool,
}
