"""The pages of things by keyboard alone, and without scripts: from a body to the words on which a claim rests."""

from collections.abc import Callable

from playwright.sync_api import Page
from tests.browser.conftest import Visit

MAX_STEPS = 400


def press_until(page: Page, wanted: str) -> None:
    """Move the focus on until it is on a link whose address begins so; follow none."""
    for _ in range(MAX_STEPS):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.getAttribute('href') ?? ''")
        if href.startswith(wanted):
            return
    raise AssertionError(f"no Tab leads to {wanted}")


def test_from_search_to_the_source_of_a_claim_by_keyboard_alone(visit: Callable[..., Visit]) -> None:
    page = visit().open("/")
    while page.evaluate("document.activeElement.id") != "find":
        page.keyboard.press("Tab")
    page.keyboard.type("culture media sport")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    press_until(page, "/doc/organisation/dcms")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/organisation/dcms")
    press_until(page, "/doc/claim/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/claim/**")
    press_until(page, "/doc/evidence/")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    press_until(page, "https://mulqueeny.wordpress.com/")
    assert "#:~:text=" in page.evaluate("document.activeElement.getAttribute('href')")
    press_until(page, "/doc/source/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/source/**")
    assert page.locator("h1").inner_text().startswith("Blog post")


def test_what_is_derived_is_hidden_and_shown_by_keyboard_without_scripts(visit: Callable[..., Visit]) -> None:
    page = visit(scripts=False).open("/doc/organisation/dcms")
    assert page.locator(".statements .tag.derived").count() > 0
    page.locator("a[href='/doc/organisation/dcms?without=derived']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?without=derived")
    assert page.locator(".statements .tag.derived").count() == 0
    page.get_by_role("link", name="include it (derived)").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/organisation/dcms")
    assert page.locator(".statements .tag.derived").count() > 0


def test_who_checks_blogs_and_who_says_so_takes_three_clicks_from_the_first_page(visit: Callable[..., Visit]) -> None:
    page = visit().open("/")
    page.get_by_role("link", name="Which press offices check or moderate what goes out, and who says so?").click()
    row = page.locator("main table tbody tr", has_text="check blogs")
    assert "DFID" in row.inner_text()
    assert "Julia Chandler" in row.inner_text()
    row.get_by_role("link", name="check blogs").click()
    words = page.locator("main a[href^='https://mulqueeny.wordpress.com/'][href*='#:~:text=']").first
    assert words.is_visible()  # the third click leads to the words on the original page
