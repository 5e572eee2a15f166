"""The words of the dialect, as the real engine was seen to take them: which can name things, which can't."""


def words(listed: str) -> frozenset[str]:
    """Return words that are written down one after the other."""
    return frozenset(listed.split())


RESERVED = words(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lambda lateral leading left
    like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric table tablesample then to trailing true union
    unique user using variadic when where window with
    """
)
"""They name nothing unless quoted. (The engine lets CURRENT_DATE name a column; here it is always the date.)"""

NO_BARE_ALIAS = RESERVED | words(
    """
    char character day exclude export filter hour ignore minute month over percent precision respect second secure
    try_cast varying within without year
    """
)
"""They name no result unless quoted or after AS: `interval '1' day` is one value, not a value called day."""

GRAMMAR = words(
    """
    all and any array as asc at between both by case cross cube current desc distinct else end escape except exclude
    exists false fetch filter first following for from full group groups grouping having ilike in inner intersect is
    isnull join last lateral leading left like limit natural next no not notnull null nulls offset on only or order
    outer over partition placing preceding range recursive right rollup row rows select sets some table then ties trailing
    true unbounded union using values when where window with within zone
    """
)
"""The words of a query's grammar; some of them can name things where no grammar is expected."""

QUERY = frozenset({"select", "with", "values", "table"})
"""A query begins with one of these, or with a bracket."""

UNITS = frozenset({"year", "month", "day", "hour", "minute", "second"})
"""What an interval can be counted in, behind its text."""

UNIONS = frozenset({"union", "except", "intersect"})
"""The words between two queries."""

CLAUSES = UNIONS | {"from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "into"}
"""The list of what is selected ends before one of these."""

CLOCK = frozenset({"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"})
"""Words that stand for the moment a statement is asked at."""

ENDS_A_VALUE = CLOCK | {"end", "null", "true", "false", "precision", "varying", "unknown"}
"""Words a value can end with although they name nothing."""
