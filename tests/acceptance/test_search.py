"""Search in the bundled graph: what people type, and what they mean by it. The table was typed by hand."""

import httpx2
import pytest

MEANT = [
    ("twiter", "/doc/tool/twitter"),
    ("Twitter", "/doc/tool/twitter"),
    ("tweet", "/def/channel#tweet"),
    ("foreign office", "/doc/organisation/fco"),
    ("FCO", "/doc/organisation/fco"),
    ("Foreign & Commonwealth Office", "/doc/organisation/fco"),
    ("DCMS", "/doc/organisation/dcms"),
    ("culture media sport", "/doc/organisation/dcms"),
    ("flikr", "/doc/tool/flickr"),
    ("youtube", "/doc/tool/youtube"),
    ("you tub", "/doc/tool/youtube"),
    ("utube", "/doc/tool/youtube"),
    ("facbook", "/doc/tool/facebook"),
    ("FB", "/doc/tool/facebook"),
    ("blog", "/def/tool-kind#blog"),
    ("wiki", "/def/tool-kind#wiki"),
    ("DIUS", "/doc/organisation/dius"),
    ("innovation universities", "/doc/organisation/dius"),
    ("tresury", "/doc/organisation/hm-treasury"),
    ("HMT", "/doc/organisation/hm-treasury"),
    ("work and pensions", "/doc/organisation/dwp"),
    ("international develoment", "/doc/organisation/dfid"),
    ("home office", "/doc/organisation/home-office"),
    ("claire colins", "/doc/person/claire-collins"),
    ("tumbler", "/doc/tool/tumblr"),
    ("64 for suu", "/doc/initiative/64-for-suu"),
    ("checks before", "/def/involvement#checks-before-publication"),
    ("no demand", "/def/status#no-demand"),
    ("04b788e1-8d6a-412e-a15a-1c1390328e47", "/doc/organisation/dius"),
    ("@alncl", "/doc/account/alncl"),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_what_is_meant_comes_first(client: httpx2.Client, typed: str, meant: str) -> None:
    results = client.get("/search", params={"q": typed, "format": "json"}).json()["results"]
    assert [hit["page"] for hit in results][:1] == [meant]


def test_an_abbreviation_is_shown_with_its_full_name(client: httpx2.Client) -> None:
    page = client.get("/search?q=dius", headers={"Accept": "text/html"}).text
    entry = page.partition('<a href="/doc/organisation/dius">')[2].partition("</li>")[0]
    assert entry.startswith("<b>DIUS</b></a>")
    assert "Department for Innovation, Universities and Skills" in entry


def test_every_thing_with_an_address_is_found_by_its_name(client: httpx2.Client) -> None:
    query = """SELECT ?thing (MIN(?name) AS ?label) {
      ?thing a ?class ; <http://www.w3.org/2000/01/rdf-schema#label> ?name
      FILTER(STRSTARTS(STR(?thing), "https://w3id.org/govsocial/id/") && !CONTAINS(STR(?thing), "#"))
      FILTER(STRLEN(?name) < 200)
    } GROUP BY ?thing"""
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    assert len(rows) > 300
    missed = []
    for row in rows[::7]:
        asked = {"q": row["label"]["value"], "format": "json", "limit": "20"}
        hits = client.get("/search", params=asked).json()["results"]
        if row["thing"]["value"] not in [hit["iri"] for hit in hits]:
            missed.append(row["label"]["value"])
    assert missed == []
