"""What a dataset says of itself, and what holds where it is silent."""

import pytest

from govsocial.model.formats import TURTLE
from govsocial.model.iris import Names
from govsocial.publishing.about import LICENCE, TITLE, about
from govsocial.store.oxigraph import parse_bytes

BASE = "https://data.example.org/"


def _about(statements: str, names: Names | None = None) -> object:
    prefixes = "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    text = f"{prefixes} <{(names or Names()).base}dataset> a rdfs:Resource ; {statements} ."
    return about(parse_bytes(text.encode(), TURTLE), names or Names())


def test_a_silent_dataset_has_our_title_and_licence_and_no_date() -> None:
    found = about((), Names())
    assert (found.title, found.licence, found.issued, found.stem) == (TITLE, LICENCE, None, "govsocial")


def test_a_dataset_says_who_publishes_what_and_how() -> None:
    found = about(
        parse_bytes(
            f"""PREFIX dcterms: <http://purl.org/dc/terms/>
            <{BASE}dataset> dcterms:title "T" ; dcterms:description "D" ; dcterms:license <urn:l> ;
              dcterms:publisher <urn:p> .
            <{BASE}other> dcterms:title "A" .""".encode(),
            TURTLE,
        ),
        Names(BASE),
    )
    assert (found.title, found.description, found.licence, found.publisher) == ("T", "D", "urn:l", "urn:p")


@pytest.mark.parametrize(
    ("statements", "issued"),
    [
        ('dcterms:issued "2026-11-23"', "2026-11-23"),
        ('dcterms:issued "2026-11-23" ; dcterms:modified "2027-01-02T03:04:05Z"', "2027-01-02"),
        ('dcterms:issued "soon"', None),
    ],
)
def test_the_day_is_that_of_the_last_change(statements: str, issued: str | None) -> None:
    assert getattr(_about(statements), "issued") == issued  # noqa: B009  # an object, for the sake of one helper


@pytest.mark.parametrize(
    ("label", "stem"),
    [("Social Tools of Wales", "social-tools-of-wales"), ("Café №1", "cafe-no1"), ("../etc", "etc"),
     ("茶", "govsocial"), ("x" * 100, "x" * 40)],
)  # fmt: skip
def test_files_are_named_after_the_label(label: str, stem: str) -> None:
    assert getattr(_about(f'rdfs:label "{label}"'), "stem") == stem  # noqa: B009  # as above
