"""Requests that are sent until they are answered, over real sockets."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rearview.errors import ArgumentError, UnreachableError
from rearview.sources.agentforce.wire import Garbled, Patience, Reply, Request, Stopped, Wire
from tests.sources.agentforce.wire.host import RESET, SILENCE, Host, answer, host

SECRET = "s3cr3t"  # noqa: S105 -- it is for looking whether it shows
BRIEF = Patience(
    tries=3, first_wait_s=0.001, longest_wait_s=0.002, retry_after_cap_s=0.01, connect_s=5, read_s=5
)
FINE = answer(b"fine")
PACKED = gzip.compress(bytes(range(256)) * 64)
NOT_NOW = [429, 500, 502, 503, 504]
BROKEN = {
    "reset": RESET,
    "no answer": b"",
    "no HTTP": b"Hello, who is there?\r\n\r\n",
    "cut head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "cut body": answer(b"fi", length=4),
    "cut chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfi",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n",
    "half gzip": answer(PACKED[: len(PACKED) // 2], "Content-Encoding: gzip"),
    "gzip without its end": answer(PACKED[:-4], "Content-Encoding: gzip"),
    "gzip with another's sum": answer(PACKED[:-8] + bytes(8), "Content-Encoding: gzip"),
    "no gzip": answer(b"fine", "Content-Encoding: gzip"),
    "compressed as never asked": answer(b"fine", "Content-Encoding: br"),
}


def asked(of: Host, *, again: bool = True, method: str = "GET", body: bytes | None = None) -> Request:
    """Return a request that has a secret wherever one can be."""
    return Request(
        method=method,
        url=f"{of.url}/{SECRET}?{SECRET}",
        headers={"Authorization": f"Bearer {SECRET}"},
        body=body,
        again=again,
    )


def body(reply: Reply) -> bytes:
    """Read a reply as what it holds."""
    return reply.body


def test_an_answer_is_read_by_who_asked() -> None:
    """The reader gets status, headers in lower case and the body; what it makes of them is returned."""
    with host(answer(b"fine", "X-Told: Yes", status=201)) as told, Wire() as wire:
        seen = wire.fetch(asked(told, method="POST", body=b"What?"), lambda reply: (reply, len(reply.body)))
    assert seen == (
        Reply(
            status=201, headers={"content-length": "4", "connection": "close", "x-told": "Yes"}, body=b"fine"
        ),
        4,
    )
    assert told.heard[0].startswith(f"POST /{SECRET}?{SECRET} HTTP/1.1\r\n".encode())
    assert told.heard[0].endswith(b"\r\n\r\nWhat?")
    assert (wire.counters.requests, wire.counters.retries, wire.counters.bytes_received) == (1, 0, 4)


def test_a_compressed_body_is_unpacked() -> None:
    """Compression is asked for and unpacked, in several members too, and counted as it came."""
    two = answer(PACKED + PACKED, "Content-Encoding: GZIP")
    with host(two) as told, Wire() as wire:
        assert wire.fetch(asked(told), body) == bytes(range(256)) * 128
    assert b"accept-encoding: gzip\r\n" in told.heard[0].lower()
    assert wire.counters.bytes_received == 2 * len(PACKED)


@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 401, 403, 404, 409, 501])
def test_every_answer_that_stays_is_the_readers(status: int) -> None:
    """A status that doesn't pass by waiting is given to the reader at once; no redirect is followed."""
    with host(answer(b"", "Location: /elsewhere", status=status)) as told, Wire(patience=BRIEF) as wire:
        assert wire.fetch(asked(told), lambda reply: reply.status) == status
    assert len(told.heard) == 1


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("status", NOT_NOW)
def test_a_status_that_passes_is_waited_out(status: int, again: bool) -> None:
    """What says `not now` is asked again, but not what mustn't and may have been acted on already."""
    with host(answer(status=status), answer(status=status), FINE) as told, Wire(patience=BRIEF) as wire:
        if again or status in {429, 503}:
            assert wire.fetch(asked(told, again=again), body) == b"fine"
            assert (wire.counters.requests, wire.counters.retries) == (3, 2)
            return
        with pytest.raises(UnreachableError, match=f"{status} .* isn't known"):
            wire.fetch(asked(told, again=again), body)
    assert len(told.heard) == 1


@pytest.mark.parametrize("broken", BROKEN)
def test_an_answer_that_breaks_is_asked_for_again(broken: str) -> None:
    """Whatever way an answer is cut or damaged, none of it is given out, and the whole comes with the next try."""
    with host(BROKEN[broken], FINE) as told, Wire(patience=BRIEF) as wire:
        assert wire.fetch(asked(told), body) == b"fine"
    assert len(told.heard) == 2


@pytest.mark.parametrize("broken", BROKEN)
def test_a_request_that_must_not_be_repeated_is_not(broken: str) -> None:
    """When it may have arrived, a request that isn't to be sent again ends in an error that says so."""
    with (
        host(BROKEN[broken], FINE) as told,
        Wire(patience=BRIEF) as wire,
        pytest.raises(UnreachableError, match="Whether it acted on the request isn't known") as gone,
    ):
        wire.fetch(asked(told, again=False), body)
    assert len(told.heard) == 1
    assert SECRET not in str(gone.value)


