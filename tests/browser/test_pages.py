"""Every page as people have it: narrow and wide, with scripts and without, with large text, by WCAG 2.2 AA, and light.

See https://www.w3.org/TR/WCAG22/#reflow and https://www.w3.org/TR/WCAG22/#resize-text
"""

import gzip
import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visit

PAGES = [
    "/", "/sparql", "/queries", "/queries/who-uses-a-tool", "/doc/organisation", "/doc/organisation/dcms",
    "/doc/tool/twitter", "/doc/claim/2009-06/dcms-twitter", "/def/govsocial", "/def/status", "/dumps/", "/dataset.html",
    "/api", "/about", "/accessibility",
    "/def/tool-kind", "/def/shapes", "/def/govsocial?page=2",
    "/graph/snapshot/2009-06/dcms", "/graph/void",
    "/nothing-here", "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+20", "/sparql?query=SELECT+nonsense",
    "/queries/tools-by-use", "/queries/who-does-a-practice?practice=practice:ministerial-video",
    "/sparql?query=SELECT+?t+(COUNT(*)+AS+?n)+%7B?s+a+?t%7D+GROUP+BY+?t&view=chart",
    "/sparql?query=ASK+%7B%7D&view=raw",
    "/sparql?query=DESCRIBE+%3Chttps://w3id.org/govsocial/id/tool/twitter%3E&view=graph",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+200&iris=show",
    "/doc/person/julia-chandler", "/doc/initiative/budget", "/doc/unit/fco-press-office", "/doc/report/2009-06/fco",
    "/doc/snapshot/2009-06", "/doc/source/2009-06", "/doc/evidence/2009-06/4257-4383", "/doc/event/creation-of-bis",
    "/doc/organisation/dius?without=derived&without=enrichment",
    "/search", "/search?q=twitter", "/search?q=twiter", "/search?q=dcms&kind=claim", "/search?q=huddel", "/browse",
    "/doc/claim", "/doc/organisation?claim.tool=tool:twitter&claim.status=status:in-use&sort=-claims",
    "/ask", "/ask?show=claim&status=any",
    "/ask?show=organisation&status=any&tool=tool:twitter", "/ask?show=tool&organisation=organisation:home-office",
]  # fmt: skip

ALIKE = {"/graph/void", "/def/govsocial?page=2"}
"""Long pages with the parts of another one of these: axe, which takes many seconds for each, looks at them once."""

MAX_KILOBYTES = {"/sparql": 200, "/doc/[^/]+/": 60, "/dataset": 60, "/def/": 60, "/api": 60}
"""Of the editor's page, and of pages of things and of reference; lists, questions and all others have 30."""

_LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
_DIFFERENT_EACH_TIME = r"\d+ ms\b|\b[0-9a-f]{16}\b"  # times, and the ids of requests
_SHOWN_BY_SCRIPTS = "[data-terms], [data-history], [data-running], [data-copy-address], [role=listbox], sparql-editor"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_and_does_not_scroll_sideways(visit: Callable[..., Visit], path: str) -> None:
    begun = visit()
    page = begun.open(path)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if width == 1280 or path not in ALIKE:
            assert (width, begun.breaches()) == (width, [])
        assert (width, begun.overflow()) == (width, 0)
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate(_LARGE_TEXT)
    assert begun.overflow() == 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_scripts_tells_all_that_it_tells_with_them(visit: Callable[..., Visit], path: str) -> None:
    page = visit().open(path)
    page.wait_for_load_state("networkidle")  # scripts have fetched what they show
    without = told(visit(scripts=False).open(path))
    assert without
    assert told(page) <= without


def told(page: Page) -> set[str]:
    """The lines that can be seen, aside from tools that are nothing but scripts."""
    seen = page.locator("main").inner_text()
    for tool in page.locator(_SHOWN_BY_SCRIPTS).all():
        if tool.is_visible():
            seen = seen.replace(tool.inner_text(), "")
    return {line.strip() for line in re.sub(_DIFFERENT_EACH_TIME, "", seen).splitlines() if line.strip()}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_little_with_all_that_it_loads(address: str, path: str) -> None:
    page = fetched(address + path)
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg))"', page.decode())
    assert loaded
    weight = sum(len(gzip.compress(each)) for each in [page, *(fetched(address + each) for each in loaded)])
    limit = next((each for start, each in MAX_KILOBYTES.items() if re.match(start, path)), 30)
    assert weight <= limit * 1_000


def fetched(url: str) -> bytes:
    """The body of an answer to a browser, whatever its status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"}), timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()
