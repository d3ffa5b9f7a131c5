"""Which page a thing gets."""

from pathlib import Path

import pytest

from govsocial.web.things.classes import FALLBACK, PAGES, page_for
from govsocial.web.things.facts import term_iri

TEMPLATES = Path(__file__).parents[3] / "src/govsocial/web/templates/things"


@pytest.mark.parametrize(
    ("classes", "page"),
    [
        (["gs:NonUse"], "claim"),
        (["prov:Entity", "gs:Report"], "report"),
        (["gs:Tool", "schema:SoftwareApplication"], "tool"),
        (["org:OrganizationalUnit", "org:Organization"], "unit"),
        (["org:FormalOrganization"], "organisation"),
        (["foaf:Person", "foaf:Agent"], "person"),
        (["oa:SpecificResource"], "evidence"),
        (["skos:Concept"], FALLBACK),
        ([], FALLBACK),
    ],
)
def test_the_class_decides_and_what_is_foreign_gets_the_shared_page(classes: list[str], page: str) -> None:
    assert page_for([term_iri(name) for name in classes]) == page


def test_a_class_of_others_with_a_name_like_ours_is_foreign() -> None:
    assert page_for(["http://other.example/def#Tool"]) == FALLBACK


def test_every_page_has_its_template() -> None:
    assert all((TEMPLATES / f"{page}.html").is_file() for page in PAGES)
