"""`/browse`."""

import httpx2


def test_every_kind_leads_to_its_list(browser: httpx2.Client) -> None:
    page = browser.get("/browse")
    assert page.status_code == 200
    assert '<a href="/doc/tool">' in page.text
    assert browser.get("/doc/tool").status_code == 200


def test_where_nothing_has_an_address_it_says_so(writable: httpx2.Client) -> None:
    page = writable.get("/browse", headers={"Accept": "text/html"}).text
    assert "https://data.example.org/id/" in page
    assert 'href="/doc/' not in page
