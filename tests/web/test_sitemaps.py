"""Site maps: within the bounds of the protocol, with addresses that XML can hold."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import RequestError
from govsocial.model.iris import Names
from govsocial.web.sitemaps import MAX_ADDRESSES, addresses, how_many, index, parts_for, robots, site_map

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ORIGIN = "http://data.example.org"


def locations(document: str) -> list[str | None]:
    root = ElementTree.fromstring(document.encode())  # noqa: S314 - it is ours
    return [element.text for element in root.iter(f"{SITEMAP}loc")]


@pytest.mark.parametrize(("count", "files"), [(0, 1), (40_000, 1), (40_001, 2), (1_000_000, 25)])
def test_many_documents_need_several_files(count: int, files: int) -> None:
    parts = parts_for(count)
    assert [part.number for part in parts] == list(range(files))
    assert {part.of for part in parts} == {files}


def test_no_file_has_more_addresses_than_the_protocol_allows() -> None:
    assert len(locations(site_map(ORIGIN, ["/"] * (MAX_ADDRESSES + 1), None))) == MAX_ADDRESSES


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), max_size=5))
def test_every_address_is_held_as_it_is(paths: list[str]) -> None:
    found = [f"/{path}" for path in paths]
    assert locations(site_map(ORIGIN, found, "2026-11-26")) == [ORIGIN + path for path in found]


def test_the_index_names_each_file() -> None:
    assert locations(index(ORIGIN, parts_for(90_000), "2026-11-26")) == [
        f"{ORIGIN}/sitemap.xml?part={number}" for number in (1, 2, 3)
    ]


def test_addresses_are_of_documents_that_are_here() -> None:
    base = "https://w3id.org/govsocial/"
    found = addresses(
        [f"{base}id/tool/b", f"{base}id/tool/a", f"{base}id/tool/café", "http://x/", f"{base}other"], Names()
    )
    assert found == ["/doc/tool/a", "/doc/tool/b", "/doc/tool/caf%C3%A9"]


def test_a_base_that_is_no_iri_is_refused() -> None:
    with pytest.raises(RequestError):
        how_many(Names('https://x/"> } #'))


def test_crawlers_are_kept_from_queries_alone() -> None:
    lines = robots(ORIGIN).splitlines()
    assert lines[0] == "User-agent: *"
    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow: /sparql?", "Disallow: /search?"]
    assert lines[-1] == f"Sitemap: {ORIGIN}/sitemap.xml"
