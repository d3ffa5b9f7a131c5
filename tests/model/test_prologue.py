"""IRIs as PREFIX and BASE make them."""

import pytest

from govsocial.model.prologue import dataset_clauses, resolved, without_dataset_clauses
from govsocial.model.tokens import tokens


def iris(text: str, base_iri: str | None = None) -> list[str]:
    return [iri for _, iri in resolved(tokens(text), base_iri) if iri is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { <http://a/b> ?p ?o }", ["http://a/b"]),
        ("PREFIX ex: <http://e/> ASK { ex:a ?p ex:b\\/c }", ["http://e/a", "http://e/b/c"]),
        ("PREFIX : <http://e/> ASK { :a ?p : }", ["http://e/a", "http://e/"]),
        ("PREFIX e.x: <http://e/> ASK { e.x:a.b ?p 1 }", ["http://e/a.b"]),
        ("BASE <http://b/c/> PREFIX ex: <d#> ASK { ex:a ?p <f> }", ["http://b/c/d#a", "http://b/c/f"]),
        ("prefix ex: <http://1/> Prefix ex: <http://2/> ASK { ex:a ?p 1 }", ["http://2/a"]),
        ("ASK { <http://a/\\u0062\\U00000063> ?p 1 }", ["http://a/bc"]),
        ("ASK { ex:a ?p _:b }", []),
        ("ASK { ?s ?p 'ex:a <http://a/>' } # <http://a/>", []),
        ("PREFIX ex: ex: <http://a/>", ["http://a/"]),
    ],
)
def test_iris_are_resolved_where_they_stand(text: str, expected: list[str]) -> None:
    assert iris(text) == expected


def test_a_relative_iri_is_resolved_against_the_base_that_is_given() -> None:
    assert iris("ASK { <x> ?p <http://a/> }", "http://b/sparql") == ["http://b/x", "http://a/"]


def test_dataset_clauses_are_resolved_and_not_looked_for_in_strings() -> None:
    text = """BASE <http://a/b/> PREFIX p: <http://p/>
    SELECT ("FROM <x:no>" AS ?from) # FROM <x:no>
    FROM <c> FROM p:d\\/e FROM NAMED <http://n/\\u0041> { ?s ?p <from> }"""
    assert dataset_clauses(text, None) == (("http://a/b/c", "http://p/d/e"), ("http://n/A",))


def test_a_query_without_its_dataset_clauses_keeps_its_lines() -> None:
    text = "SELECT ?from FROM\n<x:g> FROM NAMED x:h # FROM <x:i>\nWHERE { ?from x:from 'FROM <x:j>' }"
    assert without_dataset_clauses(text) == "SELECT ?from \n  # FROM <x:i>\nWHERE { ?from x:from 'FROM <x:j>' }"
