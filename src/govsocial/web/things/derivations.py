"""Why a derived statement holds: the statements of the page from which a rule of the build makes it, where they show.

See ontology/rules/ and https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from fastapi import Request

from govsocial.store import claims as ask
from govsocial.web.descriptions import Statement
from govsocial.web.origins import Origin, origin_of
from govsocial.web.reading import select
from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim
from govsocial.web.things.facts import term_iri
from govsocial.web.things.sentences import Sentence, iri_of, listed

_TYPE = term_iri("rdf:type")
_USES_TOOL = term_iri("gs:usesTool")

Triple: TypeAlias = tuple[Term, Term, Term]
Axioms: TypeAlias = Mapping[str, Iterable[tuple[str, str]]]
"""By term, how it follows (`class`, `property`, `inverse`, `domain`, `range`) and from which class or property."""


async def axioms_for(request: Request, statements: Iterable[Statement]) -> Axioms:
    """The axioms that may explain the derived ones among the statements."""
    derived = [each for each in statements if origin_of(each.graphs) is Origin.DERIVED]
    terms = {each.value.value if each.property.value == _TYPE else each.property.value for each in derived}
    found: dict[str, list[tuple[str, str]]] = {}
    if terms:
        for row in (await select(request, ask.axioms(sorted(terms)))).rows:
            found.setdefault(row["term"].value, []).append((row["axiom"].value, row["premise"].value))
    return found


def explain(statements: Sequence[Statement], axioms: Axioms, claims: Iterable[Claim]) -> dict[Triple, Sentence]:
    """From what each derived statement follows; those of which the page does not show it are left out.

    What is explained may explain others in its turn, so that no two explain each other.
    """
    derived = [each for each in statements if origin_of(each.graphs) is Origin.DERIVED]
    known = {_triple(each) for each in statements} - {_triple(each) for each in derived}
    shown, explained = tuple(claims), dict[Triple, Sentence]()
    found = -1
    while found != len(explained):
        found = len(explained)
        premises = _Premises(known | set(explained))
        for each in derived:
            triple = _triple(each)
            if triple not in explained and (reason := _reason(each, axioms, premises, shown)):
                explained[triple] = reason
    return explained


class _Premises:
    """Statements to reason from."""

    def __init__(self, triples: set[Triple]) -> None:
        self.triples = triples
        self.used = {(subject, property_) for subject, property_, _ in triples}
        self.reached = {(property_, value) for _, property_, value in triples}


def _triple(statement: Statement) -> Triple:
    return statement.subject, statement.property, statement.value


def _reason(statement: Statement, axioms: Axioms, premises: _Premises, claims: Iterable[Claim]) -> Sentence:
    if statement.property.value == _USES_TOOL:
        return _from_uses(statement, claims)
    if statement.property.value == _TYPE:
        return _from_classes(statement, axioms, premises)
    return _from_properties(statement, axioms, premises)


def _from_uses(statement: Statement, claims: Iterable[Claim]) -> Sentence:
    uses = [
        iri_of(each.iri)
        for each in claims
        if each.kind.is_use and statement.subject in each.organisations and statement.value in each.tools
    ]
    return ("from the claims ", *listed(uses)) if uses else ()


def _from_classes(statement: Statement, axioms: Axioms, premises: _Premises) -> Sentence:
    for axiom, premise in sorted(axioms.get(statement.value.value, ())):  # a class before a domain or a range
        term = iri_of(premise)
        if axiom == "class" and (statement.subject, statement.property, term) in premises.triples:
            return ("because it is of the class ", term)
        if axiom == "domain" and (statement.subject, term) in premises.used:
            return ("because it has “", term, "”")
        if axiom == "range" and (term, statement.subject) in premises.reached:
            return ("because “", term, "” leads to it")
    return ()


def _from_properties(statement: Statement, axioms: Axioms, premises: _Premises) -> Sentence:
    for axiom, premise in sorted(axioms.get(statement.property.value, ())):
        term = iri_of(premise)
        if axiom == "property" and (statement.subject, term, statement.value) in premises.triples:
            return ("from “", term, "”, which is narrower")
        if axiom == "inverse" and (statement.value, term, statement.subject) in premises.triples:
            return ("from “", term, "”, which is the inverse")
    return ()
