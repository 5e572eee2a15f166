"""In a real browser: a query is asked, shared and cancelled; two sessions are chosen, compared and gone through by key."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import EXAMPLE
from tests.viewer.browser.conftest import WIDTHS, Open, barriers
from tests.viewer.hostile import ID

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"
SIDE_BY_SIDE = f"/compare?a={EXAMPLE.name.removesuffix('.json.gz')}&b=runs/{ID}"


def test_a_query_by_keyboard(opening: Open) -> None:
    """Ctrl and Enter run what was typed; the address holds it, so that it can be sent to somebody, and goes back."""
    page = opening("/sql?place=lake")
    text = page.get_by_label("A query: one SELECT")
    text.fill("SELECT outcome, count(*) AS n FROM sessions GROUP BY outcome ORDER BY n DESC")
    text.press("Control+Enter")
    expect(page.locator("#answer .answer tbody tr").first).to_be_visible()
    expect(page.locator("#answer .chart rect").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/sql\?place=lake&q=SELECT"))
    text.fill("SELECT outcom FROM sessions")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("did you mean")
    page.go_back()
    expect(page.locator("#answer .chart")).to_be_visible()
    expect(text).to_have_value(re.compile("GROUP BY outcome"))


def test_tables_recipes_and_cancelling(opening: Open) -> None:
    """A column is found, a table shows its first rows, a recipe runs as it is, and a long query can be left alone."""
    page = opening("/sql?place=lake")
    page.get_by_label("Find a table or a column").fill("stop_reason")
    expect(page.locator(".tables .table:visible")).to_have_count(1)
    expect(page.locator(".tables dt:visible")).to_have_text([re.compile("stop_reason")])
    page.get_by_role("button", name="Its first rows").click()
    expect(page.locator("#answer .answer thead")).to_contain_text("stop_reason")
    page.get_by_label("Begin with").select_option(label="How many steps are there of each type?")
    expect(page.locator("#rows-found")).to_have_text(re.compile(r"rows in"))
    page.get_by_label("A query: one SELECT").fill(ENDLESS)
    page.get_by_role("button", name="Run").click()
    page.keyboard.press("Escape")
    expect(page.locator("#answer")).to_have_text("Cancelled.")


def test_two_sessions_are_chosen_and_compared(opening: Open) -> None:
    """Two boxes in the list lead to both sessions side by side; keys go through what differs, a link to the step."""
    page = opening("/sessions?place=lake&agent=Order_Tracking_Agent")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#picked")).to_contain_text("One chosen")
    page.locator("#rows .pick input").nth(1).check()
    page.get_by_role("link", name="Compare these two").click()
    expect(page.locator("#at")).to_have_text(re.compile(r"^\d+$"))
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.locator("#at")).to_have_text(re.compile(r"^1 of \d+"))
    expect(page.locator(".line.current")).to_be_in_viewport()
    page.get_by_role("link", name="Swap A and B").click()
    page.locator("#lines .line.step a").first.click()
    expect(page.locator("#pane article")).to_be_visible()
    page.get_by_role("link", name="Compare with …").click()
    expect(page.get_by_role("heading", name="What with?")).to_be_visible()


def test_what_is_folded_is_unfolded(opening: Open) -> None:
    """Lines that are alike come when they are asked for; a session that isn't there is said to be none."""
    name = EXAMPLE.name.removesuffix(".json.gz")
    page = opening(f"/compare?a={name}&b=runs/{name}")
    page.get_by_role("button", name=re.compile("lines alike$")).click()
    expect(page.locator("#lines .line.same").first).to_be_visible()
    expect(page.locator("#lines .fold")).to_have_count(0)


@pytest.mark.parametrize("width", [*WIDTHS])
def test_everybody_can_use_them(opening: Open, width: str) -> None:
    """At every width and in both colours, axe finds no serious barrier, and nothing runs out of the page."""
    page = opening(
        "/sql?place=runs&q=SELECT%20agent%2C%20title%2C%20duration_ms%20FROM%20sessions", width=width
    )
    origin = page.evaluate("location.origin")
    for path, shown in {
        page.url.removeprefix(origin): "#answer .answer",
        SIDE_BY_SIDE: "#lines",
        "/compare?place=lake&before=previous%3D7d&after=last%3D7d": ".measures",
        f"/compare?a=runs/{ID}": "main form",
    }.items():
        page.goto(origin + path)
        expect(page.locator(shown).first).to_be_visible()
        page.emulate_media(color_scheme="light")
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, "color-contrast") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.harmed") is None
