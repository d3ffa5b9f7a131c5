"""The editor of queries: it completes, marks errors, runs, and lets go of a query."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.browser.conftest import Visit


def editor(page: Page, text: str = "") -> Page:
    """The page with the focus in the editor, and this text in it."""
    content = page.locator("sparql-editor .cm-content")
    expect(content).to_be_visible()
    content.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    return page


def test_a_class_is_completed_by_keyboard_with_its_prefix_line(visit: Callable[..., Visit]) -> None:
    page = editor(visit().open("/sparql"), "SELECT * { ?claim a ")
    page.keyboard.type("tooluse")
    expect(page.locator("sparql-editor .cm-tooltip-autocomplete li[aria-selected]")).to_contain_text("gs:ToolUse")
    page.wait_for_timeout(200)  # for 75 ms the editor takes no Enter, lest a list that just came should swallow one
    page.keyboard.press("Enter")
    expect(page.locator("sparql-editor textarea")).to_have_value(
        "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>\nSELECT * { ?claim a gs:ToolUse"
    )


def test_a_query_is_run_by_keyboard(visit: Callable[..., Visit]) -> None:
    page = editor(visit().open("/sparql"), "SELECT (COUNT(*) AS ?ones) { VALUES ?x { 1 2 3 } }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main table td")).to_have_text("3 xsd:integer")


def test_an_error_is_marked_at_its_place(visit: Callable[..., Visit]) -> None:
    page = editor(visit().open("/sparql"), "SELECT *\nWHERE { ?s nope:p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=alert]")).to_contain_text("nope:")
    expect(page.locator("sparql-editor .cm-lintRange-error")).to_have_text("nope:p")


def test_tab_leads_out_of_the_editor(visit: Callable[..., Visit]) -> None:
    page = editor(visit().open("/sparql"), "ASK {}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "button"


def test_without_scripts_the_textarea_is_the_editor(visit: Callable[..., Visit]) -> None:
    page = visit(scripts=False).open("/sparql")
    page.get_by_label("Query").fill("ASK {}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("main [role=status]")).to_have_text("Yes")
