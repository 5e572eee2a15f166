"""The agents of an org: who they are, and that a name which isn't theirs is refused."""

import pytest

from rearview.errors import ArgumentError
from rearview.sources.agentforce.extract.agents import check, known
from rearview.sources.agentforce.query import Api
from tests.sources.agentforce.extract.orgs import SOURCE, source

AGENTS = ["Concierge_Agent", "Customer_Support_Agent", "Order_Tracking_Agent", "Product_FAQ_Agent"]


def test_agents_are_those_that_had_sessions(api: Api) -> None:
    """Names come from participants and moments alike, without the words that mean none."""
    assert known(api, SOURCE) == AGENTS
    assert set(known(api, source(lacks=frozenset({"participants"})))) <= set(AGENTS)


def test_a_name_that_no_agent_has_is_refused(api: Api) -> None:
    """A mistyped name is an error that lists the agents there are; others pass."""
    check(AGENTS[:2], api, SOURCE)
    with pytest.raises(ArgumentError, match="There is no agent named concierge_agent") as caught:
        check(["Concierge_Agent", "concierge_agent"], api, SOURCE)
    assert "Order_Tracking_Agent" in caught.value.hint
