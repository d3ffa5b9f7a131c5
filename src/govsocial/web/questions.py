"""A stored query as somebody asks it: with which values, with which answer, and from which values one can choose.

See https://www.w3.org/TR/sparql11-query/#inline-data
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, urlencode

from fastapi import Request

from govsocial.errors import NotFoundError, RequestError
from govsocial.model.formats import JSON, TURTLE, Format
from govsocial.model.iris import Names
from govsocial.model.keys import expand
from govsocial.model.stored_queries import Kind, Parameter, StoredQuery
from govsocial.protocol.sparql import parse_parameters
from govsocial.store import description
from govsocial.store.base import Answer, Query
from govsocial.web.reading import ask_store, iris_in, labels_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Solutions, curie, short

MAX_CHOICES = 500
"""Of more than so many values nobody chooses from a list."""

_OF_THE_SERVER = ("format", "labels", "page")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


@dataclass(frozen=True)
class Question:
    """A stored query with the values that are given for its parameters, as they were given."""

    query: StoredQuery
    values: Mapping[str, str]

    @cached_property
    def text(self) -> str:
        """The whole query with the values in it. Raises RequestError for a value that is none of its parameter's."""
        return self.query.bind(self.values)

    @property
    def body(self) -> str:
        """The query without its header, with the values in it."""
        return replace(self.query, text=self.text).body

    @property
    def search(self) -> str:
        """What stands in its address behind the path, with the question mark; empty without values."""
        given = {name: value for name, value in self.values.items() if value}
        return f"?{urlencode(given, quote_via=quote)}" if given else ""

    def value(self, parameter: Parameter) -> str:
        """What a parameter stands for here: an IRI or a text; empty where it is open or has several defaults."""
        given = self.values.get(parameter.name, "")
        if not given:
            return parameter.default_value
        return whole_iri(given, self.query.names) if parameter.kind is Kind.IRI else given


@dataclass(frozen=True)
class Choice:
    """A value that a parameter may have: how it is written in an address, the IRI, and its label."""

    value: str
    iri: str
    label: str


def question_of(request: Request, name: str) -> Question:
    """The question of this name, with the values that the request gives. Raises NotFoundError or RequestError."""
    query = site_of(request).stored_queries.get(name)
    if query is None:
        raise NotFoundError(f"There is no stored query '{name[:100]}'; /queries lists those there are.")
    question = Question(query, _values(request))
    _ = question.text  # a value that does not fit is refused in every format
    return question


def _values(request: Request) -> dict[str, str]:
    """The parameters of the query, each given once at most. Raises RequestError."""
    parameters = parse_parameters(request.scope["query_string"])
    for name, values in parameters.items():
        if len(values) > 1:
            raise RequestError(f"The parameter '{name[:100]}' is given {len(values)} times; give it once.")
    return {name: values[0] for name, values in parameters.items() if name not in _OF_THE_SERVER}


async def ask(request: Request, question: Question, syntax: Format = JSON) -> Answer:
    """The answer of the store to a question."""
    return await ask_store(request, Query(question.text, syntax, TURTLE))


async def choices(request: Request, parameter: Parameter) -> tuple[Choice, ...]:
    """The values that the data has for a parameter, by their labels; none where these are too many, or unknown."""
    if parameter.of_class is not None:
        found = await select(request, description.instances(parameter.of_class, MAX_CHOICES + 1))
    elif parameter.in_scheme is not None:
        found = await select(request, description.concepts(parameter.in_scheme, MAX_CHOICES + 1))
    else:
        return ()
    return () if len(found.rows) > MAX_CHOICES else await _named(request, found)


async def _named(request: Request, found: Solutions) -> tuple[Choice, ...]:
    names, iris = site_of(request).names, iris_in(found)
    labels = await labels_of(request, iris)
    offered = [Choice(written(iri, names), iri, labels.get(iri) or short(iri)) for iri in iris]
    return tuple(sorted(offered, key=lambda each: (each.label.casefold(), each.iri)))


def written(iri: str, names: Names) -> str:
    """The IRI as short as a value may be given: with a prefix of ours, where it is one that reads back as the IRI."""
    name = curie(names.canonical(iri))
    return name if name is not None and whole_iri(name, names) == iri else iri


def whole_iri(value: str, names: Names) -> str:
    """The IRI that a value stands for, which may be written with a prefix of ours."""
    expanded = expand(value)
    return value if expanded is None else names.mint(expanded)


def heading(variable: str) -> str:
    """The name of a variable as the heading of a column: `relatedTool` → `Related tool`."""
    return _HUMP.sub(" ", variable).capitalize()
