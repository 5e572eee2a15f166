"""The functions that both engines have, and how DuckDB must call them to give what the real one gives.

A function that isn't listed is refused, even if DuckDB knows it: that is how `hash` fails here as it fails there.
What is listed was tried on the real engine; the contract of the engines holds each of them to it.
"""

from rearview.sandbox.engines.sql.words import words

SAME = words(
    """
    abs any_value approx_count_distinct array_agg array_contains array_to_string ascii bool_and bool_or chr coalesce
    concat concat_ws contains count cume_dist dense_rank ends_with exp first_value greatest lag last_value lead least
    left ln log lower lpad ltrim max md5 min mod mode nth_value nullif percent_rank percentile_disc pi power rank
    regexp_replace repeat replace reverse right row_number rpad rtrim split_part sqrt starts_with string_to_array
    substr substring sum to_timestamp trim unnest upper
    """
)
"""These mean the same on both engines."""

TEMPLATES = {
    "array_length": "CAST(len({args}) AS INTEGER)",
    # The mean of whole numbers is a decimal with six digits, that of a decimal one with at least as many.
    "avg": "cast_to_type(avg({args}){tail}, greatest(min({args}){tail}, CAST(0 AS DECIMAL(6, 6))))",
    "btrim": "trim({args})",
    "ceil": "cast_to_type(ceil({args}), {args})",
    "ceiling": "cast_to_type(ceil({args}), {args})",
    "char_length": "CAST(length({args}) AS INTEGER)",
    "date": "CAST({args} AS DATE)",
    "date_add": "hyper_date_add({args})",
    "date_part": "hyper_date_part({args})",
    "date_trunc": "date_trunc({0}, {1} + to_days(0))",
    "datediff": "hyper_datediff({args})",
    "div": "({0} // {1})",
    "every": "bool_and({args}){tail}",
    "floor": "cast_to_type(floor({args}), {args})",
    "grouping": "CAST(grouping({args}) AS INTEGER)",
    "ifnull": "coalesce({args})",
    "json_array_length": "CAST(json_array_length({args}) AS BIGINT)",
    "length": "CAST(length({args}) AS INTEGER)",
    "listagg": "string_agg({0}, {1} {within}){tail}",
    "median": "CAST(median({args}){tail} AS DOUBLE)",
    "ntile": "CAST(ntile({args}){tail} AS INTEGER)",
    "nvl": "coalesce({args})",
    "octet_length": "CAST(strlen({args}) AS INTEGER)",
    "percentile_cont": "CAST(percentile_cont({args}) WITHIN GROUP ({within}){tail} AS DOUBLE)",
    "position": "CAST(position({args}) AS INTEGER)",
    "regexp_like": "regexp_matches({args})",
    "regexp_substr": "CASE WHEN regexp_matches({args}) THEN regexp_extract({args}) END",
    "round": "cast_to_type(round({args}), {0})",
    "string_agg": "string_agg({0}, {1} {within}){tail}",
    "strpos": "CAST(strpos({args}) AS INTEGER)",
    "trunc": "cast_to_type(trunc({args}), {0})",
}
"""These are called another way, or give another type: `{args}` is what they are given, `{0}` the first of it."""

FIELDS = {
    "epoch": "CAST(extract(epoch FROM {of}) AS DECIMAL(18, 6))",
    "second": "CAST(extract(microseconds FROM {of}) / CAST(1e6 AS DOUBLE) AS DECIMAL(8, 6))",
    **{
        field: f"CAST(extract({field} FROM {{of}}) AS INTEGER)"
        for field in (
            *("year", "isoyear", "quarter", "month", "week", "day", "doy", "dow", "isodow"),
            *("hour", "minute", "milliseconds", "microseconds"),
        )
    },
}
"""What EXTRACT takes out of a moment."""

MACROS = (
    # Whole numbers are divided whole; a division by zero fails unless it is one of floating-point numbers.
    """
    CREATE MACRO "/"(a, b) AS cast_to_type(
        CASE
            WHEN b = 0 AND a IS NOT NULL AND typeof(a + b) NOT IN ('DOUBLE', 'FLOAT') THEN error('22012: division by zero')
            WHEN typeof(a + b) LIKE '%INT%' THEN trunc(system.main."/"(a, b))
            ELSE system.main."/"(a, b)
        END,
        a + b
    )
    """,
    """
    CREATE MACRO hyper_date_add(unit, n, t) AS t + CASE rtrim(lower(unit), 's')
        WHEN 'decade' THEN to_years(10 * n)
        WHEN 'year' THEN to_years(n)
        WHEN 'quarter' THEN to_months(3 * n)
        WHEN 'month' THEN to_months(n)
        WHEN 'week' THEN to_days(7 * n)
        WHEN 'day' THEN to_days(n)
        ELSE error('22023: date unit ''' || unit || ''' not recognized')
    END
    """,
    """
    CREATE MACRO hyper_datediff(unit, a, b) AS CASE
        WHEN rtrim(lower(unit), 's') IN
            ('year', 'quarter', 'month', 'day', 'hour', 'minute', 'second', 'millisecond') THEN datediff(unit, a, b)
        -- A week begins on a Sunday here, and nowhere else.
        WHEN rtrim(lower(unit), 's') = 'week'
            THEN datediff('day', date_trunc('week', a + to_days(1)), date_trunc('week', b + to_days(1))) // 7
        ELSE error('22023: timestamp unit not recognized: Invalid unit: ' || unit)
    END
    """,
    # The epoch of this function is the seconds of the minute: so it is there.
    """
    CREATE MACRO hyper_date_part(unit, t) AS CASE
        WHEN rtrim(lower(unit), 's') IN ('second', 'epoch') THEN date_part('microseconds', t) / CAST(1e6 AS DOUBLE)
        WHEN rtrim(lower(unit), 's') IN ('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute')
            THEN CAST(date_part(unit, t) AS DOUBLE)
        ELSE error('22023: timestamp unit ''' || unit || ''' not recognized')
    END
    """,
)
"""What DuckDB has no function for."""
