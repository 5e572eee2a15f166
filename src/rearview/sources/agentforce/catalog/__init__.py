"""Every DMO that tells of Agentforce sessions, as data: the one place where their names and fields are written down.

The names are those that live orgs answer to, letter for letter; where documentation differs, orgs are right. What
is fetched, kept, shown and imitated is derived from here. An org may lack a table or a `later` field, and may have
more than stands here: only the org itself can say, and the catalog must never ask it.
"""

from collections.abc import Mapping

from rearview.sources.agentforce.catalog import audit, gateway, optimization, platform, session
from rearview.sources.agentforce.catalog.shape import Dmo, Field, FieldType, Link

__all__ = ["CATALOG", "Dmo", "Field", "FieldType", "Link", "dmo"]

CATALOG: Mapping[str, Dmo] = {
    table.folder: table
    for family in (session, optimization, gateway, audit, platform)
    for table in family.DMOS
}
"""Every DMO by its folder. Each stands after all those it hangs on."""

_BY_API_NAME = {table.api_name.casefold(): table for table in CATALOG.values()}


def dmo(api_name: str) -> Dmo | None:
    """Return the DMO of that API name, whatever the case of its letters; None if there is no such."""
    return _BY_API_NAME.get(api_name.casefold())
