"""What is read of a vocabulary and of its use, over a real server of another publisher's graph."""

import re

import httpx2

from govsocial.web.descriptions import Description
from govsocial.web.entries import Kind
from govsocial.web.reference import Reference
from govsocial.web.terms import Term


def entry(page: str, anchor: str) -> str:
    """The section of one term, without its markup and with single blanks."""
    section = page.partition(f'<h3 id="{anchor}">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", section).split())


def test_a_class_is_told_with_its_rules_its_use_and_an_example(theirs: httpx2.Client) -> None:
    told = entry(theirs.get("/def/transport").text, "Bus")
    assert "A vehicle for many." in told
    assert "Is a kind of Vehicle" in told
    assert re.search(r"Rules fuel : one of: Diesel , Gas \. seats : at least one, at most 90", told)
    assert "In the data 2 things; for example Bus 12" in told


def test_a_property_is_told_with_its_domain_its_rules_and_what_an_example_has(theirs: httpx2.Client) -> None:
    page = theirs.get("/def/transport").text
    assert "Said of Vehicle Its value skos:Concept" in entry(page, "fuel")
    assert "On each Bus : one of: Diesel , Gas" in entry(page, "fuel")
    assert "3 statements; for example Bus 12 , fuel : Diesel" in entry(page, "fuel")
    assert "1 statement; for example Bus 7 , follows : Bus 12" in entry(page, "follows")
    assert "it passes on from one to the next" in entry(page, "follows")


def test_a_concept_is_told_with_where_it_stands_and_who_has_it(theirs: httpx2.Client) -> None:
    page = theirs.get("/def/fuel").text
    assert "2 by fuel ; for example Bus 12 , fuel : Diesel" in entry(page, "diesel")
    assert "Notation O Narrower Diesel In the data not used" in entry(page, "oil")
    assert "In other vocabularies skos:exactMatch : http://example.org/gas" in entry(page, "gas")


def test_what_is_retired_comes_last_and_says_what_is_in_its_place(theirs: httpx2.Client) -> None:
    page = theirs.get("/def/transport").text
    assert re.findall(r'<h3 id="(\w+)">', page)[:3] == ["Vehicle", "Bus", "Coach"]
    assert "This is retired. In its place: Bus ." in entry(page, "Coach")


def test_there_is_nothing_about_statuses_where_there_are_none(theirs: httpx2.Client) -> None:
    assert "statuses" not in theirs.get("/def/transport").text


def test_on_the_further_pages_is_who_uses_the_terms(theirs: httpx2.Client) -> None:
    page = theirs.get("/def/transport?page=2").text
    assert "What refers to the terms" in page
    assert "Contents" not in page


def test_a_vocabulary_of_which_nothing_is_known_has_nothing_to_show() -> None:
    empty = Reference(Description("http://x/v", ("http://x/v",), ()))
    assert (empty.header, empty.classes, empty.properties, empty.concepts, empty.introduction) == ((), (), (), (), None)
    assert Kind.CLASS not in empty.entries
    assert Term("uri", "http://x/v").is_iri
