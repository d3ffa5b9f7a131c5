"""The editor of queries: it completes, marks errors, runs, and lets go of a query."""

import re
import time
import urllib.request
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
    expect(page.locator("main [role=status].lead")).to_have_text("Yes")


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def metric(address: str, name: str) -> float:
    """The value of a metric of the server, by its name and labels; 0 where there is none yet."""
    with urllib.request.urlopen(address + "/metrics") as response:
        found = re.search(rf"^{re.escape(name)} ([0-9.]+)", response.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 4  # before the query's own time is over
    while not is_so():
        assert time.monotonic() < deadline, what


def test_cancel_ends_the_query_on_the_server(visit: Callable[..., Visit], address: str) -> None:
    killed = 'govsocial_kills_total{cause="left"}'
    before = metric(address, killed)
    page = editor(visit().open("/sparql"), ENDLESS)
    expect(page.get_by_text("Your queries")).to_be_visible()  # the script of the page is there too
    page.get_by_role("button", name="Run").click(no_wait_after=True)
    until(lambda: metric(address, "govsocial_queries_running") == 1, "the query does not run")
    page.keyboard.press("Tab")  # by keyboard: a click on a locator would wait for the answer first
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.locator("sparql-editor textarea")).to_have_value(ENDLESS)
    until(lambda: metric(address, killed) > before, "the query still runs")


def test_the_link_of_an_answer_is_copied_and_gives_the_answer(visit: Callable[..., Visit]) -> None:
    first = visit()
    first.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = first.open("/sparql?query=SELECT+(1+AS+?n)+%7B%7D")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    other = visit().page
    other.goto(link)
    expect(other.locator("main table td")).to_have_text("1 xsd:integer")


def test_a_term_of_the_vocabulary_is_inserted_with_its_prefix(visit: Callable[..., Visit]) -> None:
    page = editor(visit().open("/sparql"), "SELECT * { ?s a ")
    page.get_by_text("Vocabulary: click to insert").click()
    page.get_by_label("Find a class").fill("gs:ToolUse")
    page.get_by_role("button", name="gs:ToolUse", exact=True).click()
    expect(page.locator("sparql-editor textarea")).to_have_value(
        "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>\nSELECT * { ?s a gs:ToolUse"
    )


def test_queries_are_kept_only_where_somebody_wants_it(visit: Callable[..., Visit]) -> None:
    page = visit().open("/sparql?query=ASK+%7B%7D")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("main [role=status].lead")).to_have_text("Yes")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_text("Your queries").click()
    page.get_by_label("Keep my queries").check()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("Your queries").click()
    expect(page.get_by_role("button", name="ASK {}")).to_be_visible()
    page.get_by_role("button", name="Forget them all").click()
    expect(page.get_by_role("button", name="ASK {}")).to_have_count(0)
    page.get_by_label("Keep my queries").uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_the_views_of_an_answer_are_links(visit: Callable[..., Visit]) -> None:
    page = visit(scripts=False).open("/sparql?query=SELECT+?t+(COUNT(*)+AS+?n)+%7B?s+a+?t%7D+GROUP+BY+?t")
    page.get_by_role("navigation", name="Views of the answer").get_by_role("link", name="Chart").click()
    expect(page.locator("svg.bars")).to_be_visible()
    page.get_by_role("navigation", name="Views of the answer").get_by_role("link", name="Raw").click()
    expect(page.locator("pre.code").first).to_contain_text('"bindings"')
