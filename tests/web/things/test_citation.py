"""How to cite, and where to report a mistake."""

import pytest
from tests.web.things.conftest import Served, section, words

from govsocial.web.publication import Publication
from govsocial.web.things.citation import citation


def test_a_citation_has_title_publisher_date_release_and_the_canonical_iri(served: Served) -> None:
    text = words(section(served.page("tool/twitter"), "cite"))
    ((title, publisher, date),) = served.ask(
        "SELECT ?t ?p ?d { <https://w3id.org/govsocial/dataset> dcterms:title ?t ; dcterms:publisher/foaf:name ?p ;"
        " dcterms:modified ?d }"
    )
    assert text == (
        f"How to cite Twitter. In: {title}. {publisher}, {date}. Release {served.release.revision}. "
        "https://w3id.org/govsocial/id/tool/twitter"
    )


@pytest.mark.parametrize(
    ("publication", "expected"),
    [
        (Publication("http://x/dataset"), "Thing. http://x/id/a"),
        (Publication("http://x/dataset", title="Title."), "Thing. In: Title. http://x/id/a"),
        (Publication("http://x/dataset", publishers=("A", "B")), "Thing. A and B. http://x/id/a"),
    ],
)
def test_what_is_not_known_is_left_out_of_a_citation(publication: Publication, expected: str) -> None:
    assert citation("http://x/id/a", "Thing", publication, None).text == expected


def test_a_mistake_is_reported_where_the_data_says(served: Served) -> None:
    told = section(served.page("claim/2009-06/dcms-youtube"), "mistake")
    ((contact,),) = served.ask(
        "PREFIX vcard: <http://www.w3.org/2006/vcard/ns#> PREFIX dcat: <http://www.w3.org/ns/dcat#>"
        " SELECT ?u { <https://w3id.org/govsocial/dataset> dcat:contactPoint/vcard:hasURL ?u }"
    )
    assert f'href="{contact}"' in told
    assert "https://w3id.org/govsocial/id/claim/2009-06/dcms-youtube" in words(told)
