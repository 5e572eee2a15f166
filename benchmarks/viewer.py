"""The viewer in a real Chromium: how soon it is up, a session of 50,000 steps, a million sessions, ten million messages.

It makes a lake of its own, which takes minutes and 5 GB of disk; --lake keeps it for the next time, --small tries it all
on a thirtieth. It needs Chromium and Playwright, and a machine that does nothing else.
"""

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from rearview import record

HERE = Path(__file__).parent
SESSIONS = 1_000_000
STEPS = 50_000
PER_TURN = 50
FAILS_EVERY = 500
PART = 30
"""A small run is that part of it."""
STARTS = 5
ROUNDS = 60
PATIENCE_S = 1800
FILTERS = {
    "agent": ("support", "orders", "billing", "returns", "travel_desk", "hr"),
    "outcome": ("completed", "escalated", "abandoned", "failed"),
    "channel": ("web", "phone", "mail"),
    "agent_version": ("v1", "v2", "v3", "v4"),
}
WORDS = (
    "zanzibar",
    "refund",
    "bafeto",
    "badi",
    "to daro",
    '"bo boriri"',
    "返金",
    "12345678",
    "luni",
    "order service",
)

_FRAMES = """(run) => new Promise((done) => {
  const gaps = [];
  let before = null;
  let left = 240;
  const step = (now) => {
    if (before !== null) gaps.push(now - before);
    before = now;
    if (left-- > 0) { act(240 - left); requestAnimationFrame(step); } else done(gaps);
  };
  const chart = document.getElementById("chart");
  const list = document.getElementById("transcript");
  const box = chart.getBoundingClientRect();
  const act = (n) => {
    if (run === "zooming") {
      chart.dispatchEvent(new WheelEvent("wheel", { deltaY: n % 120 < 60 ? -40 : 40, ctrlKey: true, bubbles: true, cancelable: true,
        clientX: box.left + box.width * (0.3 + 0.4 * Math.random()), clientY: box.top + box.height / 2 }));
    } else if (run === "panning") {
      chart.dispatchEvent(new WheelEvent("wheel", { deltaX: n % 120 < 60 ? 60 : -60, bubbles: true, cancelable: true,
        clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }));
    } else list.scrollTop += 180;
  };
  requestAnimationFrame(step);
})"""
"""How long each frame took while something was done in every one of them."""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A viewer that runs in a process of its own."""

    url: str
    up_s: float
    """From the start of the process until a page was there."""
    cookie: str

    @property
    def base(self) -> str:
        """Its address, without the token."""
        return self.url.partition("/?")[0]

    def get(self, path: str) -> tuple[bytes, float]:
        """Ask for an address; return what came, and after how many milliseconds."""
        at = urlsplit(self.url)
        connection = HTTPConnection(at.hostname or "", at.port, timeout=PATIENCE_S)
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": self.cookie})
        response = connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        connection.close()
        if response.status >= 400:
            sys.exit(f"{path}: {response.status} {body[:200]!r}")
        return body, took

    def wait(self, until: str) -> float:
        """Wait until all is read, or until it can be searched too; return for how many seconds."""
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE_S:
            if until == "read" and b'"opening"' not in self.get("/state")[0]:
                return time.perf_counter() - began
            if until == "searched" and b"still being indexed" not in self.get("/sessions?q=nothing")[0]:
                return time.perf_counter() - began
            time.sleep(0.2)
        sys.exit(f"the viewer wasn't {until} in {PATIENCE_S:,} s")


@contextmanager
def viewing(*places: Path) -> Iterator[Viewer]:
    """Show some places, as somebody types it."""
    words = [argument for place in places for argument in ("--data-dir", str(place))]
    command = [sys.executable, "-m", "rearview", "view", "--no-open", *words]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        url = next(line.strip() for line in process.stdout or () if "http://" in line)
        at = urlsplit(url)
        viewer = Viewer(url=url, up_s=0, cookie=f"rearview-{at.port}={parse_qs(at.query)['token'][0]}")
        viewer.get("/sessions")
        yield Viewer(url=url, up_s=time.perf_counter() - began, cookie=viewer.cookie)
    finally:
        process.terminate()
        process.wait()


def recorded(folder: Path, steps: int) -> Path:
    """Record a session of so many steps; return its file."""
    settings = record.settings(sessions_dir=folder, billing_file=folder / "accounting.jsonl", environ={})
    with record.session("bench", settings=settings) as session:
        for first in range(0, steps, PER_TURN):
            with session.turn(prompts=f"Question {first}") as turn:
                for number in range(first, min(first + PER_TURN, steps)):
                    with turn.tool(f"tool_{number % 7}", {"number": number}) as tool:
                        if number % FAILS_EVERY:
                            tool.response({"found": number})
                        else:
                            tool.fail(f"timed out after 30 s at {number}")
    (file,) = folder.glob("*.json.gz")
    return file


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value that such a part of all is below."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def told(name: str, values: Sequence[float], wanted: float, unit: str = "ms") -> None:
    """Print how something was spread, and whether it is what is wanted."""
    p95 = quantile(values, 0.95)
    verdict = "ok" if p95 <= wanted else "MISSED"
    print(
        f"{name:44}{len(values):>5} times  median {statistics.median(values):>8,.1f}  p95 {p95:>8,.1f}  most "
        f"{max(values):>8,.1f} {unit:3} wanted {wanted:,g}  {verdict}",
        flush=True,
    )


def started(lake: Path) -> None:
    """Start the viewer again and again, over a lake that it has seen."""
    ups = []
    for _ in range(STARTS):
        with viewing(lake) as viewer:
            ups.append(viewer.up_s * 1000)
    told("`rearview view`, until its first page", ups, 1_500)


def opened(browser: Browser, viewer: Viewer) -> Page:
    """Open the viewer, as whoever was given its address."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(viewer.url)
    return page


