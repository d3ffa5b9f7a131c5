"""Signposts, read by the `signposting` client and by a parser of Link headers that is not ours."""

import warnings
from collections.abc import Iterable

import httpx2
import pytest
from signposting import find_signposting_http
from signposting.linkset import find_signposting_linkset
from signposting.signpost import Signpost, Signposting

BASE = "https://w3id.org/govsocial/"
PATHS = ["/doc/tool/twitter", "/doc/tool", "/dataset", "/def/status", "/graph/scheme/status", "/doc/tool/caf%C3%A9"]
IRIS = ["id/tool/twitter", "id/tool", "dataset", "def/status", "graph/scheme/status", "id/tool/caf%C3%A9"]


def written(signposts: Iterable[Signpost]) -> set[tuple[str, ...]]:
    return {(str(each.context), str(each.rel), str(each.target), str(each.type or "")) for each in signposts}


def level_1(url: str) -> Signposting:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client leaves its connections open
        return find_signposting_http(url)


def level_2(url: str) -> Signposting:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return find_signposting_linkset(url)


@pytest.mark.parametrize(("path", "iri"), list(zip(PATHS, IRIS, strict=True)))
def test_a_landing_page_has_all_signposts_of_level_1(address: str, path: str, iri: str) -> None:
    found = level_1(address + path)
    assert found.citeAs is not None
    assert found.citeAs.target == BASE + iri
    assert {each.target for each in found.types} >= {"https://schema.org/AboutPage"}
    assert found.license is not None
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {each.target for each in found.authors} == {BASE + "dataset#publisher"}
    assert {each.type for each in found.describedBy} == {
        "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"
    }  # fmt: skip
    assert {each.type for each in found.linksets} == {"application/linkset+json", "application/linkset"}
    assert bool(found.collection) is (path != "/dataset")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("suffix", ["linkset", "links"])
def test_level_1_is_a_part_of_level_2(address: str, path: str, suffix: str) -> None:
    whole = written(level_2(f"{address}{path}.{suffix}").signposts)
    assert written(level_1(address + path).signposts) <= whole
    for representation in ("ttl", "nt", "jsonld", "rdf"):
        assert written(level_1(f"{address}{path}.{representation}").signposts) <= whole


def test_the_link_sets_agree(address: str) -> None:
    one, other = (level_2(f"{address}/doc/tool/twitter.{each}") for each in ("linkset", "links"))
    assert written(one.signposts) == written(other.signposts)


def test_metadata_leads_back_to_its_page(address: str) -> None:
    found = level_1(f"{address}/doc/tool/twitter.ttl")
    assert {(each.target, each.type) for each in found if each.rel == "describes"} == {
        (f"{address}/doc/tool/twitter", "text/html")
    }


def test_every_target_on_this_server_is_there_and_of_its_type(address: str, client: httpx2.Client) -> None:
    for path in PATHS:
        for each in level_2(f"{address}{path}.linkset").signposts:
            if str(each.target).startswith(address) and each.type:
                response = client.get(str(each.target), headers={"Accept": str(each.type)})
                assert response.status_code == 200
                assert response.headers["content-type"].partition(";")[0] == each.type


def test_a_thing_leads_to_its_description(address: str) -> None:
    assert level_1(f"{address}/id/tool/twitter").citeAs is not None  # the client follows the redirection


def test_the_home_page_leads_to_the_dataset_and_the_services(client: httpx2.Client) -> None:
    links = client.get("/").links
    assert links["cite-as"]["url"] == BASE + "dataset"
    assert links["api-catalog"]["url"] == "/.well-known/api-catalog"
    assert links["service-doc"]["url"] == "/sparql"
