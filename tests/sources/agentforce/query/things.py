"""A table with values that are hard to carry, and what every reader of a result does: fetch all of its parts."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pyarrow as pa

from rearview.sandbox.engines.rows import form
from rearview.sources.agentforce.catalog import Dmo, Field
from rearview.sources.agentforce.catalog.storage import schema
from rearview.sources.agentforce.query import Api, Rejected, Result

NOW_MS = 1_770_000_000_000
THINGS = Dmo(
    api_name="ssot__AiThing__dlm",
    folder="things",
    meaning="One thing, for tests.",
    fields=(
        Field(name="ssot__Id__c", type="text", meaning="Its id."),
        Field(name="ssot__StartTimestamp__c", type="timestamp", meaning="When it began."),
        Field(name="ssot__Name__c", type="text", meaning="What it is called."),
        Field(name="ssot__Score__c", type="number", meaning="How good it is."),
        Field(name="ssot__IsGood__c", type="boolean", meaning="Whether it is good."),
    ),
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    needs="Nothing.",
)
ROWS = 50
NAMES = (
    "plain",
    "",
    None,
    "NOT_SET",
    'O\'Neil said "no"\\\n\t',
    "<b>&amp;</b>",
    "\u202eright to left\u2028 🦜 ẞ \x7f\x01",
    "[[1,null,{}]],",
    "null",
)
SCORES = (
    "0",
    "0.000000000000000001",
    "-0.1",
    "12345678901234567890.123456789012345678",
    "-99999999999999999999.999999999999999999",
    "9007199254740993",
    None,
)
MOMENTS_US = (0, -1, 806, 1_769_594_400_000_806, 1_769_594_400_500_000, 4_102_444_799_999_999, None)
ALL = 'SELECT * FROM "ssot__AiThing__dlm" ORDER BY "ssot__Id__c"'
TEXTS = (
    'SELECT "ssot__Id__c", "ssot__StartTimestamp__c", "ssot__Name__c" FROM "ssot__AiThing__dlm" ORDER BY 1'
)


def things() -> pa.Table:
    """Return the things as they are expected: all values beside each other in all ways, in order of their ids."""
    scores = [None if (score := SCORES[n % len(SCORES)]) is None else Decimal(score) for n in range(ROWS)]
    return pa.table(
        [
            [f"thing-{number:03}" for number in range(ROWS)],
            pa.array([MOMENTS_US[n % len(MOMENTS_US)] for n in range(ROWS)], pa.int64()).cast(
                pa.timestamp("us", "UTC")
            ),
            [NAMES[number % len(NAMES)] for number in range(ROWS)],
            pa.array(scores, pa.decimal128(38, 18)),
            [(True, False, None)[number % 3] for number in range(ROWS)],
        ],
        schema=schema(THINGS),
    )


def loaded() -> pa.Table:
    """Return the things as an engine loads them: all of them have always been there."""
    seen = [pa.array([0] * ROWS, pa.int64()), pa.nulls(ROWS, pa.int64())]
    return pa.table([*things().columns, *seen], schema=form(THINGS))


def whole(result: Result, *, jobs: int = 4) -> pa.Table:
    """Fetch all parts of a result, several at once; none of their rows may be rejected."""
    with ThreadPoolExecutor(jobs) as pool:
        fetched = list(pool.map(result.fetch, result.parts()))
    rejected: tuple[Rejected, ...] = tuple(row for one in fetched for row in one.rejected)
    assert rejected == ()
    tables = [one.table for one in fetched]
    return pa.concat_tables(tables) if tables else pa.table({})


def answer(api: Api, sql: str = ALL) -> pa.Table:
    """Ask, and return all rows."""
    return whole(asked(api, sql))


def asked(api: Api, sql: str = ALL) -> Result:
    """Ask, and return the result when it is there."""
    return api.result(api.wait(api.start(sql).query_id))
