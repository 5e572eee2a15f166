"""What an org tells of itself: its tables with their fields, and its data spaces. All of it is read off the catalog."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rearview.sandbox.server.asked import authorise
from rearview.sandbox.server.error_body import family_of
from rearview.sandbox.server.refusal import Refusal
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Field
from rearview.sources.agentforce.catalog.shape import FieldType

_CATEGORY = "Engagement"
_TYPES: dict[FieldType, str] = {
    "text": "STRING",
    "timestamp": "DATE_TIME",
    "number": "NUMBER",
    "boolean": "BOOLEAN",
}


def metadata(request: Request) -> Response:
    """Describe tables field by field: all of them, or the one that is named."""
    lacks = _lacks(request)
    name = request.query_params.get("entityName")
    kind = request.query_params.get("entityType", "DataModelObject")
    tables = [table for table in _tables(lacks) if name is None or table.api_name.lower() == name.lower()]
    if name is not None and not tables:
        raise Refusal.address()
    described = [_described(table, lacks) for table in tables if kind == "DataModelObject"]
    return JSONResponse({"metadata": described})


def entities(request: Request) -> Response:
    """List the tables."""
    listed = [
        {
            "name": table.api_name,
            "displayName": _label(table.api_name),
            "type": "DataModelObject",
            "category": _CATEGORY,
        }
        for table in _tables(_lacks(request))
    ]
    return JSONResponse({"done": True, "nextBatchId": None, "metadata": listed})


def data_spaces(request: Request) -> Response:
    """List the data spaces: there is one."""
    authorise(request, "core")
    space = {"id": "0vhKo0000000001IAA", "label": "default", "name": "default", "status": "Active"}
    return JSONResponse({"dataSpaces": [space], "totalSize": 1})


def _lacks(request: Request) -> tuple[str, ...]:
    """Return what the org lacks, if the request's token opens this door."""
    standin = authorise(request, "tenant" if family_of(request.url.path) == "tenant" else "core")
    return standin.faults.plan.lacks


def _tables(lacks: tuple[str, ...]) -> list[Dmo]:
    return [table for table in CATALOG.values() if table.api_name not in lacks]


def _described(table: Dmo, lacks: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": table.api_name,
        "displayName": _label(table.api_name),
        "category": _CATEGORY,
        "fields": [_field(field) for field in table.fields if f"{table.api_name}.{field.name}" not in lacks],
        "primaryKeys": [{"name": table.key, "displayName": _label(table.key), "indexOrder": "1"}],
        "relationships": [],
        "indexes": [],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "displayName": _label(field.name),
        "type": _TYPES[field.type],
        "businessType": "TEXT" if field.type == "text" else _TYPES[field.type],
        "keyQualifier": f"KQ_{field.name.removeprefix('ssot__')}" if field.name == "ssot__Id__c" else None,
    }


def _label(api_name: str) -> str:
    return api_name.removeprefix("ssot__").removesuffix("__dlm").removesuffix("__c")
