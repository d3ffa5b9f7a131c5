"""The queries behind a list of things of one kind: narrowed down, counted, sorted, and readable by who takes them away.

A list is narrowed down by what is said of the things themselves, and by the claims that mention them: all conditions on
claims are on one and the same claim, so that who refuses one tool and uses another is never listed as using the first.
See https://www.w3.org/TR/sparql11-query/#aggregates
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.model.namespaces import GS
from govsocial.model.query_terms import QueryTerms
from govsocial.settings import CANONICAL_BASE_IRI

MAX_VALUES = 2_000
"""Values of all properties together that are counted."""

_CLAIM = GS + "Claim"
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TAKEN = frozenset({"thing", "name", "claims", "claim", "class", "label", "mentions", "property", "value", "things"})


@dataclass(frozen=True)
class Condition:
    """A property that the things have with this value; or, `of_claim`, that a claim has which mentions them."""

    property: str
    value: str
    of_claim: bool = False


@dataclass(frozen=True)
class Listing:
    """A list: of the typed things whose IRIs begin with `prefix`, those that meet all conditions.

    They are named by `label_property` in `language` (empty: no language tag). `columns` are properties of which each
    thing has one value at most. Sorted by `name`, `claims` or a column's variable. `claims_by` is the property by which
    claims are about them, None for any; `counts_claims` where they are no claims themselves. Values are counted that
    are things under `base` or terms of ours. Without a `limit` the rows are all there are.
    """

    prefix: str
    base: str
    label_property: str
    language: str = ""
    conditions: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    counts_claims: bool = True
    claims_by: str | None = None
    sort: str = "name"
    is_descending: bool = False
    limit: int | None = None
    offset: int = 0

    def rows(self) -> str:
        """SELECT ?thing ?name ?claims, and for each column ?column ?columnName: the list."""
        terms = QueryTerms()
        columns = [(variable, property_iri) for property_iri in self.columns if (variable := variable_of(property_iri))]
        pattern = [
            *self._members(terms),
            *self._mentions(terms),
            self._name(terms, "thing", "label"),
            *(
                f"OPTIONAL {{ ?thing {terms.iri(iri)} ?{name} . {self._name(terms, name, f'{name}Label')} }}"
                for name, iri in columns
            ),
        ]
        shown = ["?thing", "(MIN(STR(?label)) AS ?name)"]
        shown += ["(COUNT(DISTINCT ?claim) AS ?claims)"] if self.counts_claims else []
        shown += [f"?{name} (MIN(STR(?{name}Label)) AS ?{name}Name)" for name, _ in columns]
        grouped = " ".join(["?thing", *(f"?{name}" for name, _ in columns)])
        tail = [f"GROUP BY {grouped}", f"ORDER BY {self._order()}"]
        tail += [f"LIMIT {self.limit:d}"] if self.limit is not None else []
        tail += [f"OFFSET {self.offset:d}"] if self.offset else []
        return _query(terms, f"SELECT {' '.join(shown)} WHERE {{", pattern, tail)

    def statements(self) -> str:
        """CONSTRUCT: all that is said of the things in the list."""
        terms = QueryTerms()
        pattern = [*self._members(terms), *self._mentions(terms, is_needed=False), "?thing ?property ?value ."]
        return _query(terms, "CONSTRUCT { ?thing ?property ?value } WHERE {", pattern, [])

    def how_many(self) -> str:
        """SELECT ?things: how many are in the list."""
        terms = QueryTerms()
        pattern = [*self._members(terms), *self._mentions(terms, is_needed=False)]
        return _query(terms, "SELECT (COUNT(DISTINCT ?thing) AS ?things) WHERE {", pattern, [])

    def values(self, of_claims: bool) -> str:
        """SELECT ?property ?value ?things: what is said of how many things in the list, or of their claims."""
        tail = ["GROUP BY ?property ?value", "ORDER BY DESC(?things) ?property ?value", f"LIMIT {MAX_VALUES}"]
        return self._about_values("?property ?value", of_claims, tail)

    def properties(self) -> str:
        """SELECT ?property ?things: how many things in the list have a property with such values."""
        return self._about_values("?property", False, ["GROUP BY ?property"])

    def _about_values(self, shown: str, of_claims: bool, tail: list[str]) -> str:
        terms = QueryTerms()
        pattern = [*self._members(terms), *self._mentions(terms, is_needed=of_claims, is_optional=False)]
        starts = " || ".join(
            f"STRSTARTS(STR(?value), {terms.string(start)})"
            for start in (f"{self.base}id/", f"{CANONICAL_BASE_IRI}def/")
        )
        pattern += [f"?{'claim' if of_claims else 'thing'} ?property ?value .", f"FILTER(isIRI(?value) && ({starts}))"]
        return _query(terms, f"SELECT {shown} (COUNT(DISTINCT ?thing) AS ?things) WHERE {{", pattern, tail)

    def _members(self, terms: QueryTerms) -> Iterable[str]:
        terms.iri(self.prefix)
        prefix = terms.string(self.prefix)
        yield "?thing a ?class ."
        yield f'FILTER(STRSTARTS(STR(?thing), {prefix}) && !CONTAINS(STR(?thing), "#"))'
        for each in self.conditions:
            if not each.of_claim:
                yield f"?thing {terms.iri(each.property)} {terms.iri(each.value)} ."

    def _mentions(self, terms: QueryTerms, is_needed: bool = True, is_optional: bool = True) -> Iterable[str]:
        """The claims that mention a thing; with conditions on them those that meet all, of which there must be one."""
        conditions = [each for each in self.conditions if each.of_claim]
        if not self.counts_claims or not (conditions or is_needed):
            return
        said = [f"a {terms.iri(_CLAIM)}"]
        said += [f"{terms.iri(each.property)} {terms.iri(each.value)}" for each in conditions]
        link = "?mentions" if self.claims_by is None else terms.iri(self.claims_by)
        pattern = f"?claim {link} ?thing ; {' ; '.join(said)} ."
        yield pattern if conditions or not is_optional else f"OPTIONAL {{ {pattern} }}"

    def _name(self, terms: QueryTerms, of: str, name: str) -> str:
        language = terms.string(self.language)
        return f"OPTIONAL {{ ?{of} {terms.iri(self.label_property)} ?{name} . FILTER(LANG(?{name}) = {language}) }}"

    def _order(self) -> str:
        # By the aggregate itself: Virtuoso 7.2.5 takes `LCASE(?name)` for a variable that is not grouped.
        keys = {"name": "LCASE(MIN(STR(?label)))", "claims": "?claims"}
        keys |= {name: f"LCASE(MIN(STR(?{name}Label)))" for iri in self.columns if (name := variable_of(iri))}
        key = keys.get(self.sort, keys["name"])
        key = f"DESC({key})" if self.is_descending else key
        return " ".join(dict.fromkeys((key, keys["name"], "STR(?thing)")))


def variable_of(property_iri: str) -> str | None:
    """The name of the column for a property; None for one whose local name cannot be one."""
    local = re.split("[/#:]", property_iri)[-1]
    return local if _VARIABLE.fullmatch(local) and local not in _TAKEN else None


def _query(terms: QueryTerms, head: str, pattern: Iterable[str], tail: Iterable[str]) -> str:
    """The text, laid out to be read."""
    lines = [head, *(f"  {line}" for line in pattern), "}", *tail]
    return f"{terms.prologue}{chr(10).join(lines)}\n"
