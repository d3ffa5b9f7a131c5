"""The style sheet."""

import re

import httpx2


def test_every_page_names_the_style_sheet_by_its_content(browser: httpx2.Client) -> None:
    names = {re.findall(r'href="(/static/[^"]+)"', browser.get(path).text)[0] for path in ("/", "/sparql", "/none")}
    assert len(names) == 1
    sheet = browser.get(names.pop())
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["cache-control"]
    assert "@import" not in sheet.text
    assert "url(" not in sheet.text
