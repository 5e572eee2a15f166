"""Arithmetic with fractions that gives the same on every engine, to the last digit.

Sums: floats add up to something else in another order, so money and scores are added up in billionths. Quotients:
Polars multiplies with a reciprocal where a divisor is the same throughout, and others divide. Whole numbers need none
of this.
"""

import narwhals as nw

_PARTS = 1_000_000_000.0
_MOST = 1_000_000.0
"""Larger amounts are taken for this: recorders write nonsense now and then, and a sum mustn't break on it."""


def billionths(amount: nw.Expr) -> nw.Expr:
    """Return an amount as a whole number of billionths."""
    return (amount.clip(-_MOST, _MOST) * _PARTS + 0.5).floor().cast(nw.Int64)


def amount(counted: nw.Expr) -> nw.Expr:
    """Return an amount from its billionths."""
    return quotient(counted.cast(nw.Int64), _PARTS)


def times(condition: nw.Expr) -> nw.Expr:
    """Return how many rows of a group meet a condition."""
    # Spark doesn't add up truths.
    return condition.cast(nw.Int64).sum()


def quotient(part: nw.Expr, whole: nw.Expr | float) -> nw.Expr:
    """Return one number divided by another."""
    # What is added is nothing; but no engine takes the divisor for the same throughout then.
    return part / (part * 0 + whole)


def ratio(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """Return a part of a whole; null where there is no whole."""
    return nw.when(whole > 0).then(quotient(part, whole))
