"""What crawlers read first."""

import httpx2
import pytest
from tests.web.test_sitemaps import locations


@pytest.fixture(scope="module")
def found(client: httpx2.Client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    assert response.text.count("<lastmod>2026-11-23</lastmod>") == response.text.count("<loc>")
    return [str(each).removeprefix(str(client.base_url).rstrip("/")) for each in locations(response.text)]


def test_the_site_map_has_every_document_once(found: list[str]) -> None:
    assert len(found) == len(set(found))
    assert {
        "/", "/about", "/dataset", "/doc/tool/twitter", "/doc/tool/caf%C3%A9", "/doc/tool/a%20b", "/def/status",
        "/graph/scheme/status", "/doc/claim/gap",
    } <= set(found)  # fmt: skip
    assert not [path for path in found if "#" in path or path.startswith("http")]


def test_every_address_of_the_site_map_is_a_page(found: list[str], client: httpx2.Client) -> None:
    statuses = {path: client.head(path, headers={"Accept": "text/html"}).status_code for path in found}
    assert {path: status for path, status in statuses.items() if status not in (200, 410)} == {}


def test_the_only_file_is_the_first_part(found: list[str], client: httpx2.Client) -> None:
    assert client.get("/sitemap.xml?part=1").text.count("<url>") == len(found)
    for part, status in (("2", 404), ("0", 404), ("x", 400), ("", 400), ("1&part=1", 400), ("²", 400)):
        assert client.get(f"/sitemap.xml?part={part}").status_code == status, part


def test_robots_are_told_where_the_site_map_is(client: httpx2.Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {client.base_url}".rstrip("/") in response.text


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/api"])
def test_a_host_that_is_none_is_not_repeated(client: httpx2.Client, path: str) -> None:
    response = client.get(path, headers={"Host": "x<y>'"})
    assert response.status_code in (200, 400)
    assert "x<y>" not in response.text
