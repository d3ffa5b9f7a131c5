"""Turtle and TriG for people to read: subjects by kind, type and label first, prefixes in our one order.

See https://www.w3.org/TR/turtle/ and https://www.w3.org/TR/trig/
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby

from govsocial.model.iris import Names
from govsocial.model.namespaces import KINDS, ONTOLOGY, PREFIXES, SCHEMES
from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.store.oxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple

_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
_FIRST_PREDICATES = tuple(
    NamedNode(PREFIXES[prefix] + local)
    for prefix, local in (
        ("rdf", "type"),
        ("rdfs", "label"),
        ("skos", "prefLabel"),
        ("skos", "altLabel"),
        ("skos", "notation"),
        ("dcterms", "title"),
        ("skos", "definition"),
        ("dcterms", "description"),
    )
)
_FIRST = NamedNode(_RDF + "first")
_REST = NamedNode(_RDF + "rest")
_NIL = NamedNode(_RDF + "nil")
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_SHORTHAND = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    | {chr(code): f"\\u{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127)}
)
_TERMS = re.compile(re.escape(CANONICAL_BASE_IRI) + r"def/([a-z-]+)#")
_Statements = dict[NamedNode, list[Term]]


class TurtleWriter:
    """Writes triples whose blank nodes have canonical labels; equal triples give equal text, whatever their order."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._namespaces = {names.mint(iri): prefix for prefix, iri in PREFIXES.items()}
        self._things = re.compile(re.escape(names.base) + rf"id/({'|'.join(KINDS)})/([0-9A-Za-z-]+)/")
        self._used: dict[str, str] = {}

    def graph(self, triples: Iterable[Triple], comment: str) -> str:
        """One graph as Turtle, under a comment of one or more lines."""
        body = "\n".join(self._blocks(triples, ""))
        return "\n".join(part for part in (_commented(comment), self._header(), body) if part)

    def dataset(self, quads: Iterable[Quad], comment: str) -> str:
        """Named graphs as TriG, in order of their IRIs, the default graph first."""
        body = "\n".join(self._graphs(quads))
        return "\n".join(part for part in (_commented(comment), self._header(), body) if part)

    def _header(self) -> str:
        ours = list(self._namespaces.values())
        used = sorted(self._used, key=lambda prefix: (ours.index(prefix) if prefix in ours else len(ours), prefix))
        return "".join(f"@prefix {prefix}: <{self._used[prefix]}> .\n" for prefix in used)

    def _graphs(self, quads: Iterable[Quad]) -> Iterator[str]:
        triples: dict[str, list[Triple]] = defaultdict(list)
        for quad in quads:
            triples["" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value].append(quad.triple)
        shared = _in_several_graphs(triples.values())
        for iri in sorted(triples):
            blocks = "\n".join(self._blocks(triples[iri], "  " if iri else "", shared))
            yield f"{self._iri(iri)} {{\n{blocks}}}\n" if iri else blocks

    def _blocks(self, triples: Iterable[Triple], margin: str, shared: Set[BlankNode] = frozenset()) -> Iterator[str]:
        graph = _Graph(triples, shared)
        for kind, subjects in groupby(sorted(graph.subjects(), key=self._position), key=self._kind):
            if kind[1]:
                yield f"{margin}# {kind[1]}\n"
            for subject in subjects:
                yield margin + self._block(subject, graph).replace("\n", "\n" + margin) + "\n"

    def _block(self, subject: NamedNode | BlankNode, graph: "_Graph") -> str:
        name = f"_:{subject.value}" if isinstance(subject, BlankNode) else self._term(subject)
        return f"{name} {self._statements(graph.statements[subject], graph, '  ')} ."

    def _statements(self, statements: _Statements, graph: "_Graph", indent: str) -> str:
        lines = []
        for predicate in sorted(statements, key=_predicate_position):
            word = "a" if predicate.value == _RDF + "type" else self._term(predicate)
            written = sorted(
                (_object_position(each), self._object(each, graph, indent)) for each in statements[predicate]
            )
            separator = ", " if len(written) == 1 or word == "a" else f",\n{indent}  "
            lines.append(f"{word} {separator.join(text for _, text in written)}")
        return f" ;\n{indent}".join(lines)

    def _object(self, term: Term, graph: "_Graph", indent: str) -> str:
        if not isinstance(term, BlankNode):
            return self._term(term)
        if term not in graph.nested:
            return f"_:{term.value}"
        items = graph.items(term)
        if items is not None:
            return "( " + " ".join(self._object(item, graph, indent + "  ") for item in items) + " )"
        statements = graph.statements.get(term)
        if not statements:
            return "[]"
        inner = indent + "  "
        return f"[\n{inner}{self._statements(statements, graph, inner)}\n{indent}]"

    def _term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        raise ValueError(f"{term} is not a term of RDF 1.1 with a name")

    def _iri(self, iri: str) -> str:
        namespace, local = _split(iri)
        prefix = self._namespaces.get(namespace) or self._prefix_of_ours(namespace)
        if prefix is None or not _LOCAL_NAME.fullmatch(local) or self._used.get(prefix, namespace) != namespace:
            return f"<{iri}>"
        self._used[prefix] = namespace
        return f"{prefix}:{local}"

    def _prefix_of_ours(self, namespace: str) -> str | None:
        """`claim-2009-06` for the claims of one snapshot, `shapes` for `…/def/shapes#`."""
        match = self._things.fullmatch(namespace) or _TERMS.fullmatch(namespace)
        prefix = "-".join(match.groups()) if match else None
        return None if prefix in PREFIXES else prefix

    def _literal(self, literal: Literal) -> str:
        shorthand = _SHORTHAND.get(literal.datatype.value)
        if shorthand and shorthand.fullmatch(literal.value):
            return literal.value
        quoted = f'"{literal.value.translate(_ESCAPES)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return quoted if literal.datatype.value == _XSD + "string" else f"{quoted}^^{self._iri(literal.datatype.value)}"

    def _position(self, subject: NamedNode | BlankNode) -> tuple[tuple[int, str], str]:
        return self._kind(subject), subject.value

    def _kind(self, subject: NamedNode | BlankNode) -> tuple[int, str]:
        """The group of a subject and its heading: dataset, ontology, schemes, graphs, things by kind, the rest."""
        if isinstance(subject, BlankNode):
            return 6 + len(KINDS), ""
        iri = subject.value
        relative = iri.removeprefix(self._names.base).removeprefix(CANONICAL_BASE_IRI)
        if relative == iri:
            return 5 + len(KINDS), "Of others"
        if relative.startswith("def/"):
            return _kind_of_term(relative.removeprefix("def/").partition("#")[0])
        if relative.startswith("graph/"):
            return 4, "Named graphs"
        kind = relative.removeprefix("id/").partition("/")[0]
        return (5 + KINDS.index(kind), f"Kind: {kind}") if kind in KINDS else (0, "Dataset")


