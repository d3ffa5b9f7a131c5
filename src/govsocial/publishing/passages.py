"""Passages: what the data says of sources and evidence, read out of its quads.

See https://www.w3.org/TR/annotation-model/#text-position-selector
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govsocial.errors import EvidenceError
from govsocial.model.evidence import Evidence, TextPositionSelector
from govsocial.model.iris import Names
from govsocial.model.namespaces import GS, PREFIXES
from govsocial.store.oxigraph import Literal, NamedNode, Quad

_HAS_SOURCE = PREFIXES["oa"] + "hasSource"
_HAS_SELECTOR = PREFIXES["oa"] + "hasSelector"


@dataclass(frozen=True)
class SourceText:
    """A source whose text the data points into: its digest and its length."""

    iri: str
    sha256: str
    length_in_code_points: int


class Facts:
    """The objects of quads by subject and predicate, as strings."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._subjects: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._objects[quad.subject.value, quad.predicate.value].append(quad.object.value)
                self._subjects[quad.predicate.value].append(quad.subject.value)

    def objects(self, subject: str, predicate: str) -> list[str]:
        """All values of a property of the subject."""
        return self._objects.get((subject, predicate), [])

    def subjects(self, predicate: str) -> list[str]:
        """All subjects that have the property, once each, in order."""
        return sorted(set(self._subjects.get(predicate, [])))

    def one(self, subject: str, predicate: str) -> str:
        """The one value of a property. Raises EvidenceError when there is none, or another."""
        values = self.objects(subject, predicate)
        if len(values) != 1:
            raise EvidenceError(f"<{subject}> has {len(values)} values of <{predicate}>; it needs one")
        return values[0]

    def number(self, subject: str, predicate: str) -> int:
        """As `one`, a whole number."""
        value = self.one(subject, predicate)
        if not value.isdecimal():
            raise EvidenceError(f"<{subject}> has '{value}' for <{predicate}>; it needs a whole number")
        return int(value)


def source_texts(facts: Facts) -> list[SourceText]:
    """The sources that record a digest of their text, in order of IRI. Raises EvidenceError."""
    return [
        SourceText(iri, facts.one(iri, GS + "sha256"), facts.number(iri, GS + "lengthInCodePoints"))
        for iri in facts.subjects(GS + "sha256")
    ]


def evidence_of(facts: Facts, source: str) -> Iterator[Evidence]:
    """All evidence that points into a source, in order of position. Raises EvidenceError for what is incomplete."""
    found = [iri for iri in facts.subjects(_HAS_SOURCE) if source in facts.objects(iri, _HAS_SOURCE)]
    yield from sorted((_evidence(facts, iri) for iri in found), key=lambda each: (each.selector.start, each.iri))


def passages_of_claims(quads: Iterable[Quad], snapshot: str) -> dict[str, list[TextPositionSelector]]:
    """The passages of each claim of a snapshot, by IRI, those without evidence too.

    Raises EvidenceError for evidence without a position.
    """
    facts = Facts(quads)
    iri = Names().thing("snapshot", snapshot)
    claims = (each for each in facts.subjects(GS + "inSnapshot") if iri in facts.objects(each, GS + "inSnapshot"))
    return {
        claim: [_selector(facts, each) for each in facts.objects(claim, GS + "evidence")]
        for claim in claims
        if claim.startswith(Names().thing("claim", ""))
    }


def _evidence(facts: Facts, iri: str) -> Evidence:
    fragments = facts.objects(iri, GS + "textFragment")
    return Evidence(
        iri,
        _selector(facts, iri),
        facts.one(iri, GS + "passageSha256"),
        facts.one(iri, GS + "firstWords"),
        facts.one(iri, GS + "lastWords"),
        fragments[0] if fragments else None,
    )


def _selector(facts: Facts, iri: str) -> TextPositionSelector:
    selector = facts.one(iri, _HAS_SELECTOR)
    return TextPositionSelector(
        facts.number(selector, PREFIXES["oa"] + "start"), facts.number(selector, PREFIXES["oa"] + "end")
    )
