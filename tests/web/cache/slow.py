"""Queries over a store that is written to that take a second or so, and what they need in it."""

import json

from tests.web.cache.wire import Answered, Served

VALUE = "SELECT ?value { <x:counter> <x:value> ?value }"
TRIPLES = 180


def cross(results: str) -> str:
    """A query over each three of the triples, which takes a second or so, and the counter."""
    return f"SELECT {results} {{ ?a <x:p> ?b . ?c <x:p> ?d . ?e <x:p> ?f . <x:counter> <x:value> ?value }}"


SLOW = cross("(COUNT(*) AS ?count) (MAX(?value) AS ?greatest)")
SLOW_AND_LONG = f"SELECT ?value ?c ?d ?e {{ {{ {SLOW} }} <x:counter> <x:value> ?value . ?c <x:p> ?d . ?e <x:p> ?f }}"


def count_to(served: Served, number: int) -> None:
    """Set the counter."""
    served.update(f"DELETE WHERE {{ <x:counter> <x:value> ?v }}; INSERT DATA {{ <x:counter> <x:value> {number} }}")


def filled(served: Served) -> None:
    """Put in the triples that slow queries need."""
    served.update("INSERT DATA { " + " ".join(f"<x:{n}> <x:p> {n} ." for n in range(TRIPLES)) + "}")


def values(answer: Answered, name: str = "value") -> list[str]:
    """What a variable is in each row of an answer."""
    assert answer.status == 200, answer
    return [row[name]["value"] for row in json.loads(answer.unpacked)["results"]["bindings"]]
