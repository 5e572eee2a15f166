"""Whether a sign-in works, and what the org then has."""

import json
from collections.abc import Callable

import pyarrow as pa

from rearview.render import forms
from rearview.render.checks import COLUMNS, document, rows, show
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.probe import Source, SourceColumn, SourceTable
from rearview.sources.agentforce.signin import Check

Golden = Callable[[str, bytes], None]

STEPS = [
    Check(step="key file", ok=True, detail="stands at \x1b[2J/keys/server.key"),
    Check(
        step="core token",
        ok=False,
        detail="https://login.salesforce.com refuses the sign-in: invalid_grant, user hasn't approved this consumer.",
        cause="the user may not use the app: let its permitted users be those whom an admin approved",
        page="Setup → External Client App Manager → the app → Policies",
    ),
]
TAGS = CATALOG["tags"]
SOURCE = Source(
    tables={
        "tags": SourceTable(
            dmo=TAGS,
            api_name=TAGS.api_name,
            columns=(
                *(
                    SourceColumn(name=known.name, asked=known.name, type=pa.string())
                    for known in TAGS.fields[2:]
                ),
                SourceColumn(name="Fresh__c", asked="Fresh__c", type=pa.string()),
            ),
        )
    },
    missing={"moments": "the org has no ssot__AiAgentMoment__dlm, which comes with Agent Optimization"},
)


def page(source: Source | None) -> str:
    """Return what is shown on 80 columns."""
    return "".join(f"{line.plain}\n" for line in show(STEPS, source, width=80))


def test_a_step_that_fails(golden: Golden) -> None:
    """What fails is followed by its likely cause and the page to open, and nothing that isn't there is listed."""
    golden("checks-failed.txt", page(None).encode())


def test_what_the_org_has(golden: Golden) -> None:
    """Tables are listed with what each lacks and has beyond what is known, and the missing ones with why."""
    golden("checks-tables.txt", page(SOURCE).encode())


def test_for_programs() -> None:
    """Steps and tables are rows alike; the document has the columns too."""
    told = list(rows(STEPS, SOURCE))
    assert all(tuple(row) == COLUMNS for row in told)
    assert [(row["step"], row["ok"]) for row in told] == [
        ("key file", True),
        ("core token", False),
        ("table tags", True),
        ("table moments", False),
    ]
    whole = json.loads(b"".join(forms.json(document(STEPS, SOURCE))))
    assert whole["tables"][0]["new"] == ["Fresh__c"]
    assert whole["tables"][0]["columns"][-1] == {"name": "Fresh__c", "type": "string"}
    assert document(STEPS, None)["tables"] is None
