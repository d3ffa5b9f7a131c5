"""The vocabulary that editors complete queries with."""

import httpx2


def test_each_term_has_its_name_kind_and_use(client: httpx2.Client) -> None:
    terms = {term["curie"]: term for term in client.get("/vocab.json").json()["terms"]}
    claims = int(client.get("/sparql", params={"query": _COUNT, "format": "csv"}).text.splitlines()[1])
    assert (terms["gs:Claim"]["kind"], terms["gs:Claim"]["count"]) == ("class", claims)
    assert terms["gs:tool"]["kind"] == "property"
    assert (terms["tool:twitter"]["kind"], terms["tool:twitter"]["label"]) == ("individual", "Twitter")


def test_no_term_is_told_twice_and_each_can_be_written_with_a_prefix(client: httpx2.Client) -> None:
    vocabulary = client.get("/vocab.json").json()
    names = [term["curie"] for term in vocabulary["terms"]]
    assert len(names) == len(set(names))
    for term in vocabulary["terms"]:
        prefix, _, local = term["curie"].partition(":")
        assert vocabulary["prefixes"][prefix] + local == term["iri"]


_COUNT = "SELECT (COUNT(DISTINCT ?claim) AS ?claims) { ?claim a <https://w3id.org/govsocial/def/govsocial#Claim> }"