class _Graph:
    """Triples by subject and predicate, and which blank nodes can be written where they are used."""

    def __init__(self, triples: Iterable[Triple], shared: Set[BlankNode]) -> None:
        self.statements: dict[NamedNode | BlankNode, _Statements] = {}
        uses: Counter[BlankNode] = Counter()
        for triple in set(triples):
            assert not isinstance(triple.subject, Triple), "RDF 1.1 has no triples as subjects"
            predicates = self.statements.setdefault(triple.subject, {})
            predicates.setdefault(triple.predicate, []).append(triple.object)
            if isinstance(triple.object, BlankNode):
                uses[triple.object] += 1
        once = {node for node, count in uses.items() if count == 1} - shared
        self.nested = once - self._in_a_circle(once)

    def subjects(self) -> Sequence[NamedNode | BlankNode]:
        """The subjects that are blocks of their own."""
        return [subject for subject in self.statements if subject not in self.nested]

    def items(self, node: BlankNode) -> list[Term] | None:
        """The members, when the node is a well-formed list that nothing else is said of."""
        items: list[Term] = []
        current: Term = node
        while current != _NIL:
            statements = self.statements.get(current) if isinstance(current, BlankNode) else None
            if statements is None or set(statements) != {_FIRST, _REST} or current not in self.nested:
                return None
            (first, *more), (rest, *branches) = statements[_FIRST], statements[_REST]
            if more or branches:
                return None
            items.append(first)
            current = rest
        return items

    def _in_a_circle(self, once: set[BlankNode]) -> set[BlankNode]:
        """Nodes used once, but never from a block: they hang on each other."""
        reached: set[BlankNode] = set()
        waiting = [subject for subject in self.statements if subject not in once]
        while waiting:
            for objects in self.statements.get(waiting.pop(), {}).values():
                found = [each for each in objects if isinstance(each, BlankNode) and each in once]
                reached.update(found)
                waiting.extend(found)
        return once - reached


def _kind_of_term(document: str) -> tuple[int, str]:
    """The group of what is under def/: the ontology, the schemes, and whatever else is defined."""
    if document == ONTOLOGY.rpartition("/")[2]:
        return 1, "Ontology"
    return (2, "Concept schemes") if document in SCHEMES else (3, "Shapes")


def _in_several_graphs(graphs: Iterable[Iterable[Triple]]) -> set[BlankNode]:
    """Blank nodes that need their label, because more than one graph speaks of them."""
    seen: Counter[BlankNode] = Counter()
    for graph in graphs:
        terms = {term for triple in graph for term in (triple.subject, triple.object)}
        seen.update(term for term in terms if isinstance(term, BlankNode))
    return {node for node, count in seen.items() if count > 1}


def _commented(comment: str) -> str:
    return "".join(f"# {line}\n" if line else "#\n" for line in comment.splitlines())


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def _predicate_position(predicate: NamedNode) -> tuple[int, int, str]:
    if predicate in _FIRST_PREDICATES:
        return 0, _FIRST_PREDICATES.index(predicate), ""
    prefixes = list(PREFIXES.values())
    namespace, local = _split(predicate.value)
    return 1, prefixes.index(namespace) if namespace in prefixes else len(prefixes), local or predicate.value


def _object_position(term: Term) -> tuple[bool, str]:
    if isinstance(term, Literal) and term.datatype.value == _XSD + "integer" and term.value.isdecimal():
        return False, term.value.zfill(20)
    return isinstance(term, BlankNode), str(term)
