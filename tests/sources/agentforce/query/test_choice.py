"""Which API is used: the one that is wanted, or else the faster one that opens."""

import pytest

from rearview.errors import ExchangeRefusedError
from rearview.sandbox.server import NAMED, Standin
from rearview.sources.agentforce.query import choose
from rearview.sources.agentforce.signin import Login, Session, sign_in
from rearview.sources.agentforce.wire import Wire
from tests.sources.agentforce.query.things import answer, things


@pytest.fixture
def newcomer(standin: Standin, wire: Wire) -> Session:
    """Somebody who has just signed in, and has no tenant's token yet."""
    credentials = standin.credentials
    login = Login(
        org=credentials.username,
        consumer_key=credentials.consumer_key,
        key_path=credentials.key_path,
        login_url=standin.url,
    )
    return sign_in(login, wire)


@pytest.mark.parametrize(("wanted", "name"), [("v3", "v3"), ("connect", "connect"), ("auto", "v3")])
def test_wanted_api_is_used(newcomer: Session, wanted: str, name: str) -> None:
    """The API that is wanted is used; who leaves it open gets Query V3, and no note."""
    notes: list[str] = []

    api = choose(newcomer, wanted, note=notes.append)  # type: ignore[arg-type]

    assert api.name == name
    assert answer(api).equals(things())
    assert notes == []


@pytest.mark.parametrize("fault", ["exchange-refused", "login-page-exchange"])
def test_connect_stands_in(newcomer: Session, standin: Standin, fault: str) -> None:
    """Where the exchange of tokens is refused, rows come over Connect, and that is said with the reason."""
    standin.faults.use(NAMED[fault])
    notes: list[str] = []

    api = choose(newcomer, "auto", note=notes.append)

    assert api.name == "connect"
    assert answer(api).equals(things())
    assert len(notes) == 1
    assert notes[0].startswith("Query V3 can't be used here, so rows come over Connect")


def test_nothing_stands_in_for_what_is_insisted_on(newcomer: Session, standin: Standin) -> None:
    """Who insists on Query V3 is told that it can't be had."""
    standin.faults.use(NAMED["exchange-refused"])

    with pytest.raises(ExchangeRefusedError):
        choose(newcomer, "v3", note=print)


def test_connect_needs_no_exchange(newcomer: Session, standin: Standin) -> None:
    """Who wants Connect needs no tenant, and none is asked for."""
    answer(choose(newcomer, "connect", note=print))

    assert standin.counters.requests["exchange"] == 0
