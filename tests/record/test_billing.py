"""The ledger of charges: whole lines, each once, however many processes write them."""

import json
import subprocess
import sys
from pathlib import Path

from rearview import record
from rearview.record.billing import missing
from rearview.sources.snapshots.answers.find import file_of
from rearview.sources.snapshots.answers.ledger import read_ledger
from rearview.sources.snapshots.answers.reconcile import reconcile

ROOT = Path(__file__).parents[2]
PROCESSES, SESSIONS, CALLS = 6, 8, 20

AGENTS = f"""
import os, sys
from rearview import record
chosen = record.settings(sessions_dir=sys.argv[1], billing_file=sys.argv[2], environ={{}})
children = []
for number in range({PROCESSES}):
    child = os.fork()
    if child == 0:
        for _ in range({SESSIONS}):
            with record.session(f"agent-{{number}}", settings=chosen) as session, session.turn() as turn:
                for _ in range({CALLS}):
                    with turn.llm("acme", "large") as call:
                        call.usage(tokens_in=1, tokens_out=1, cost=0.5)
        os._exit(0)
    children.append(child)
sys.exit(max(os.waitpid(child, 0)[1] for child in children))
"""


def test_many_processes_write_one_ledger(folder: Path, ledger: Path) -> None:
    """No line is torn, lost or written twice, and each session is billed what its tree says."""
    subprocess.run([sys.executable, "-c", AGENTS, folder, ledger], check=True, cwd=ROOT)
    lines = ledger.read_bytes().splitlines()
    assert len(lines) == PROCESSES * SESSIONS * CALLS
    assert len({json.loads(line)["entryId"] for line in lines}) == len(lines)
    bill = read_ledger([ledger])
    assert (bill.unreadable, bill.repeated, bill.models.amounts.known_cost_usd) == (0, 0, len(lines) * 0.5)
    rows = reconcile(bill, lambda id_: file_of(id_, folder))
    assert len(rows) == PROCESSES * SESSIONS
    assert all(row.agrees for row in rows)
    assert ledger.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_swallows_no_other(folder: Path, ledger: Path, keep: object) -> None:
    """What another program left in the middle of a line stays one line of its own."""
    del keep, folder
    ledger.write_bytes(b'{"type":"ll')
    with record.session("agent") as session, session.turn() as turn, turn.tool("search"):
        pass
    first, second = ledger.read_bytes().splitlines()
    assert first == b'{"type":"ll'
    assert json.loads(second)["command"] == "search"


def test_what_is_missing(ledger: Path) -> None:
    """A charge is missing unless its very line is there."""
    ledger.write_bytes(b'{"originTxnId":"a","entryId":"1"}\n{"originTxnId":"b","entryId":"2"}\n')
    charges = [b'{"originTxnId":"a","entryId":"1"}', b'{"originTxnId":"a","entryId":"3"}']
    assert missing(ledger, "a", charges) == charges[1:]
    assert missing(ledger.with_name("none"), "a", charges) == charges


def test_no_charges_no_ledger(ledger: Path, keep: object) -> None:
    """A session that was charged nothing leaves the ledger as it is."""
    del keep
    with record.session("agent"):
        pass
    assert not ledger.exists()


FORKED = """
import os, sys
from rearview import record
record.configure(record.settings(sessions_dir=sys.argv[1], billing_file=sys.argv[2], environ={}))
with record.session("agent") as session, session.turn() as turn:
    child = os.fork()
    if child == 0:
        assert record.current() is None
        with turn.tool("in the child"):
            session.log("VRB", "in the child")
        session.end()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert not any(name.endswith(".gz") for name in os.listdir(sys.argv[1]))
    with turn.tool("in the parent"):
        pass
"""


def test_a_forked_process_writes_nothing(folder: Path, ledger: Path) -> None:
    """A process that is forked in the middle of a session leaves that session's record to its parent."""
    subprocess.run([sys.executable, "-c", FORKED, folder, ledger], check=True)
    (line,) = ledger.read_bytes().splitlines()
    assert json.loads(line)["command"] == "in the parent"
