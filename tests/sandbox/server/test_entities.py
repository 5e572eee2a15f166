"""What an org tells of itself."""

from typing import Any

import pytest

from rearview.sandbox.server import Plan
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.server.caller import CONNECT, Caller

SESSIONS = CATALOG["sessions"]


def _core(caller: Caller, path: str, **params: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {caller.core}"}
    response = caller.http.get(f"{CONNECT}{path}", params=params, headers=headers)
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


def test_every_table_is_described(caller: Caller) -> None:
    """The metadata hold every table of the catalog with every field, and its type in the API's words."""
    told = {table["name"]: table for table in _core(caller, "/metadata")["metadata"]}
    assert list(told) == [table.api_name for table in CATALOG.values()]
    for table in CATALOG.values():
        fields = told[table.api_name]["fields"]
        assert [field["name"] for field in fields] == [field.name for field in table.fields]
        assert {field["type"] for field in fields} <= {"STRING", "NUMBER", "DATE_TIME", "BOOLEAN"}


def test_one_table_can_be_named(caller: Caller) -> None:
    """A name picks one table, whatever its case; another kind of entity has none, and a wrong name isn't found."""
    (told,) = _core(caller, "/metadata", entityName=SESSIONS.api_name.upper())["metadata"]
    assert told["name"] == SESSIONS.api_name
    assert _core(caller, "/metadata", entityType="DataLakeObject")["metadata"] == []
    headers = {"Authorization": f"Bearer {caller.core}"}
    missing = caller.http.get(f"{CONNECT}/metadata", params={"entityName": "Nothing__dlm"}, headers=headers)
    assert missing.status_code == 404


def test_the_tenant_tells_the_same(caller: Caller) -> None:
    """The tenant describes the tables to its own tokens."""
    headers = {"Authorization": f"Bearer {caller.tenant}"}
    assert caller.http.get("/api/v1/metadata", headers=headers).json() == _core(caller, "/metadata")
    assert caller.http.get("/api/v1/metadata").status_code == 401


def test_tables_are_listed(caller: Caller) -> None:
    """The list of entities names every table."""
    told = _core(caller, "/metadata-entities")
    assert told["done"] is True
    assert [entity["name"] for entity in told["metadata"]] == [table.api_name for table in CATALOG.values()]


def test_there_is_one_data_space(caller: Caller) -> None:
    """The org has the default data space."""
    told = _core(caller, "/data-spaces")
    assert ([space["name"] for space in told["dataSpaces"]], told["totalSize"]) == (["default"], 1)


def test_what_the_org_lacks_is_not_described(caller: Caller) -> None:
    """A missing table isn't listed, nor a missing field."""
    field = SESSIONS.fields[-1].name
    moments = CATALOG["moments"].api_name
    caller.standin.faults.use(Plan(lacks=(moments, f"{SESSIONS.api_name}.{field}")))
    assert moments not in {entity["name"] for entity in _core(caller, "/metadata-entities")["metadata"]}
    (told,) = _core(caller, "/metadata", entityName=SESSIONS.api_name)["metadata"]
    fields = told["fields"]
    assert [field["name"] for field in fields] == [field.name for field in SESSIONS.fields[:-1]]


@pytest.mark.parametrize("path", ["/metadata", "/metadata-entities", "/data-spaces"])
def test_strangers_are_told_nothing(path: str, stranger: Caller) -> None:
    """Without a token there is nothing to see."""
    assert stranger.http.get(f"{CONNECT}{path}").status_code == 401
