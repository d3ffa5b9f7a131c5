"""schema.org in pages: what a search engine finds, and that the graph says so."""

import json
import re
from typing import Any

import httpx2
import pytest

from govsocial.web.descriptions import Statement
from govsocial.web.structured_data import ALIGNED, structured_data
from govsocial.web.terms import Term

SCHEMA = "https://schema.org/"
THING, OTHER = Term("uri", "http://x/thing"), Term("uri", "http://x/other")
TYPE = Term("uri", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = Term("uri", "http://www.w3.org/2000/01/rdf-schema#label")
A_DATASET = Statement(THING, TYPE, Term("uri", SCHEMA + "Dataset"))


def said(*statements: Statement) -> Any:
    return json.loads(structured_data(THING.value, statements) or "null")


def test_what_schema_org_has_no_type_for_is_left_out() -> None:
    assert said(Statement(THING, LABEL, Term("literal", "x"))) is None


def test_a_name_is_taken_from_the_labels_english_first() -> None:
    labels = [
        Statement(THING, LABEL, Term("literal", text, language)) for text, language in (("Un", "fr"), ("One", "en"))
    ]
    assert said(A_DATASET, *labels) == {
        "@context": "https://schema.org", "@type": "Dataset", "@id": THING.value, "name": "One"
    }  # fmt: skip


def test_neighbours_stand_inside_and_circles_end() -> None:
    creator = Term("uri", SCHEMA + "creator")
    found = said(A_DATASET, Statement(THING, creator, OTHER), Statement(OTHER, creator, THING))
    assert found["creator"] == {"@id": OTHER.value, "creator": {"@id": THING.value}}


def test_nothing_ends_the_script() -> None:
    text = structured_data(THING.value, [A_DATASET, Statement(THING, LABEL, Term("literal", "</script><!--&\u2028"))])
    assert text is not None
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text)["name"] == "</script><!--&\u2028"


def scripts(page: str) -> list[Any]:
    return [
        json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    ]


@pytest.mark.parametrize("path", ["/", "/dataset"])
def test_the_dataset_is_one_that_dataset_search_accepts(browser: httpx2.Client, path: str) -> None:
    (found,) = scripts(browser.get(path).text)
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5_000
    assert found["name"] == "A tiny snapshot"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"]["@type"] == "Organization"
    assert found["creator"]["name"] == "The </script> publisher"


def test_what_stands_in_for_schema_org_is_named() -> None:
    assert set(ALIGNED) == {"name", "description", "license", "creator", "datePublished"}
