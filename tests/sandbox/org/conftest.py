"""What the tests of the org share: the org that people get if they ask for nothing else, and its tables in SQL."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sources.agentforce.catalog import CATALOG

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def org() -> Org:
    """The org of the defaults: ten days of 200 sessions."""
    return Org()


@pytest.fixture(scope="session")
def tables(org: Org) -> dict[str, pa.Table]:
    """Every version of every row, by table."""
    return {
        folder: pa.concat_tables([form(dmo).empty_table(), *org.rows(folder)])
        for folder, dmo in CATALOG.items()
    }


@pytest.fixture(scope="session")
def ask(tables: dict[str, pa.Table]) -> Iterator[Ask]:
    """Answer SQL about the org as it is in the end; `every_…` has all versions of a table."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for folder, table in tables.items():
        connection.register(f"every_{folder}", table)
        connection.execute(f"CREATE VIEW {folder} AS FROM every_{folder} WHERE gone_ms IS NULL")
    connection.execute(
        """CREATE VIEW told AS SELECT s.*, i.ssot__AiAgentSessionId__c session, i.ssot__AiAgentInteractionType__c turn
        FROM steps s JOIN interactions i ON s.ssot__AiAgentInteractionId__c = i.ssot__Id__c"""
    )
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()
