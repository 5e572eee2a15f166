"""What somebody reads when an extraction can't be: each is a sentence, says what to do next, and holds no secret."""

import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rearview.errors import RearviewError
from rearview.lake.grid import DAY_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from rearview.sandbox.server.faults import NAMED, Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import Report, agents, extract_tree
from rearview.sources.agentforce.extract.probe import probe
from rearview.sources.agentforce.extract.scope import Agents
from rearview.sources.agentforce.query import choose, rows_of
from rearview.sources.agentforce.signin import sign_in
from tests.sources.agentforce.extract.build import PERIOD, Rig, login, rig

DAY = Window(PERIOD.start_ms, PERIOD.start_ms + DAY_MS)
PROBED = 5
"""How many tables are looked at before anything is read of the steps: those that conditions on them can name."""
STEPS = CATALOG["steps"].api_name
TOKEN = re.compile(r"\b00D\w{12}!|\beyJ|Bearer")
SLOW = Rule(does="slow", on=("page",), times=None, amount=0.05)

Happening = Callable[[Rig], Report | None]


def always(does: str, *on: str, table: str | None = None, nth: int = 1, status: int = 503) -> Plan:
    """A plan in which one thing goes wrong, and stays so."""
    rule = {"does": does, "on": on, "table": table, "nth": nth, "times": None, "status": status}
    return Plan(rules=(Rule(**rule),))  # type: ignore[arg-type]


def under(plan: Plan, *tables: str) -> Happening:
    """Extract while something goes wrong."""

    def happen(at: Rig) -> Report:
        at.standin.faults.use(plan)
        return at.extract(tables or ("sessions",), DAY)

    return happen


def of_another_org(at: Rig) -> None:
    """Extract into the lake of another org."""
    with Writer.open(at.root, Identity(source="agentforce", org="00D000000000001EAA", data_space="default")):
        pass
    at.extract(("sessions",), DAY)


def with_another_filter(at: Rig) -> None:
    """Extract one agent's sessions into a lake of everybody's."""
    at.extract(("sessions",), DAY)
    replace(at, scope=Agents(("Some_Agent",))).extract(("sessions",), DAY)


def into_a_folder_of_others(at: Rig) -> None:
    """Extract into a folder that holds something."""
    at.root.mkdir()
    (at.root / "thesis.txt").write_text("my only copy")
    at.extract(("sessions",), DAY)


def while_another_runs(at: Rig) -> None:
    """Extract into a lake that is being written to."""
    with Writer.open(at.root, at.extraction().identity):
        at.extract(("sessions",), DAY)


def broken(name: str, content: bytes) -> Happening:
    """Extract into a lake of which a file isn't what it was."""

    def happen(at: Rig) -> Report:
        at.extract(("sessions",), DAY)
        (at.root / "metadata" / name).write_bytes(content)
        return at.extract(("sessions",), DAY)

    return happen


def left_broken(name: str) -> Happening:
    """Extract into a lake in which an interrupted run left something that was damaged since."""

    def happen(at: Rig) -> Report:
        at.standin.faults.use(Plan(rules=(SLOW,)))
        at.watch = lambda progress: at.stop.set() if progress.rows else None
        at.extract(("steps",), DAY)
        at.stop.clear()
        at.watch = lambda _: None
        at.standin.faults.use(Plan())
        file = min((at.root / "metadata" / "staging").glob(f"*/{name}"))
        file.write_bytes(file.read_bytes()[:40])
        return at.extract(("steps",), DAY)

    return happen


def without_the_network(at: Rig) -> None:
    """Sign in where nothing answers."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    sign_in(replace(login(at.standin), login_url=address), at.wire)


def in_another_data_space(at: Rig) -> None:
    """Ask for a data space that the org hasn't got."""
    session = sign_in(replace(login(at.standin), data_space="sales"), at.wire)
    rows_of(choose(session, "v3", note=lambda _: None), "SELECT 1", 1)


def by_v3_alone(at: Rig) -> None:
    """Insist on Query V3 where no token is exchanged."""
    at.standin.faults.use(NAMED["exchange-refused"])
    choose(sign_in(login(at.standin), at.wire), "v3", note=lambda _: None)


def for_an_agent_that_is_mistyped(at: Rig) -> None:
    """Name an agent that the org hasn't got."""
    agents.check(["Suport_Agent"], at.api, probe(at.api, ("participants", "moments")))


def onto_a_full_disk(at: Rig) -> Report:
    """Extract onto a disk that has no room for it."""
    with small_disk(at.root):
        return at.extract(CATALOG)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Put a disk of 64 kB in the place of a folder."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting isn't allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


