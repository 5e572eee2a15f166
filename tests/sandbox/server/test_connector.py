"""Salesforce's own connector, as it is on PyPI, takes the stand-in for the real thing.

It is used as anybody would use it, but for the address that it signs in at.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import salesforce_datacloud_connector as connector  # type: ignore[import-untyped]

from rearview.sandbox.server import Standin
from tests.sandbox.server.caller import IDS

TYPED = """
    SELECT "ssot__Id__c" AS id, "ssot__StartTimestamp__c" AS started, 12345678901.5::numeric(38,18) AS number,
           true AS yes, "ssot__EndTimestamp__c" AS nothing, 7::bigint AS whole
    FROM "ssot__AIAgentSession__dlm" ORDER BY 1
"""


@pytest.fixture
def connection(standin: Standin) -> Iterator[Any]:
    """A connection that was signed in by an assertion."""
    with connector.connect(
        login_url=standin.url,
        auth_type="jwt",
        username=standin.credentials.username,
        client_id=standin.credentials.consumer_key,
        jwt_private_key=standin.credentials.key_path.read_text(),
        dataspace="default",
        workload="tests",
    ) as connected:
        yield connected


def test_reads_typed_rows_of_several_pages(connection: Any, standin: Standin) -> None:
    """It signs in, pages through a result, and gives every row once with the types that it has in Python."""
    rows = connection.cursor().execute(TYPED).fetchall()
    assert [row[0] for row in rows] == IDS
    assert rows[0][1:] == (datetime(2026, 2, 1, 15, 40, tzinfo=UTC), Decimal("12345678901.5"), True, None, 7)
    assert standin.counters.requests == {"sign-in": 1, "query": 1, "page": 3}
    assert standin.counters.rows == 10


def test_describes_columns(connection: Any) -> None:
    """It knows names, types and precision of the columns."""
    cursor = connection.cursor().execute(TYPED)
    assert [column[0] for column in cursor.description] == [
        "id",
        "started",
        "number",
        "yes",
        "nothing",
        "whole",
    ]
    assert cursor.description[0][1] == connector.STRING
    assert cursor.description[1][1] == connector.DATETIME
    assert cursor.description[2][4:6] == (38, 18)


def test_waits_for_a_query(connection: Any, standin: Standin) -> None:
    """It polls while a query runs, where the status is nested as it expects it."""
    standin.clock.hold(False)
    standin.behaviour = replace(standin.behaviour, running_ms=200, connect_status="nested")
    rows = connection.cursor().execute(TYPED).fetchall()
    assert ([row[0] for row in rows], rows[0][4]) == (IDS, None)
    assert standin.counters.requests["status"] == 1


def test_passes_parameters(connection: Any) -> None:
    """Its named parameters reach the statement."""
    sql = 'SELECT count(*) FROM "ssot__AIAgentSession__dlm" WHERE "ssot__Id__c" < :id AND :yes'
    assert connection.cursor().execute(sql, {"id": IDS[4], "yes": True}).fetchone() == (4,)


@pytest.mark.parametrize("errors_as", ["list", "dict", "text"])
def test_understands_errors(errors_as: Any, connection: Any, standin: Standin) -> None:
    """Whatever form an error has, it is told what is wrong with its SQL."""
    standin.behaviour = replace(standin.behaviour, errors_as=errors_as)
    with pytest.raises(connector.ProgrammingError, match="does not exist"):
        connection.cursor().execute('SELECT 1 FROM "Nothing__dlm"')


def test_is_refused_as_another_user(standin: Standin) -> None:
    """With a wrong user it isn't let in."""
    with pytest.raises(connector.OperationalError, match="400"):
        connector.connect(
            login_url=standin.url,
            auth_type="jwt",
            username="someone@else",
            client_id=standin.credentials.consumer_key,
            jwt_private_key=standin.credentials.key_path.read_text(),
        )


def test_signs_in_by_a_refresh_token(standin: Standin) -> None:
    """A refresh token lets it in, too."""
    connected = connector.connect(
        login_url=standin.url,
        auth_type="refresh_token",
        client_id=standin.credentials.consumer_key,
        client_secret=standin.credentials.consumer_secret,
        refresh_token=standin.credentials.refresh_token,
    )
    assert connected.cursor().execute("SELECT 1").fetchone() == (1,)
