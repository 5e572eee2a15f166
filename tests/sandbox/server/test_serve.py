"""Starting and ending a stand-in, what it keeps while it runs, and who can reach it."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from rearview.errors import AccessError
from rearview.sandbox.engines import SqlEngine
from rearview.sandbox.server import NAMED, Behaviour, Standin, serve
from tests.sandbox.server.caller import NOW_MS, Caller, status_of


def _port(standin: Standin) -> int:
    return int(standin.url.rpartition(":")[2])


def test_ends_as_if_it_had_never_been(engine: SqlEngine) -> None:
    """On the way out the port is free, the folder is gone, and no thread is left; the engine stays open."""
    threads = set(threading.enumerate())
    with serve(engine) as standin:
        folder = standin.credentials.key_path.parent
        assert httpx2.get(f"{standin.url}/_sandbox/clock").status_code == 200
    assert not folder.exists()
    assert not [
        thread for thread in set(threading.enumerate()) - threads if thread.name in {"stand-in", "loading"}
    ]
    with socket.socket() as free:
        free.bind(("127.0.0.1", _port(standin)))
    assert engine.query("SELECT 1", now_ms=NOW_MS).num_rows == 1


def test_ends_when_its_block_fails(engine: SqlEngine) -> None:
    """A failing test leaves no server behind."""
    with pytest.raises(ZeroDivisionError), serve(engine) as standin:
        raise ZeroDivisionError
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(standin.url)


def test_ends_though_somebody_waits(engine: SqlEngine) -> None:
    """A poll that waits for its query is answered as things stand, and doesn't hold up the end."""
    with ThreadPoolExecutor() as pool, serve(engine, behaviour=Behaviour(running_ms=60_000)) as standin:
        waiting = Caller(standin)
        waiting.sign_in()
        query = waiting.submit()["queryId"]
        polled = pool.submit(waiting.v3, "GET", f"/{query}")
        while not standin.counters.under_way:
            time.sleep(0.01)
    assert status_of(polled.result())["completionStatus"] == "RUNNING_OR_UNSPECIFIED"
    waiting.http.close()


def test_takes_the_port_that_is_wanted(engine: SqlEngine) -> None:
    """A port can be chosen, and one that is taken is refused in words."""
    with serve(engine) as first:
        port = _port(first)
        with pytest.raises(AccessError, match=f"listen on port {port}"), serve(engine, port=port):
            pass
    with serve(engine, port=port) as second:
        assert _port(second) == port


def test_takes_faults_from_the_start(engine: SqlEngine) -> None:
    """A plan can be in force from the first request on."""
    with serve(engine, faults=NAMED["exchange-refused"]) as standin:
        assert standin.faults.plan is NAMED["exchange-refused"]


def test_only_this_machine_reaches_it(standin: Standin) -> None:
    """It listens on loopback, and a page in a browser that calls it by another name is turned away."""
    assert standin.url.startswith("http://127.0.0.1:")
    response = httpx2.get(f"{standin.url}/_sandbox/counters", headers={"host": "evil.example"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/hostname",
        "/%2e%2e/%2e%2e/etc/hostname",
        "/_sandbox/../../etc/hostname",
        "/services/data/v64.0/ssot/query-sql/..%2F..%2Fetc%2Fhostname/rows",
    ],
)
def test_no_address_is_a_file(path: str, caller: Caller) -> None:
    """No way through the addresses leads to a file."""
    headers = {"Authorization": f"Bearer {caller.core}"}
    with socket.create_connection(("127.0.0.1", _port(caller.standin))) as raw:
        lines = [f"GET {path}?dataspace=default&offset=0 HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b"".join(iter(lambda: raw.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM external('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "ATTACH '/tmp/x'",
        "SELECT 1; SELECT 2",
    ],
)
def test_no_statement_reads_a_file(sql: str, caller: Caller) -> None:
    """Whatever is asked in SQL, files are out of reach."""
    assert caller.v3("POST", json={"sql": sql}).status_code in {400, 403}


def test_large_requests_are_refused(caller: Caller) -> None:
    """A body larger than any statement isn't taken."""
    body = b" " * (71 << 20)
    response = caller.v3("POST", content=body)
    assert response.status_code == 413
