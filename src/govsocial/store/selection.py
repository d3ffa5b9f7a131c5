"""The query behind "show … where …": things that claims speak of, chosen by what the claims say.

Use, intended use, refusal and gap stay apart: without another choice only uses are shown. What is chosen stands in the
query as a term, the inside of a `VALUES` block. See https://www.w3.org/TR/sparql11-query/#inline-data
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.model.query_terms import QueryTerms

USE, INVOLVEMENT_CLAIM = GS + "ToolUse", GS + "InvolvementClaim"
STATED_KINDS = tuple(GS + name for name in ("ToolUse", "IntendedUse", "NonUse", "CoverageGap"))
"""The classes of claims that may never be mistaken for one another, each with statuses of its own or none."""

_NARROW = (*STATED_KINDS, *(GS + name for name in ("InvolvementClaim", "TeamClaim", "Assessment")))
_WIDE = GS + "ToolClaim"
_LABEL = VOCABULARIES["rdfs"] + "label"
_ATTRIBUTED = VOCABULARIES["prov"] + "wasAttributedTo"
_CHOSEN_BY = ("organisation", "tool", "status", "involvement")

CHOICES = f"""
SELECT DISTINCT ?property ?value WHERE {{
  VALUES ?property {{ {" ".join(f"<{GS}{name}>" for name in ("organisation", "tool", "involvement"))} }}
  ?claim ?property ?value ; a ?kind .
  FILTER(?kind IN ({", ".join(f"<{iri}>" for iri in (*_NARROW, _WIDE))}))
}}
ORDER BY ?property ?value LIMIT 2000
"""
"""SELECT ?property ?value: the organisations, tools and roles of press offices that claims speak of."""

STATUSES = f"""
SELECT DISTINCT ?kind ?status WHERE {{
  VALUES ?kind {{ {" ".join(f"<{iri}>" for iri in STATED_KINDS)} }}
  ?claim a ?kind .
  OPTIONAL {{ ?claim <{GS}status> ?status }}
}}
ORDER BY ?kind ?status LIMIT 2000
"""
"""SELECT ?kind ?status: the kinds of claims that there are, each with the statuses that such claims give."""


class Shown(Enum):
    """What is shown: the variable that it has in the query."""

    ORGANISATIONS = "organisation"
    TOOLS = "tool"
    PEOPLE = "person"
    INITIATIVES = "initiative"
    PRACTICES = "practice"
    CLAIMS = "claim"


@dataclass(frozen=True)
class Selection:
    """What is shown, and what the claims say. All are IRIs; None is any.

    `kind` is a class of claims. With neither `kind`, `status` nor `involvement` it is use; `is_any_kind` shows all.
    With an `involvement` the claims are those about the part of a press office, and kind, status and tool are those of
    a use that such a claim speaks of.
    """

    shown: Shown
    organisation: str | None = None
    tool: str | None = None
    kind: str | None = None
    status: str | None = None
    involvement: str | None = None
    is_any_kind: bool = False

    def query(self) -> str:
        """SELECT: a row a claim, with what is shown first, then what the claim says; each with its name beside it."""
        terms = QueryTerms()
        pattern = [*self._chosen(terms), *self._claims(terms), *self._shown(terms)]
        columns = dict.fromkeys((self.shown.value, "organisation", "tool", "kind", "status", "involvement", "claim"))
        if not self.involvement:
            del columns["involvement"]
        # By the aggregate itself: Virtuoso 7.2.5 takes `LCASE(?toolName)` for a variable that is not grouped.
        order = dict.fromkeys(
            (f"LCASE(MIN(STR(?{self.shown.value}Label)))", f"STR(?{self.shown.value})", "STR(?claim)")
        )
        lines = [
            f"SELECT {' '.join(f'?{name} (MIN(STR(?{name}Label)) AS ?{name}Name)' for name in columns)} WHERE {{",
            *(f"  {each}" for each in pattern),
            "}",
            f"GROUP BY {' '.join(f'?{name}' for name in columns)}",
            f"ORDER BY {' '.join(order)}",
        ]
        return terms.prologue + "\n".join(lines) + "\n"

    @property
    def of_uses(self) -> bool:
        """Whether nothing but uses is shown."""
        return self.kind == USE or not (self.kind or self.status or self.involvement or self.is_any_kind)

    def _chosen(self, terms: QueryTerms) -> Iterable[str]:
        for name in _CHOSEN_BY:
            if (value := getattr(self, name)) is not None:
                yield f"VALUES ?{name} {{ {terms.iri(value)} }}"

    def _claims(self, terms: QueryTerms) -> Iterable[str]:
        if self.involvement:
            yield f"VALUES ?kind {{ {terms.iri(INVOLVEMENT_CLAIM)} }}"
            yield "?claim a ?kind ."
            yield _said(terms, "claim", "involvement")
            yield self._about_use(terms)
        else:
            yield from self._kind_of_claim(terms)
            yield self._said(terms, "claim", "tool")
            yield self._said(terms, "claim", "status")
        yield self._said(terms, "claim", "organisation")
        yield _named(terms, "kind")
        yield _named(terms, "claim")

    def _about_use(self, terms: QueryTerms) -> str:
        """The use that a claim about a press office speaks of; it need speak of none where nothing is asked of it."""
        kind = f"?use a {terms.iri(self.kind)} . " if self.kind else ""
        use = f"?claim {terms.iri(GS + 'aboutUse')} ?use . {kind}"
        use += f"{self._said(terms, 'use', 'tool')} {self._said(terms, 'use', 'status')}"
        is_asked = self.kind or self._is_needed("tool") or self._is_needed("status")
        return use if is_asked else f"OPTIONAL {{ {use} }}"

    def _kind_of_claim(self, terms: QueryTerms) -> Iterable[str]:
        kind = USE if self.of_uses else self.kind
        if kind is not None:
            yield f"VALUES ?kind {{ {terms.iri(kind)} }}"
            yield "?claim a ?kind ."
            return
        narrow = f"VALUES ?kind {{ {' '.join(map(terms.iri, _NARROW))} }} ?claim a ?kind ."
        not_narrow = " ".join(f"FILTER NOT EXISTS {{ ?claim a {terms.iri(iri)} }}" for iri in STATED_KINDS)
        wide = f"VALUES ?kind {{ {terms.iri(_WIDE)} }} ?claim a ?kind . {not_narrow}"
        yield f"{{ {narrow} }} UNION {{ {wide} }}"

    def _shown(self, terms: QueryTerms) -> Iterable[str]:
        match self.shown:
            case Shown.PEOPLE:
                yield f"?claim {terms.iri(GS + 'inReport')} ?report . ?report {terms.iri(_ATTRIBUTED)} ?person ."
                yield _named(terms, "person")
            case Shown.INITIATIVES | Shown.PRACTICES:
                yield _said(terms, "claim", self.shown.value)

    def _said(self, terms: QueryTerms, claim: str, name: str) -> str:
        pattern = _said(terms, claim, name)
        return pattern if self._is_needed(name) else f"OPTIONAL {{ {pattern} }}"

    def _is_needed(self, name: str) -> bool:
        return self.shown.value == name or getattr(self, name) is not None


def _said(terms: QueryTerms, claim: str, name: str) -> str:
    return f"?{claim} {terms.iri(GS + name)} ?{name} . {_named(terms, name)}"


def _named(terms: QueryTerms, name: str) -> str:
    """The name of what a variable stands for; where it stands for nothing this would name everything."""
    is_english = f'LANG(?{name}Label) = "en" || LANG(?{name}Label) = ""'
    return f"OPTIONAL {{ ?{name} {terms.iri(_LABEL)} ?{name}Label . FILTER({is_english}) }}"