def session(browser: Browser, file: Path) -> None:
    """Open a large session, then zoom, pan and scroll in it."""
    name = f"/session/{quote(file.name.removesuffix('.json.gz'))}"
    with viewing(file) as viewer:
        body, _ = viewer.get(name)
        cold = usable(browser, viewer, name)
        viewer.wait("read")
        outline, head = (len(viewer.get(f"{name}/-/{part}")[0]) for part in ("outline", "head"))
        print(
            f"{'first response':44}{len(body) / 1000:>8,.1f} kB  wanted 300; then {outline / 1000:,.0f} kB of outline, {head / 1000:,.0f} kB of heading"
        )
        print(f"{'usable, of a session that was never read':44}{cold:>8,.0f} ms")
        told("usable, of a session that was", [usable(browser, viewer, name) for _ in range(STARTS)], 1_000)
        page = opened(browser, viewer)
        page.goto(viewer.base + name)
        settled(page)
        for run in ("zooming", "panning", "scrolling"):
            told(f"frames while {run}", page.evaluate(_FRAMES, run), 1000 / 60 + 1)
        page.context.close()


def usable(browser: Browser, viewer: Viewer, name: str) -> float:
    """Return how many milliseconds it takes until a session can be read, in a browser that has seen nothing of it."""
    page = opened(browser, viewer)
    began = time.perf_counter()
    page.goto(viewer.base + name, wait_until="commit")
    settled(page)
    took = (time.perf_counter() - began) * 1000
    page.context.close()
    return took


def settled(page: Page) -> None:
    """Wait until a session's page shows what it has."""
    page.wait_for_function(
        "() => document.querySelector('#transcript article') && !document.querySelector('#head[aria-busy]')"
    )


def listing(browser: Browser, viewer: Viewer) -> None:
    """Filter a million sessions, each time otherwise, and go on to the next page."""
    chance = random.Random(7)  # noqa: S311 - it draws filters, not secrets
    page = opened(browser, viewer)
    filters, nexts, alone = [], [], []
    for _ in range(ROUNDS):
        names = chance.sample(list(FILTERS), chance.randint(1, 3))
        path = "/sessions?" + "&".join(f"{name}={chance.choice(FILTERS[name])}" for name in names)
        alone.append(viewer.get(path + "&sort=-duration")[1])
        page.goto(viewer.base + path)
        filters.append(page.evaluate(_FILTER, chance.random()))
        nexts.append(page.evaluate(_NEXT))
    told("filter, in the browser", filters, 200)
    told("filter and sort, the server alone", alone, 200)
    told("next page, in the browser", nexts, 200)
    page.context.close()


_FILTER = """async (chance) => {
  const links = document.querySelectorAll(".facets li a");
  const before = document.getElementById("rows");
  const began = performance.now();
  links[Math.floor(chance * links.length)].click();
  while (document.getElementById("rows") === before) await new Promise((next) => setTimeout(next, 2));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - began;
}"""
"""How long it takes from a click on a value of a facet until the rows that have it are painted."""
_NEXT = """async () => {
  const body = document.querySelector("#rows tbody:last-of-type");
  const before = document.querySelectorAll("#rows tbody").length;
  const began = performance.now();
  const scroller = document.querySelector(".list .scroll");
  scroller.scrollTo(0, scroller.scrollHeight);
  if (!body.dataset.next) return 0;
  while (document.querySelectorAll("#rows tbody").length === before) await new Promise((next) => setTimeout(next, 2));
  return performance.now() - began;
}"""


def searching(viewer: Viewer) -> None:
    """Look for words in all messages, none of them looked for before."""
    took = []
    for word in WORDS:
        body, ms = viewer.get(f"/sessions?q={quote(word)}")
        found = re.search(rb'id="count"><b>([\d,]+)', body)
        print(f"  {word:16} {found[1].decode() if found else '?':>12} sessions {ms:>8,.0f} ms", flush=True)
        took.append(ms)
    told("full text", took, 2_000)


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"all of it on one part in {PART}")
    parser.add_argument("--lake", type=Path, help="where to keep the lake, or where it is")
    given = parser.parse_args()
    part = PART if given.small else 1
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("This needs Chromium: on Debian and Ubuntu, apt-get install chromium.")
    with TemporaryDirectory(prefix="rearview-bench-") as scratch, sync_playwright() as playwright:
        os.environ["XDG_CACHE_HOME"] = f"{scratch}/caches"
        lake = given.lake or Path(scratch) / "lake"
        if not lake.exists():
            command = [sys.executable, str(HERE / "viewer_lake.py"), str(lake), str(SESSIONS // part)]
            subprocess.run(command, check=True)
        (Path(scratch) / "runs").mkdir()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"load before: {os.getloadavg()[0]:.1f}")
        session(browser, recorded(Path(scratch) / "runs", STEPS // part))
        with viewing(lake) as viewer:
            first = viewer.wait("read")
            print(
                f"{SESSIONS // part:,} sessions were read after {first:,.0f} s, and could be searched after {first + viewer.wait('searched'):,.0f} s"
            )
            listing(browser, viewer)
            searching(viewer)
        started(lake)
        browser.close()


if __name__ == "__main__":
    main()
