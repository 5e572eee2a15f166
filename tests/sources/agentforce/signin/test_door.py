"""A host and its token: what threads meet when the token ends."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from rearview.errors import AuthError, UnreachableError
from rearview.sandbox.server import NAMED, Plan, Rule, Standin
from rearview.sandbox.server.v3 import STATUS
from rearview.sources.agentforce.signin import Door, Login, Session, sign_in
from rearview.sources.agentforce.signin.door import Pass
from rearview.sources.agentforce.wire import Reply, Wire
from tests.sandbox.server.caller import ALL, ROWS
from tests.sources.agentforce.signin.answering import Answering

SPACES = "/services/data/v64.0/ssot/data-spaces"
THREADS = 8


@pytest.fixture
def session(login: Login, wire: Wire) -> Session:
    """Somebody who has signed in."""
    return sign_in(login, wire)


def _status(reply: Reply) -> int:
    return reply.status


def _query_id(reply: Reply) -> str:
    return str(json.loads(reply.headers[STATUS])["queryId"])


def _at_once(act: Callable[[int], int]) -> list[int | AuthError]:
    """Do something in several threads that begin together, and return what came of each."""
    ready = threading.Barrier(THREADS)

    def run(number: int) -> int | AuthError:
        ready.wait()
        try:
            return act(number)
        except AuthError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def _slow(standin: Standin, *rules: Rule) -> None:
    """Let all requests arrive before the first is answered."""
    standin.faults.use(Plan(rules=(*rules, Rule(does="slow", on=("catalog",), times=THREADS, amount=0.3))))


def test_one_signs_in_for_all(session: Session, standin: Standin) -> None:
    """Of several threads that meet the end of a token, one gets the next, and each goes on with it."""
    standin.tokens.revoke_all()
    standin.counters.clear()
    _slow(standin)
    assert _at_once(lambda _: session.core.fetch("GET", SPACES, read=_status)) == [200] * THREADS
    assert standin.counters.requests == {"catalog": 2 * THREADS, "sign-in": 1}


def test_pages_while_tokens_end(session: Session, standin: Standin) -> None:
    """When all tokens end among the pages of a result, every page arrives and one sign-in was enough."""
    tenant = session.tenant()
    query_id = tenant.fetch("POST", "/api/v3/query", read=_query_id, json={"sql": ALL}, again=False)
    standin.counters.clear()
    standin.faults.use(NAMED["token-expired"])

    def page(number: int) -> int:
        return tenant.fetch("GET", f"/api/v3/query/{query_id}/chunks/{number}", read=_status)

    assert _at_once(page) == [200] * THREADS
    assert standin.counters.requests["sign-in"] == 1
    assert THREADS < ROWS


def test_one_is_refused_for_all(session: Session, standin: Standin) -> None:
    """When nobody is let in any more, that is asked once, and every thread is told."""
    standin.tokens.revoke_all()
    standin.counters.clear()
    _slow(standin, Rule(does="login-page", on=("sign-in",), times=None))
    came = _at_once(lambda _: session.core.fetch("GET", SPACES, read=_status))
    assert all(isinstance(error, AuthError) for error in came)
    assert standin.counters.requests["sign-in"] == 1


def test_a_second_refusal_is_the_end(login: Login, standin: Standin, wire: Wire) -> None:
    """A token that is refused as soon as it is given out isn't asked for again and again."""
    session = sign_in(login, wire)
    standin.behaviour = replace(standin.behaviour, token_ms=0)
    standin.tokens.revoke_all()
    standin.counters.clear()
    with pytest.raises(AuthError, match="refuses a token that is only just new"):
        session.core.fetch("GET", SPACES, read=_status)
    assert standin.counters.requests == {"catalog": 2, "sign-in": 1}


def test_failures_of_the_moment_can_pass(session: Session, standin: Standin) -> None:
    """A sign-in that doesn't get through isn't held against the next."""
    standin.tokens.revoke_all()
    standin.faults.use(Plan(rules=(Rule(does="status", on=("sign-in",), times=3),)))
    with pytest.raises(UnreachableError):
        session.core.fetch("GET", SPACES, read=_status)
    assert session.core.fetch("GET", SPACES, read=_status) == 200


def test_what_is_sent(wire: Wire, answering: Answering) -> None:
    """A path goes out as it is, with its parameters, a JSON body, and the token as a bearer's."""
    answering.says("/a%2Fb", 200, {})
    door = Door(
        wire,
        Pass(url=answering.url, token="t"),  # noqa: S106 -- nobody's
        renew=_never,
        hear=lambda _: None,
    )
    status = door.fetch("POST", "/a%2Fb", read=_status, params={"q": "x y", "n": 1}, json={"sql": "s"})
    assert (status, answering.asked) == (200, [("/a%2Fb?q=x+y&n=1", "Bearer t", '{"sql":"s"}')])


def test_other_hosts_are_out_of_reach(session: Session) -> None:
    """Nothing but a path of the door's own host can be asked for."""
    for path in ("https://example.com/", "@example.com/", ".example.com/", ""):
        with pytest.raises(ValueError, match="begins with a slash"):
            session.core.fetch("GET", path, read=_status)


def _never() -> Pass:
    raise AssertionError
