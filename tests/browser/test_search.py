"""Search as people use it: suggestions by keyboard and pointer, and a plain form without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import Visit


def typed(page: Page, text: str) -> Page:
    """The page with the text typed into the form of its header."""
    page.get_by_role("combobox", name="Search").click()
    page.keyboard.type(text)
    return page


def test_a_suggestion_is_chosen_by_keyboard(visit: Callable[..., Visit]) -> None:
    begun = visit()
    page = typed(begun.open("/"), "twiter")
    field = page.get_by_role("combobox", name="Search")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Twitter")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    expect(field).to_be_focused()
    assert begun.breaches() == []
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/tool/twitter$"))


def test_the_arrows_go_round_by_way_of_the_text(visit: Callable[..., Visit]) -> None:
    page = typed(visit().open("/"), "flickr")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_escape_closes_the_list_and_enter_asks_for_the_text(visit: Callable[..., Visit]) -> None:
    page = typed(visit().open("/doc/tool"), "dcms")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=dcms$"))
    expect(page.get_by_role("link", name="DCMS", exact=True)).to_be_visible()


def test_a_suggestion_is_chosen_by_pointer(visit: Callable[..., Visit]) -> None:
    page = typed(visit(width=320).open("/queries"), "foreign off")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("/doc/organisation/fco$"))


def test_tab_leaves_the_field_and_closes_the_list(visit: Callable[..., Visit]) -> None:
    page = typed(visit().open("/"), "blog")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator(".find button")).to_be_focused()


def test_an_answer_that_comes_late_is_not_shown(visit: Callable[..., Visit]) -> None:
    begun = visit()
    page = begun.open("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search?q=fli&**", hold)
    with page.expect_request("**/search?q=fli&**"):
        typed(page, "fli")
    page.keyboard.press("Control+a")
    page.keyboard.type("yammer")
    expect(page.get_by_role("option").first).to_contain_text("Yammer")
    held[0].abort()
    expect(page.get_by_role("option").first).to_contain_text("Yammer")
    begun.faults = [each for each in begun.faults if "q=fli" not in each]  # what this test did itself


def test_names_in_the_data_are_text_in_the_list(visit: Callable[..., Visit]) -> None:
    page = visit().open("/")
    hit = '{"results": [{"iri": "x:y", "label": "<img src=x>", "kind": "<b>", "page": "/doc/tool"}], "suggestions": []}'
    page.route("**/search?q=*", lambda route: route.fulfill(body=hit, content_type="application/json"))
    typed(page, "img")
    expect(page.get_by_role("option")).to_have_text("<img src=x><b>")
    expect(page.locator(".find img")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_without_scripts_the_form_and_the_lists_work(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width=width, scripts=False).open("/")
    page.locator("#find").fill("tresury")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="HM Treasury", exact=True)).to_be_visible()
    page.goto(page.url.partition("/search")[0] + "/doc/claim")
    page.get_by_text("Status").first.click()
    page.get_by_role("link", name="Planned", exact=True).first.click()
    expect(page.get_by_role("status").first).to_contain_text("meet all conditions")
    page.goto(page.url.partition("/doc")[0] + "/ask")
    page.get_by_label("Tool").select_option("Twitter")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Claims of use only")).to_be_visible()
