"""What is not known of a thing: gaps, silence, what a source leaves open, and readings that are one of several.

Silence is no refusal, and a gap says that data is absent, not that use is. See queries/gaps/
"""

from collections.abc import Iterator

from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim, Kind
from govsocial.web.things.facts import Facts
from govsocial.web.things.sentences import Sentence, counted, iri_of, listed
from govsocial.web.things.summary import Told

_NOT_STATED = "not-stated"
_IMPLIED = "implied"
"""The notations of the concepts for what a source leaves open, and for what it only implies."""


def unknowns(told: Told, page: str) -> tuple[Sentence, ...]:
    """A sentence for each thing that is not known."""
    return tuple(_found(told, page))


def _found(told: Told, page: str) -> Iterator[Sentence]:
    yield from _left_open(told)
    if page == "claim" and told.own_claim is not None:
        yield from _of_claim(told.own_claim, told.facts)
        return
    tallies = told.tallies
    if tallies.silent:
        bodies = counted(
            tallies.silent, "organisation that is reported on has", "organisations that are reported on have"
        )
        yield (f"{bodies} no claim that names it. Silence is not a refusal.",)
    if tallies.unmentioned:
        number = counted(len(tallies.unmentioned), "tool", "tools")
        yield (
            f"Nothing is said of {number} that others use: ", *listed(tallies.unmentioned),
            ". Silence is not a refusal.",
        )  # fmt: skip
    yield from _of_mentions(told)


def _left_open(told: Told) -> Iterator[Sentence]:
    """What the data says of the thing itself with a concept that stands for “not stated”."""
    for each in told.description.statements:
        if each.subject.value == told.iri and _is_open(each.value, told.facts):
            yield (each.property, ": the source does not say.")


def _of_claim(claim: Claim, facts: Facts) -> Iterator[Sentence]:
    if claim.is_ambiguous:
        yield ("The words of the source can be read in more than one way; this is the likelier reading.",)
    if any(facts.text(scope, "skos:notation") == _IMPLIED for scope in facts.iris(claim.iri, "gs:scopeExplicitness")):
        yield ("Of which uses this is said is implied, not stated.",)
    if not claim.passages:
        yield ("The data names no passage of a source on which this rests.",)
    if any(passage.link is None for passage in claim.passages):
        yield ("No link leads to all of its words on the original page; the position is the evidence.",)


def _of_mentions(told: Told) -> Iterator[Sentence]:
    about = [each for each in told.mentions if iri_of(told.iri) in each.organisations]
    gaps = [iri_of(each.iri) for each in about if each.kind is Kind.GAP]
    if gaps:
        yield ("A source says that it does not cover this body: ", *listed(gaps), ".")
    if told.is_whole and about:
        ambiguous = [each for each in about if each.is_ambiguous]
        if ambiguous:
            yield (
                f"{counted(len(ambiguous), 'claim', 'claims')} can be read in more than one way: ",
                *listed(iri_of(each.iri) for each in ambiguous), ".",
            )  # fmt: skip
        audience = [
            each
            for each in about
            if any(_is_open(term, told.facts) for term in told.facts.values(each.iri, "gs:audience"))
        ]
        if audience:
            yield (f"For {counted(len(audience), 'claim', 'claims')} the source does not say whom the use is for.",)


def _is_open(term: Term, facts: Facts) -> bool:
    return term.is_iri and facts.text(term.value, "skos:notation") == _NOT_STATED