HAPPENINGS: dict[str, Happening] = {
    "another-org": of_another_org,
    "another-filter": with_another_filter,
    "folder-of-others": into_a_folder_of_others,
    "locked": while_another_runs,
    "broken-identity": broken("lake.json", b"{"),
    "broken-watermark": broken("watermark.json", b'{"format": 1}'),
    "newer-watermark": broken("watermark.json", b'{"format": 2, "tables": {}}'),
    "broken-journal": broken("extraction.json", b"{"),
    "broken-ticket": left_broken("ticket.json"),
    "broken-chunk": left_broken("chunk-*.arrow"),
    "full-disk": onto_a_full_disk,
    "no-network": without_the_network,
    "network-lost": under(always("reset", "status", nth=PROBED + 1), "steps", "sessions"),
    "no-network-at-the-first-question": under(always("reset", "query")),
    "data-space": in_another_data_space,
    "exchange-refused": by_v3_alone,
    "sign-in-refused": under(
        Plan(
            rules=(
                Rule(does="token-expired", on=("page",), times=None),
                Rule(does="status", status=400, on=("sign-in", "exchange"), times=None),
            )
        ),
        "steps",
    ),
    "no-permission-for-anything": under(always("no-permission", "query"), "sessions", "interactions"),
    "daily-limit": under(always("daily-limit", "query", nth=2)),
    "daily-limit-later": under(always("daily-limit", "page"), "steps"),
    "never-done": under(always("running-forever", "query", "status")),
    "rows-missing": under(always("short-page", "page", table=STEPS), "steps"),
    "forgotten": under(always("query-expired", "page", table=STEPS), "steps"),
    "refused": under(always("status", "page", table=STEPS, status=400), "steps"),
    "server-down": under(always("status", "status", nth=PROBED + 1), "steps", "interactions"),
    "unknown-agent": for_an_agent_that_is_mistyped,
    "unknown-session": lambda at: extract_tree(at.extraction(), ["019c0000-0000-7000-8000-000000000000"]),
    "no-session-id": lambda at: extract_tree(at.extraction(), ["x' OR '1'='1"]),
}
"""What can happen, by the name of the file with what is to be read then."""


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_is_said(name: str, golden: Callable[[str, bytes], None], tmp_path: Path) -> None:
    """Whatever stands in the way of an extraction is told in the words of its golden file, and secrets never are."""
    with rig(tmp_path) as at:
        said = told(HAPPENINGS[name], at)
        secrets = [
            at.standin.credentials.consumer_key,
            *at.standin.credentials.key_path.read_text().split("\n")[1:-1],
        ]
        kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()).decode(
            errors="replace"
        )
        assert not [secret for secret in secrets if secret in said + kept]
        assert not TOKEN.search(said + kept)
        golden(f"extract/{name}.txt", plain(said, at, tmp_path).encode())


def test_a_cell_that_was_removed_is_read_again(tmp_path: Path) -> None:
    """Whoever removes a cell's file, as a hint says, finds it filled again by the next run over its time."""
    with rig(tmp_path) as at:
        assert at.extract().complete
        for file in at.root.glob("steps/*/*.parquet"):
            file.unlink()
        assert at.extract().complete
        assert at.differences() == {}
        assert verify(at.root).breaches == ()


@pytest.mark.parametrize("place", [0.4, 1])
def test_a_damaged_cell_is_replaced(place: float, tmp_path: Path) -> None:
    """A cell of which a part was overwritten doesn't stand in the way of the run that reads it anew."""
    with rig(tmp_path) as at:
        assert at.extract().complete
        for file in at.root.glob("*/date=2*/*.parquet"):
            data = bytearray(file.read_bytes())
            end = int(place * len(data)) - 8
            data[end - 300 : end] = bytes(300)
            file.write_bytes(data)
        assert at.extract(again=True).complete
        assert at.differences() == {}
        assert verify(at.root).breaches == ()


def told(happening: Happening, at: Rig) -> str:
    """What a person is told."""
    try:
        report = happening(at)
    except RearviewError as error:
        return f"{error}\n"
    assert report is not None
    lines = [f"missing {table}: {why}" for table, why in report.missing.items()]
    lines += sorted(
        {f"{failure.table}: {failure.reason}\nHint: {failure.hint}" for failure in report.failures}
    )
    lines += [f"ended by: {report.ended_by}"] if report.ended_by else []
    return "\n".join([*lines, f"complete: {report.complete}", ""])


def plain(said: str, at: Rig, root: Path) -> str:
    """Take out what is another in each run."""
    said = said.replace(str(root), "HERE").replace(at.standin.org_id, "00D000000000002EAA")
    said = said.replace(at.standin.host, "host").replace(
        f"process {os.getpid()} on {socket.gethostname()}", "process 7 on host"
    )
    said = re.sub(r"127\.0\.0\.1:\d+", "host", said)
    said = re.sub(r"(Could not [a-z ]+ HERE/lake)/\S+:", r"\1/FILE:", said)
    said = re.sub(r"(The query )\S+", r"\1MTAuMjQ_0000", said)
    return re.sub(r"'MT[\w%=-]+'|\bMT[\w%=-]{20,}", "MTAuMjQ_0000", said)
