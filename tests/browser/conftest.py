"""A real browser on the pages of a real server, and what must never be seen in it.

See https://playwright.dev/python/docs/api/class-page
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

DEADLINE_MILLISECONDS = 10_000
_AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # What is no breach, and where it stands, no test reads; to tell it took two thirds of the time on large pages.
    "resultTypes": ["violations"],
    "selectors": False,
}
_REPORT = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ""}`));
"""


@dataclass
class Visit:
    """One page of the browser, and all that went wrong on it."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """The page at a path of the server."""
        self.page.goto(self.address + path)
        return self.page

    def check(self) -> None:
        """No foreign request, no error on the console or in a script, no report of the content security policy."""
        # Chromium reports a style of its own, without a source, when text is selected and typed over.
        reports = [each for each in self.page.evaluate("window.violations ?? []") if each.strip().count(" ") > 1]
        assert [*self.faults, *reports] == []

    def breaches(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, a line each."""
        found = Axe().run(self.page, options=_AXE).response["violations"]
        return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]

    def overflow(self) -> int:
        """How many pixels the page can be scrolled sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of `govsocial serve`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVSOCIAL_")}
    command = [str(Path(sys.executable).with_name("govsocial")), "serve", "--port", "0", "--timeout", "5"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+?:\d+", process.stdout.readline())
    assert found is not None
    yield found[0]
    process.terminate()
    process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. It goes with the module: its event loop would be in the way of other tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the program chromium is not installed")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """`visit(width=320)` is a new page of the browser; after the test nothing may have gone wrong on it."""
    visits: list[Visit] = []

    def begin(width: int = 1280, scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        context.set_default_timeout(DEADLINE_MILLISECONDS)
        context.add_init_script(_REPORT)
        begun = Visit(context.new_page(), address)
        _listen(begun)
        visits.append(begun)
        return begun

    yield begin
    for each in visits:
        each.check()
        each.page.context.close()


def _listen(visit: Visit) -> None:
    def requested(request: Request) -> None:
        if not request.url.startswith((visit.address, "data:", "about:")):
            visit.faults.append(f"foreign request: {request.url}")

    visit.page.on("request", requested)
    visit.page.on("pageerror", lambda error: visit.faults.append(f"script error: {error}"))
    visit.page.on("console", lambda message: _note(visit, message))


def _note(visit: Visit, message: ConsoleMessage) -> None:
    """An error is a fault, unless it is the status of the page itself: a page about an error has that of the error."""
    is_own_status = message.text.startswith("Failed to load resource") and message.location["url"] == visit.page.url
    if message.type == "error" and not is_own_status:
        visit.faults.append(f"console: {message.text} {message.location['url']}")
