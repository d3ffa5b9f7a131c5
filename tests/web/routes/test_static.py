"""The files that pages load."""

import re

import httpx2

from govsocial.web.assets import LICENCES, MANIFEST
from govsocial.web.pages import ASSETS


def test_every_page_names_its_files_by_their_content(browser: httpx2.Client) -> None:
    named = {name for path in ("/", "/sparql", "/none") for name in _named(browser.get(path).text)}
    assert {name.rpartition(".")[2] for name in named} >= {"css", "svg"}
    for name in named:
        file = browser.get(name)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]


def test_the_style_sheet_loads_nothing_from_elsewhere(browser: httpx2.Client) -> None:
    sheet = browser.get(str(ASSETS.address("site.css")))
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert not re.search(r"@import|@font-face|GDS Transport|crest|url\((?!data:)", sheet.text)


def test_what_is_no_file_of_the_pages_is_not_sent(client: httpx2.Client) -> None:
    for name in (MANIFEST, "site.css", "..%2Fpages.py", "sparql-editor.js", "%00"):
        assert client.get(f"/static/{name}").status_code == 404, name


def test_licences_are_there_when_anything_was_built(client: httpx2.Client) -> None:
    address = ASSETS.address(LICENCES)
    assert (address is None) == (ASSETS.address("sparql-editor.js") is None)
    assert address is None or "CodeMirror" in client.get(address).text or "codemirror" in client.get(address).text


def _named(page: str) -> list[str]:
    """The addresses of the sheets, icons and scripts of a page."""
    return re.findall(r'<(?:link rel="(?:icon|stylesheet)"[^>]* href|script[^>]* src)="([^"]+)"', page)
