"""The site map of the bundled graph: every document that the dump speaks of, and nothing that is not there."""

import re

import httpx2
import pyoxigraph
from tests.acceptance.conftest import BASE, Served


def test_every_typed_thing_of_ours_has_its_document_in_the_site_map(served: Served, client: httpx2.Client) -> None:
    found = set(re.findall("<loc>([^<]*)</loc>", client.get("/sitemap.xml").text))
    typed = {
        each.subject.value.partition("#")[0]
        for each in served.triples
        if each.predicate == pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        and isinstance(each.subject, pyoxigraph.NamedNode)
        and each.subject.value.startswith((f"{BASE}id/", f"{BASE}def/", f"{BASE}dataset"))
    }
    expected = {served.address + "/" + iri.removeprefix(BASE).replace("id/", "doc/", 1) for iri in typed}
    assert len(expected) > 300
    assert expected - found == set()


def test_every_address_of_the_site_map_is_there(client: httpx2.Client, served: Served) -> None:
    found = re.findall("<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    statuses = {each: client.head(each, headers={"Accept": "text/turtle, */*;q=0.5"}).status_code for each in found}
    assert {each: status for each, status in statuses.items() if status != 200} == {}
    assert all(each.startswith(served.address) for each in found)
