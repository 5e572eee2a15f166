"""A small org as its tables stand at a moment, and what a client that asked would know of it."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sandbox.server import Standin
from rearview.sources.agentforce.catalog import CATALOG, Dmo
from rearview.sources.agentforce.catalog.storage import schema
from rearview.sources.agentforce.extract.probe import Source, SourceColumn, SourceTable
from rearview.sources.agentforce.query import Api, ApiName, choose
from rearview.sources.agentforce.signin import Login, sign_in
from rearview.sources.agentforce.wire import Wire

DAY_MS = 86_400_000
ORG = Org(seed=3, sessions_per_day=40, days=2)
NOW_MS = ORG.until_ms + 5 * DAY_MS
"""When all of it has arrived, and some of it has been deleted."""
TIMELESS = frozenset({"interactions", "steps", "moment_interactions", "gateway_requests", "generations"})
"""Some of the tables in which rows lack their time."""


def loaded(folder: str) -> pa.Table:
    """Return every version of every row of a table, as an engine is loaded with them."""
    return pa.concat_tables([form(CATALOG[folder]).empty_table(), *ORG.rows(folder)])


def seen(rows: pa.Table) -> pa.Table:
    """Return the rows that the org shows at the moment."""
    gone = pc.coalesce(rows["gone_ms"], NOW_MS + 1)
    shown = pc.and_(pc.less_equal(rows["visible_ms"], NOW_MS), pc.greater(gone, NOW_MS))
    return rows.filter(shown).drop_columns(["visible_ms", "gone_ms"])


def known(dmo: Dmo) -> SourceTable:
    """Return a table that an org has exactly as the catalog lists it."""
    columns = (SourceColumn(name=field.name, asked=field.name, type=field.type) for field in schema(dmo))
    return SourceTable(dmo=dmo, api_name=dmo.api_name, columns=tuple(columns))


def source(*, lacks: frozenset[str] = frozenset()) -> Source:
    """Return what an org has that lacks some tables and fields: `folder`, or `folder.field`."""
    tables: Mapping[str, SourceTable] = {
        folder: known(dmo) for folder, dmo in CATALOG.items() if folder not in lacks
    }
    return Source(
        tables={
            folder: SourceTable(
                dmo=table.dmo,
                api_name=table.api_name,
                columns=tuple(column for column in table.columns if f"{folder}.{column.name}" not in lacks),
            )
            for folder, table in tables.items()
        }
    )


SOURCE = source()
"""What an org has that has everything, and nothing else."""


def signed_in(standin: Standin, wire: Wire, name: ApiName) -> Api:
    """Return an API of a stand-in, for somebody who has signed in."""
    given = standin.credentials
    login = Login(
        org=given.username, consumer_key=given.consumer_key, key_path=given.key_path, login_url=standin.url
    )
    return choose(sign_in(login, wire), name, note=lambda _: None)
