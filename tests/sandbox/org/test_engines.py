"""The engines: what the org says comes out of each of them as it went in, however hostile."""

import platform
import sys
from contextlib import closing

import pyarrow as pa
import pytest

from rearview.sandbox.engines import ENGINES, open_engine
from rearview.sandbox.org import Org
from rearview.sources.agentforce.catalog import CATALOG

HYPER_RUNS = sys.platform == "linux" and platform.machine() == "x86_64"


@pytest.mark.parametrize("name", ENGINES)
def test_every_text_survives_an_engine(name: str, tables: dict[str, pa.Table], org: Org) -> None:
    """Messages read back from an engine are the messages that the org has."""
    if name == "hyper" and not HYPER_RUNS:
        pytest.skip("Hyper is built for Linux on x86-64")
    shown = tables["messages"].filter(pa.compute.is_null(tables["messages"]["gone_ms"]))
    wanted = {row["ssot__Id__c"]: row["ssot__ContentText__c"] for row in shown.to_pylist()}
    sql = 'SELECT "ssot__Id__c", "ssot__ContentText__c" FROM "ssot__AiAgentInteractionMessage__dlm"'
    with closing(open_engine(name)) as engine:
        engine.load(CATALOG["messages"], org.rows("messages"))
        answer = engine.query(sql, (), now_ms=org.until_ms + 40 * 86_400_000)
    ids, texts = (column.to_pylist() for column in answer.columns)
    assert dict(zip(ids, texts, strict=True)) == wanted