def test_a_reader_that_cant_read_has_the_request_sent_again() -> None:
    """What only the reader can tell to be broken is fetched again as well."""

    def read(reply: Reply) -> bytes:
        if reply.body != b"fine":
            raise Garbled("it is HTML")  # noqa: EM101, TRY003 -- as a reader would
        return reply.body

    with host(answer(b"<html>"), FINE) as told, Wire(patience=BRIEF) as wire:
        assert wire.fetch(asked(told), read) == b"fine"
    with (
        host(answer(b"<html>")) as told,
        Wire(patience=BRIEF) as wire,
        pytest.raises(UnreachableError, match=r"can't be used \(it is HTML\) \(tried 3 times\)"),
    ):
        wire.fetch(asked(told), read)


def test_what_a_reader_raises_besides_is_its_own_affair() -> None:
    """Another error of a reader passes through, and the request isn't sent again."""
    with host(FINE) as told, Wire(patience=BRIEF) as wire, pytest.raises(KeyError):
        wire.fetch(asked(told), lambda reply: reply.headers["x-none"])
    assert len(told.heard) == 1


@pytest.mark.parametrize("said", [*BROKEN.values(), answer(status=503)])
def test_patience_ends_and_the_error_says_what_to_do(said: bytes) -> None:
    """After so many tries the host is given up, by name, with the reason and a hint, and without a secret."""
    with (
        host(said) as told,
        Wire(patience=BRIEF) as wire,
        pytest.raises(UnreachableError, match=r"\(tried 3 times\)") as gone,
    ):
        wire.fetch(asked(told), body)
    assert len(told.heard) == 3
    assert told.url in str(gone.value)
    assert "Hint: check the network" in str(gone.value)
    assert SECRET not in str(gone.value)


def test_a_silent_host_is_given_up() -> None:
    """No answer within the time for one is no answer."""
    patience = Patience(tries=2, first_wait_s=0.001, longest_wait_s=0.001, read_s=0.05)
    with (
        host(SILENCE) as told,
        Wire(patience=patience) as wire,
        pytest.raises(UnreachableError, match="silent for too long"),
    ):
        wire.fetch(asked(told), body)


def test_a_request_that_never_left_is_sent_again_whatever_it_is() -> None:
    """Where nothing listens nothing arrived: even what must not be repeated is tried to the end."""
    with host() as gone:
        pass
    with (
        Wire(patience=BRIEF) as wire,
        pytest.raises(UnreachableError, match=r"nothing answers there \(tried 3"),
    ):
        wire.fetch(asked(gone, again=False), body)


def test_a_stranger_gets_nothing() -> None:
    """A request for a host that isn't allowed is refused before anything is sent."""
    with Wire() as wire, pytest.raises(ArgumentError):
        wire.fetch(Request(method="GET", url="https://example.com/"), body)
    assert wire.counters.requests == 0


def test_no_cookie_is_kept() -> None:
    """What a host wants remembered is forgotten: a token is all that signs a request."""
    with host(answer(b"", "Set-Cookie: sid=1; Path=/"), FINE) as told, Wire() as wire:
        wire.fetch(asked(told), body)
        wire.fetch(asked(told), body)
    assert b"cookie" not in told.heard[1].lower()


def test_nothing_is_sent_once_the_run_stops() -> None:
    """A run that was told to stop sends no request."""
    stop = threading.Event()
    stop.set()
    with host(FINE) as told, Wire(stop=stop) as wire:
        with pytest.raises(Stopped):
            wire.fetch(asked(told), body)
        assert told.heard == []


def test_a_wait_for_the_next_try_ends_when_the_run_does() -> None:
    """Whoever waits to try again is let go at once when the run stops."""
    stop = threading.Event()
    patience = Patience(retry_after_cap_s=600)
    with (
        host(answer(b"", "Retry-After: 600", status=503)) as told,
        Wire(patience=patience, stop=stop) as wire,
    ):
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(wire.fetch, asked(told), body)
            told.asked.acquire()
            stop.set()
        assert isinstance(waiting.exception(), Stopped)
    assert len(told.heard) == 1


def test_a_wait_for_a_place_ends_when_the_run_does() -> None:
    """Whoever waits for another request to end is let go when the run stops, and hasn't sent anything."""
    stop = threading.Event()
    patience = Patience(tries=1)
    with (
        Wire(jobs=1, patience=patience, stop=stop) as wire,
        ThreadPoolExecutor(2) as pool,
        host(SILENCE) as told,
    ):
        first = pool.submit(wire.fetch, asked(told), body)
        told.asked.acquire()
        second = pool.submit(wire.fetch, asked(told), body)
        stop.set()
        assert isinstance(second.exception(), Stopped)
        assert not first.done()
    assert len(told.heard) == 1
