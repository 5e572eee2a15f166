"""What goes wrong between an org and a client: all of it that passes is got over, all else is named."""

from dataclasses import replace

import pytest

from rearview.errors import QueryError, QueryGoneError, UnreachableError
from rearview.sandbox.server import NAMED, Plan, Rule, Standin
from rearview.sandbox.server.faults.plan import Door
from rearview.sources.agentforce.query import Api, ApiName, rows_of
from rearview.sources.agentforce.signin import Session
from tests.sources.agentforce.query.conftest import SMALL, fresh
from tests.sources.agentforce.query.things import ALL, ROWS, TEXTS, answer, asked, things, whole

PASSING = (
    "rate-limit-seconds",
    "rate-limit-date",
    "rate-limit-silent",
    "rate-limit-absurd",
    "error-500",
    "error-502",
    "error-503",
    "error-504",
    "reset",
    "slow",
    "truncated",
    "overlong",
    "half-gzip",
    "garbled",
    "login-page",
    "token-expired",
    "growing",
    "reordered",
)


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("sql", [ALL, TEXTS], ids=["all", "texts"])
def test_what_passes_is_got_over(api: Api, standin: Standin, fault: str, sql: str) -> None:
    """All rows arrive in spite of a fault that passes, and no statement is run twice for it once it has an answer."""
    standin.faults.use(NAMED[fault])

    answered = answer(api, sql)

    assert answered.equals(things().select(answered.column_names))
    assert len(standin.counters.statements) == 1


@pytest.mark.parametrize("door", ["query", "status", "schema", "page"])
def test_nonsense_is_asked_for_again_everywhere(api: Api, standin: Standin, door: Door) -> None:
    """A page to log in, in the place of whatever answer, costs one more request and nothing else."""
    standin.faults.use(Plan(rules=(Rule(does="login-page", on=(door,)),)))

    assert answer(api).equals(things())
    assert len(standin.counters.statements) == 1


def test_limit_of_requests_is_kept_to(api: Api, standin: Standin) -> None:
    """An org that serves one request at a time gives all rows to four threads, as long as they have the patience."""
    standin.faults.use(Plan(rules=(Rule(does="concurrency-limit", on=("page",), times=6, amount=1),)))

    assert answer(api).equals(things())


@pytest.mark.parametrize("fault", ["empty-page", "short-page"])
def test_short_page_is_never_the_end(standin: Standin, session: Session, fault: str) -> None:
    """A page of Connect with fewer rows than there are is followed by the next one, from where it really ended."""
    standin.faults.use(NAMED[fault])

    assert answer(fresh(session, "connect")).equals(things())


@pytest.mark.parametrize("fault", ["empty-page", "short-page", "repeated-page"])
def test_wrong_chunk_is_right_the_next_time(standin: Standin, session: Session, fault: str) -> None:
    """A chunk doesn't say how long it is: what is missing shows in the sum, and comes when it is fetched again."""
    result = asked(fresh(session, "v3"))
    standin.faults.use(NAMED[fault])

    first, second = whole(result, jobs=1), whole(result)

    assert not first.equals(things())
    assert first.num_rows == {"empty-page": ROWS - 20, "short-page": ROWS - 10, "repeated-page": ROWS}[fault]
    assert second.equals(things())


@pytest.mark.parametrize("fault", ["query-expired", "query-cancelled"])
def test_query_that_goes_away_is_gone(api: Api, standin: Standin, fault: str) -> None:
    """Rows that can't be had any more are an error of its own, which names the query."""
    result = asked(api)
    standin.faults.use(NAMED[fault])

    with pytest.raises(QueryGoneError, match=result.status.query_id) as gone:
        whole(result, jobs=1)

    assert gone.value.reason == "gone"
    assert gone.value.hint.startswith("run the command again")


def test_expired_query_is_gone_to_a_later_run(api: Api, standin: Standin) -> None:
    """A query that is looked after when its results are forgotten is gone."""
    query_id = api.start(ALL).query_id
    standin.clock.advance(standin.behaviour.results_ms)

    with pytest.raises(QueryGoneError):
        api.wait(query_id)


def test_query_that_never_ends_is_cancelled(standin: Standin, session: Session, name: ApiName) -> None:
    """A query that runs for ever is given up after a while, cancelled and named."""
    standin.faults.use(NAMED["running-forever"])
    api = fresh(session, name, longest_s=0.2)
    query_id = api.start(ALL).query_id

    with pytest.raises(QueryError, match=query_id) as unfinished:
        api.wait(query_id)

    assert unfinished.value.reason == "unfinished"
    assert standin.counters.requests["cancel"] == 1


@pytest.mark.parametrize("errors_as", ["list", "dict", "text"])
def test_reason_of_a_refusal_is_known(
    api: Api, standin: Standin, errors_as: str, refused: tuple[str, str, Plan]
) -> None:
    """Why a statement is refused is told by the error, whatever form the org gives it."""
    sql, reason, plan = refused
    standin.behaviour = replace(SMALL, errors_as=errors_as)  # type: ignore[arg-type]
    standin.faults.use(plan)

    with pytest.raises(QueryError) as error:
        answer(api, sql)

    assert error.value.reason == reason
    assert error.value.hint


@pytest.fixture(
    params=["missing table", "missing field", "no permission", "daily limit", "other", "while it runs"]
)
def refused(request: pytest.FixtureRequest) -> tuple[str, str, Plan]:
    """A statement, why it is refused, and the faults of an org that refuses it."""
    cases = {
        "missing table": ('SELECT * FROM "ssot__AIAgentSession__dlm"', "missing table", Plan()),
        "missing field": ('SELECT "Nope__c" FROM "ssot__AiThing__dlm"', "missing field", Plan()),
        "no permission": (ALL, "no permission", Plan(rules=(Rule(does="no-permission", on=("query",)),))),
        "daily limit": (ALL, "daily limit", Plan(rules=(Rule(does="daily-limit", on=("query",)),))),
        "other": ("SELEC 1", "other", Plan()),
        "while it runs": ("SELECT 1/0", "other", Plan()),
    }
    return cases[str(request.param)]


def test_too_much_is_known(api: Api, standin: Standin) -> None:
    """A statement that would take too long for the org is told from all others: less can be asked for at once."""
    standin.faults.use(Plan(rules=(Rule(does="time-limit", on=("query",), times=None, amount=ROWS - 1),)))

    with pytest.raises(QueryError) as error:
        answer(api)

    assert error.value.reason == "too much"
    assert error.value.sqlstate == "53S01"
    assert standin.counters.requests["query"] == 1


def test_nonsense_is_never_rows(api: Api, standin: Standin) -> None:
    """An org that answers with pages to log in, however often it is asked, is named with what it does."""
    result = asked(api)
    standin.faults.use(Plan(rules=(Rule(does="login-page", on=("page",), times=None),)))

    with pytest.raises(UnreachableError, match=r"page of HTML|Arrow stream"):
        whole(result)


def test_small_answer_is_read_whole_or_not_at_all(standin: Standin, session: Session) -> None:
    """A value that can't be kept is an error where an answer must be whole."""
    del standin

    with pytest.raises(QueryError, match="n \\(TimestampTZ\\)"):
        rows_of(fresh(session, "connect"), "SELECT TIMESTAMPTZ '12025-01-01 00:00:00+00' AS n", 1)
