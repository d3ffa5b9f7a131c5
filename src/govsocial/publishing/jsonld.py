"""JSON-LD for people and programs to read: one graph in the words of our context, which is written into the document.

A small part of the compaction algorithm suffices, because the context is flat: each word stands for one IRI, with a
datatype, a language or neither. See https://www.w3.org/TR/json-ld11-api/#compaction-algorithms
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from govsocial.errors import NotAcceptableError
from govsocial.model.formats import TURTLE
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import Sources, read_text
from govsocial.store.oxigraph import BlankNode, Literal, NamedNode, Term, Triple

_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_LANGUAGE_STRING = PREFIXES["rdf"] + "langString"

Json = Any  # values of JSON


@dataclass(frozen=True)
class Word:
    """What a word of a context stands for, and how its values are read: `type` is an IRI, `@id` or None."""

    iri: str
    type: str | None
    language: str | None
    definition: Json


class Context:
    """A flat context: words for properties and classes, and prefixes."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        self.document = document
        self._definitions: dict[str, Json] = dict(document["@context"])
        self.id, self.type = self._alias("@id"), self._alias("@type")
        self._prefixes = {
            name: each for name, each in self._definitions.items() if isinstance(each, str) and each[-1:] in ("#", "/")
        }
        self._words: dict[str, list[tuple[str, Word]]] = {}
        for name, definition in self._definitions.items():
            word = self._word(definition)
            if word is not None and name not in self._prefixes and not name.startswith("@"):
                self._words.setdefault(word.iri, []).append((name, word))

    @classmethod
    @cache
    def bundled(cls) -> "Context":
        """The context that came with the package."""
        return cls(json.loads(read_text(Sources.bundled().root / "ontology/context.jsonld")))

    def words(self, iri: str) -> list[tuple[str, Word]]:
        """The words for an IRI."""
        return self._words.get(iri, [])

    def compact(self, iri: str) -> str:
        """The shortest name of a property or class: a word, a prefixed name, or the IRI."""
        for name, _word in self.words(iri):
            return name
        fitting = [(len(each), name) for name, each in self._prefixes.items() if iri.startswith(each) and iri != each]
        if not fitting:
            return iri
        length, prefix = max(fitting)
        local = iri[length:]
        return iri if local.startswith("//") else f"{prefix}:{local}"

    def would_misread(self, iri: str) -> bool:
        """Whether the IRI looks like a prefixed name or a word here, as `org:example` does."""
        scheme, _, rest = iri.partition(":")
        return scheme in self._definitions and not rest.startswith("//")

    def only(self, used: Iterable[str]) -> dict[str, Json]:
        """The context with no more than what some names need."""
        needed: set[str] = set()
        for name in used:
            needed |= {name} if name in self._definitions else {name.partition(":")[0]}
        for name in tuple(needed):
            word = self._definitions.get(name)
            parts = [word] if isinstance(word, str) else [word.get("@id"), word.get("@type")] if word else []
            needed |= {str(part).partition(":")[0] for part in parts if part}
        return {name: each for name, each in self._definitions.items() if name in needed or name[0] == "@"}

    def _alias(self, keyword: str) -> str:
        return next((name for name, each in self._definitions.items() if each == keyword), keyword)

    def _word(self, definition: Json) -> Word | None:
        if isinstance(definition, str):
            return None if definition[:1] == "@" else Word(self._expanded(definition), None, None, definition)
        if not isinstance(definition, dict):
            return None
        kind = definition.get("@type")
        expanded = kind if kind in (None, "@id") else self._expanded(kind)
        return Word(self._expanded(definition["@id"]), expanded, definition.get("@language"), definition)

    def _expanded(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        namespace = self._definitions.get(prefix)
        return namespace + local if colon and isinstance(namespace, str) else name


def write(triples: Iterable[Triple], root: str, context: Context | None = None) -> bytes:
    """The triples as one document, the thing at `root` first; equal triples give equal bytes.

    A neighbour of which nothing but literals is said stands inside the thing; all others follow it. Raises
    NotAcceptableError for what JSON-LD cannot hold: triple terms.
    """
    triples = set(triples)
    if any(isinstance(term, Triple) for triple in triples for term in (triple.subject, triple.object)):
        raise NotAcceptableError("JSON-LD has no triple terms; ask for Turtle.", (TURTLE.media_type,))
    context = context or Context.bundled()
    if any(context.would_misread(iri) for triple in triples for iri in _iris(triple)):
        context = Context({"@context": {}})
    return _Writer(context, triples).document(root)


def _iris(triple: Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


class _Writer:
    def __init__(self, context: Context, triples: Iterable[Triple]) -> None:
        self._context = context
        self._used: set[str] = {context.id, context.type}
        self._nodes: dict[str, list[tuple[str, Term]]] = {}
        self._references: dict[str, int] = {}
        for triple in sorted(set(triples), key=lambda each: (str(each.subject), str(each.predicate), str(each.object))):
            assert not isinstance(triple.subject, Triple), "RDF 1.1 has no triples as subjects"
            self._nodes.setdefault(_name(triple.subject), []).append((triple.predicate.value, triple.object))
            if isinstance(triple.object, NamedNode | BlankNode):
                self._references[_name(triple.object)] = self._references.get(_name(triple.object), 0) + 1
        self._written: set[str] = set()

    def document(self, root: str) -> bytes:
        nodes = [self._node(root)] if root in self._nodes else []
        nodes += [self._node(name) for name in sorted(self._nodes) if name not in self._written]
        body = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
        document = {"@context": self._context.only(self._used), **body}
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

    def _node(self, name: str) -> dict[str, Json]:
        self._written.add(name)
        node: dict[str, Json] = {self._context.id: name}
        for predicate, term in sorted(self._nodes[name], key=lambda each: each[0] != _TYPE):
            key, value = self._statement(predicate, term)
            self._used.add(key)
            node.setdefault(key, []).append(value)
        return {key: each[0] if isinstance(each, list) and len(each) == 1 else each for key, each in node.items()}

    def _statement(self, predicate: str, term: Term) -> tuple[str, Json]:
        if predicate == _TYPE and isinstance(term, NamedNode | BlankNode):
            name = self._context.compact(term.value) if isinstance(term, NamedNode) else _name(term)
            self._used.add(name)
            return self._context.type, name
        for key, word in self._context.words(predicate):
            value = self._as_word_has_it(word, term)
            if value is not None:
                return key, value
        words = self._context.words(predicate)
        key = words[0][0] if words else self._context.compact(predicate)
        if predicate == _TYPE:
            key = predicate  # a literal for a type: `@type` takes none
        return key, self._in_full(term)

    def _as_word_has_it(self, word: Word, term: Term) -> Json | None:
        """The value as the word alone tells how to read it; None when it needs to be said in full."""
        if isinstance(term, NamedNode | BlankNode):
            return self._neighbour(term, _name(term)) if word.type == "@id" else None
        assert isinstance(term, Literal)
        if word.type == "@id" or term.language != word.language or term.direction is not None:
            return None
        datatype = None if term.datatype.value in (_XSD + "string", _LANGUAGE_STRING) else term.datatype.value
        if datatype != word.type:
            return None
        return _native(term) if word.type is not None else term.value

    def _neighbour(self, term: NamedNode | BlankNode, reference: Json) -> Json:
        """The node itself, where it is no more than literals and nobody has written it; else a reference to it."""
        name = _name(term)
        said = self._nodes.get(name, [])
        if said and name not in self._written and all(isinstance(each, Literal) for _, each in said):
            return self._node(name)
        return reference

    def _in_full(self, term: Term) -> Json:
        if isinstance(term, NamedNode | BlankNode):
            return self._neighbour(term, {self._context.id: _name(term)})
        assert isinstance(term, Literal)
        if term.language:
            direction = {} if term.direction is None else {"@direction": term.direction.value}
            return {"@value": term.value, "@language": term.language, **direction}
        if term.datatype.value == _XSD + "string":
            return {"@value": term.value}
        name = self._context.compact(term.datatype.value)
        self._used.add(name)
        return {"@value": term.value, "@type": name}


def _native(literal: Literal) -> Json:
    """A number or a boolean where JSON would give the very same spelling back."""
    if literal.datatype.value == _XSD + "boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    if literal.datatype.value == _XSD + "integer" and _INTEGER.fullmatch(literal.value):
        return int(literal.value)
    return literal.value


def _name(term: NamedNode | BlankNode) -> str:
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"
