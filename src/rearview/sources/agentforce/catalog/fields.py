"""How fields are written down, and those that recur in table after table: their meaning stands here, once."""

from rearview.sources.agentforce.catalog.shape import Field


def text(name: str, meaning: str, *, later: bool = False) -> Field:
    """Return a field that holds text."""
    return Field(name=name, type="text", meaning=meaning, later=later)


def timestamp(name: str, meaning: str, *, later: bool = False) -> Field:
    """Return a field that holds a moment."""
    return Field(name=name, type="timestamp", meaning=meaning, later=later)


def number(name: str, meaning: str) -> Field:
    """Return a field that holds a number."""
    return Field(name=name, type="number", meaning=meaning)


def boolean(name: str, meaning: str, *, later: bool = False) -> Field:
    """Return a field that is true or false."""
    return Field(name=name, type="boolean", meaning=meaning, later=later)


def qualifiers(*ids: str) -> tuple[Field, ...]:
    """Return the key qualifiers of ids: Data 360 has one for a table's key, and one for each id of another row."""
    # Published for sessions, turns, messages and moments. Elsewhere the rule alone gives the names, and with them
    # exactly the number of fields that live orgs were seen to have.
    return tuple(
        text(f"KQ_{id_.removeprefix('ssot__')}", f"Tells equal values of `{id_}` from several sources apart.")
        for id_ in ids
    )


def external_source(*, later: bool = False) -> Field:
    """Return the field that names a row in the system it came from."""
    return text("ssot__ExternalSourceId__c", "The row's id in the system it came from.", later=later)


ORGANIZATION = text("ssot__InternalOrganizationId__c", "The org's id, 18 characters.")
DATA_SOURCE = (
    text("ssot__DataSourceId__c", "The data source that delivered the row."),
    text("ssot__DataSourceObjectId__c", "The object of that source."),
)
OWNER = (
    text("ssot__SessionOwnerId__c", "The record of whoever began the session."),
    text("ssot__SessionOwnerObject__c", "The object that record belongs to, such as `User`."),
)
INDIVIDUAL = text("ssot__IndividualId__c", "The person, as Data 360 unites their records.")
TRACE_SPAN = text("ssot__TelemetryTraceSpanId__c", "Its span in Agent Platform Tracing; usually empty.")

FEATURE = text("feature__c", "The feature that asked, such as `plannerservice`.")
RECORDED = timestamp("timestamp__c", "When it was recorded.")
CLOUD = text("cloud__c", "The Salesforce cloud that is billed.")
AUDITED = (RECORDED, text("orgId__c", "The org's id, 18 characters."), CLOUD)
