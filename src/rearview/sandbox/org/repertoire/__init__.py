"""The agents of the org, each with what it is asked day after day."""

from collections.abc import Mapping

from rearview.sandbox.org.agents import Agent
from rearview.sandbox.org.repertoire import concierge, orders, people, products, support
from rearview.sandbox.org.repertoire.exchange import Exchange

__all__ = ["AGENTS", "REPERTOIRE", "Exchange"]

REPERTOIRE: Mapping[str, tuple[Exchange, ...]] = {
    support.SUPPORT.name: support.EXCHANGES,
    orders.ORDERS.name: orders.EXCHANGES,
    products.PRODUCTS.name: products.EXCHANGES,
    people.PEOPLE.name: people.EXCHANGES,
    concierge.CONCIERGE.name: concierge.EXCHANGES,
}
"""What each agent is asked, by its name."""

AGENTS: Mapping[str, Agent] = {
    agent.name: agent
    for agent in (support.SUPPORT, orders.ORDERS, products.PRODUCTS, people.PEOPLE, concierge.CONCIERGE)
}
"""Every agent of the org, by its name."""
