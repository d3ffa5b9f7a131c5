"""The tools that an agent has: what each is for, what it takes, and which request of the application it makes.

See https://modelcontextprotocol.io/specification/2025-11-25/server/tools
"""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from govsocial.errors import RequestError
from govsocial.model.formats import CSV, MARKDOWN, TURTLE
from govsocial.model.iris import Names
from govsocial.model.keys import resolve
from govsocial.model.stored_queries import StoredQuery
from govsocial.protocol.sparql import SPARQL_QUERY
from govsocial.store import description
from govsocial.web.agents.requests import Caller, Reply, Wanted
from govsocial.web.openapi import Json
from govsocial.web.question_schemas import schema_of
from govsocial.web.questions import Choice

Arguments = Mapping[str, str]
Choices = Mapping[str, Iterable[Choice]]
"""For the class or scheme of a parameter the values that there are."""

_JSON = "application/json"
_MOST_EXAMPLES = 60
_MOST_HITS = 20
_SPARQL_ACCEPT = f"{CSV.media_type}, {TURTLE.media_type};q=0.9, application/sparql-results+json;q=0.5"
_VOCABULARY_COLUMNS = ("curie", "kind", "label", "comment", "domain", "range", "count")
_KINDS = ("class", "property", "individual")


@dataclass(frozen=True)
class Tool:
    """One tool. `schema` is the JSON Schema of its arguments, all of them texts or numbers."""

    name: str
    title: str
    description: str
    schema: Json
    call: Callable[[Caller, Arguments], Awaitable[Reply]]

    def arguments(self, given: Mapping[str, object]) -> Arguments:
        """What is given, as texts. Raises RequestError for what the tool does not take, and for what it lacks."""
        known = self.schema["properties"]
        for name, value in given.items():
            if name not in known:
                raise RequestError(f"{self.name} takes no '{name[:100]}'; it takes: {', '.join(known) or 'nothing'}.")
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise RequestError(f"{name} is {json.dumps(value)[:100]}; give a text or a whole number.")
            if not _is_text(str(value)):
                raise RequestError(f"{name} has half a character in it (a lone surrogate); give whole ones.")
        for name in self.schema.get("required", ()):
            if not given.get(name):
                raise RequestError(f"{self.name} needs '{name}'.")
        return {name: str(value) for name, value in given.items()}


def tools(queries: Iterable[StoredQuery], names: Names, choices: Choices) -> tuple[Tool, ...]:
    """All tools: to look around, to ask anything, and one for each stored query."""
    return (*_looking(names), *(_question(query, choices) for query in queries))


def _looking(names: Names) -> tuple[Tool, ...]:
    async def describe(caller: Caller, given: Arguments) -> Reply:
        return await caller.ask(_description(resolve(given["thing"], names), names))

    return (
        Tool(
            "search",
            "Search by name",
            "Find things of the graph by their names, aliases and descriptions, misspelt ones too: organisations, "
            "people, tools, campaigns, claims. Gives their IRIs, which the other tools take, the best first.",
            _schema(
                words=_text("Words of the name", required=True),
                kind=_text("Only things of this kind, such as tool, organisation or person"),
            ),
            _search,
        ),
        Tool(
            "describe",
            "Describe a thing",
            "All that the graph says of one thing, what refers to it, and from where each statement is.",
            _schema(thing=_text("An IRI, or a short name such as tool:twitter or organisation:dcms", required=True)),
            describe,
        ),
        Tool(
            "vocabulary",
            "Vocabulary",
            "The classes and properties that the data uses, with prefixed name, meaning and how often: what a query "
            "for `sparql` is written with.",
            _schema(
                words=_text("Only terms with this text in name, label or meaning"),
                kind={"type": "string", "enum": list(_KINDS), "description": "Only terms of this kind"},
            ),
            _vocabulary,
        ),
        Tool(
            "sparql",
            "Ask in SPARQL",
            "Run a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE; nothing can be changed. Declare every PREFIX. "
            "The default graph is the whole graph. Answers come as CSV or Turtle.",
            _schema(query=_text("The query", required=True)),
            _sparql,
        ),
    )


def _question(query: StoredQuery, choices: Choices) -> Tool:
    async def ask(caller: Caller, given: Arguments) -> Reply:
        return await caller.ask(Wanted(f"/queries/{query.name}.csv", CSV.media_type, given))

    parameters = {}
    for each in query.parameters:
        offered = [choice.value for choice in choices.get(each.of_class or each.in_scheme or "", ())][:_MOST_EXAMPLES]
        parameters[each.name] = {**schema_of(query, each, offered), "description": f"{each.label}: {each.description}"}
    about = " ".join(each for each in (query.title, query.summary, query.reading) if each)
    return Tool(query.name, query.title, about, _schema(**parameters), ask)


async def _search(caller: Caller, given: Arguments) -> Reply:
    kind = {"kind": given["kind"]} if given.get("kind") else {}
    return await caller.ask(Wanted("/search", _JSON, {"q": given["words"], "limit": str(_MOST_HITS), **kind}))


async def _sparql(caller: Caller, given: Arguments) -> Reply:
    return await _ask(caller, given["query"])


async def _vocabulary(caller: Caller, given: Arguments) -> Reply:
    reply = await caller.ask(Wanted("/vocab.json", _JSON))
    return reply if reply.is_error else Reply(_terms(json.loads(reply.text)["terms"], given))


async def _ask(caller: Caller, query: str) -> Reply:
    return await caller.ask(Wanted("/sparql", _SPARQL_ACCEPT, body=query.encode(), content_type=SPARQL_QUERY))


def _description(iri: str, names: Names) -> Wanted:
    """The document about a thing; of a term, which is a part of a document, and of what is not ours, its triples."""
    path = names.path(iri)
    if path is None or "#" in iri:
        query = description.description(iri)
        return Wanted("/sparql", TURTLE.media_type, body=query.encode(), content_type=SPARQL_QUERY)
    return Wanted(path.replace("/id/", "/doc/", 1), MARKDOWN.media_type)


def _terms(terms: Iterable[Json], given: Arguments) -> str:
    """The terms of the vocabulary that are asked for, as CSV."""
    kinds = (given["kind"],) if given.get("kind") else ("class", "property")
    words = given.get("words", "").casefold()
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, _VOCABULARY_COLUMNS, extrasaction="ignore", lineterminator="\n")
    rows.writeheader()
    for term in terms:
        about = " ".join(str(term.get(name, "")) for name in ("curie", "label", "comment")).casefold()
        if term["kind"] in kinds and words in about:
            rows.writerow(term)
    return text.getvalue()


def _is_text(value: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in value)


def _text(description: str, *, required: bool = False) -> Json:
    return {"type": "string", "description": description, **({"minLength": 1} if required else {})}


def _schema(**properties: Json) -> Json:
    """The schema of the arguments; those of which an empty text makes no sense are required."""
    required = [name for name, schema in properties.items() if schema.get("minLength")]
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema
