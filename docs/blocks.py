"""The generated parts that are about Data 360 and its stand-in, and about the forms of an export."""

from collections.abc import Iterator

from rearview.render.export import ALIASES, FORMATS
from rearview.render.export.attribute import EACH, Attribute
from rearview.render.export.genai import CONVENTIONS, OWN
from rearview.render.export.openinference import OPENINFERENCE
from rearview.sandbox.org import STORIES
from rearview.sandbox.server import NAMED
from rearview.sources.agentforce.catalog import CATALOG, Dmo


def stories() -> Iterator[str]:
    """Every story that is planted in the synthetic org, with its cause."""
    yield "| story | what happens | why |\n|---|---|---|"
    yield from (f"| `{story.name}` | {story.sentence} | {story.cause} |" for story in STORIES)


def faults() -> Iterator[str]:
    """Every fault plan that has a name."""
    yield "| plan | what goes wrong |\n|---|---|"
    yield from (f"| `{name}` | {plan.meaning} |" for name, plan in NAMED.items())


def forms() -> Iterator[str]:
    """Every form that sessions are exported in."""
    files = {"session": "each session", "rows": "all rows", "table": "each table"}
    yield "| form | what it is | a file for |\n|---|---|---|"
    for form in FORMATS.values():
        names = [form.name, *(alias for alias, of in ALIASES.items() if of == form.name)]
        yield f"| {', '.join(f'`{name}`' for name in names)} | {form.meaning} | {files[form.of]} |"


def attributes() -> Iterator[str]:
    """Every attribute of an exported span, and where its value comes from."""
    yield "### OpenTelemetry\n"
    yield from _attributes(CONVENTIONS)
    yield "\n### What the conventions have no word for\n"
    yield from _attributes(OWN)
    yield "\n### OpenInference\n"
    yield from _attributes(OPENINFERENCE)


def _attributes(table: tuple[Attribute, ...]) -> Iterator[str]:
    yield "| attribute | of spans | from |\n|---|---|---|"
    for attribute in table:
        key = attribute.key.replace(EACH, "0")
        yield f"| `{key}` | {', '.join(attribute.on)} | {attribute.origin} |"


def dmos() -> Iterator[str]:
    """Every data model object with its fields."""
    for dmo in CATALOG.values():
        yield from _dmo(dmo)


def _dmo(dmo: Dmo) -> Iterator[str]:
    time = f"and happens at `{dmo.time}`" if dmo.time else "and has no time that windows go by"
    yield f"## {dmo.folder}\n\n`{dmo.api_name}`: {dmo.meaning} A row is named by `{dmo.key}`, {time}."
    yield f"Needs: {dmo.needs}.\n"
    yield "| field | type | meaning |\n|---|---|---|"
    links = {link.field: link for link in reversed(dmo.parents)}
    for field in dmo.fields:
        link = links.get(field.name)
        leads = (
            f" Leads to `{link.to}.{link.column}`{f' ({link.note})' if link.note else ''}." if link else ""
        )
        later = " Not every org has it yet." if field.later else ""
        yield f"| `{field.name}` | {field.type} | {field.meaning}{leads}{later} |"
    yield ""
