"""The pages of numbers in a real browser: chosen from, followed to a step and back, at every width and in both colours."""

import re

from playwright.sync_api import expect

from rearview.viewer.registry import NUMBERS, PAGES
from tests.viewer.browser.conftest import WIDTHS, Open, barriers

PATHS = [page.path for page in PAGES if page.module == NUMBERS]
DARK = ("/overview", "/topics", "/quality")
"""Pages that have all colours between them."""


def test_from_a_number_to_a_step_and_back(opening: Open) -> None:
    """A filter, the failures it leaves, the newest step of one, and back; then the sessions behind a number."""
    page = opening("/overview?place=lake")
    page.locator("select[name=agent]").select_option(index=1)
    expect(page).to_have_url(re.compile(r"/overview\?place=lake&agent=[^&]+$"))
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile(r"/failures\?place=lake&agent="))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Overview").click()
    page.locator("select[name=agent]").select_option("")
    expect(page).to_have_url(re.compile(r"/overview\?place=lake$"))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Failures").click()
    page.locator(".examples a").first.click()
    expect(page.locator("#pane article")).to_contain_text("failed")
    page.go_back()
    number = page.locator(".figured tbody tr").first.locator("td.number a").last
    count = number.text_content() or ""
    number.click()
    expect(page.locator("#count b")).to_have_text(count)
    expect(page.get_by_role("list", name="Chosen")).to_contain_text("Failure")
    page.get_by_role("link", name=re.compile("^Take back")).click()
    expect(page.locator("#count b")).not_to_have_text(count)


def test_everybody_can_use_the_numbers(opening: Open) -> None:
    """On every page, axe finds no serious barrier, in neither colour, and nothing runs out of the page at any width."""
    page = opening("/sessions")
    for path in PATHS:
        page.evaluate("path => location.assign(path)", f"{path}?place=runs&place=lake")
        page.wait_for_url(f"**{path}?*", wait_until="load")
        assert barriers(page) == [], path
        if path in DARK:
            page.emulate_media(color_scheme="dark")
            assert barriers(page, "color-contrast") == [], path
            page.emulate_media(color_scheme="light")
        for width, height in reversed(WIDTHS.values()):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
    assert page.evaluate("window.harmed") is None
