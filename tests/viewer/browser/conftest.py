"""A real Chromium, the system's own, and pages in it that report whatever goes wrong."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.viewer.conftest import Client

WIDTHS = {"phone": (390, 844), "desk": (1280, 800), "wide": (2560, 1300)}
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_GRAVE = ("serious", "critical")

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "These tests need Chromium: on Debian and Ubuntu, apt-get install chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opening(chromium: Browser, viewer: Client) -> Iterator[Open]:
    """Open a page of the viewer, as whoever was given its address; at the end nothing may have gone wrong in any."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, width: str = "desk", client: Client = viewer) -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        # Without motion: while a colour fades into another, no contrast can be measured.
        context = chromium.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(client.door.url)
        page.goto(f"http://127.0.0.1:{client.door.port}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def barriers(page: Page, *rules: str) -> list[str]:
    """Say what keeps people with a keyboard or a screen reader out of a page, as axe sees it; by some rules, or all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    options = {"runOnly": list(rules)} if rules else {}
    violations = page.evaluate("options => axe.run(options).then((results) => results.violations)", options)
    return [
        f"{one['id']}: {one['help']}: {node['target']}"
        for one in violations
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]
