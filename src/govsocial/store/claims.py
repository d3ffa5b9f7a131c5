"""The queries about claims: what is said of which tool by how many bodies, what differs, and where it all comes from.

Numbers count bodies and tools, never claims: a body that says a thing twice counts once.
See https://www.w3.org/TR/sparql11-query/#aggregates
"""

from collections.abc import Iterable

from govsocial.model.namespaces import GS, PREFIXES, VOCABULARIES
from govsocial.store.placeholders import fill, iri_term, iri_terms

MAX_COMPARED = 200
"""Claims that one claim is compared with; and tools that are listed as not spoken of."""

_PREFIXES = f"""
PREFIX gs: <{GS}>
PREFIX rdfs: <{VOCABULARIES["rdfs"]}>
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX skos: <{VOCABULARIES["skos"]}>
PREFIX prov: <{VOCABULARIES["prov"]}>
PREFIX status: <{PREFIXES["status"]}>
"""

_FACTS = """
SELECT ?thing ?property ?value WHERE {
  VALUES ?thing { ?things }
  ?thing ?property ?value .
  FILTER(?property IN (?properties))
}
"""

_TOOL = "?claim gs:tool ?thing ; gs:organisation ?end ."
_ORGANISATION = """
?claim gs:organisation ?thing .
{ ?claim gs:tool ?end } UNION { ?claim gs:toolKind ?end . FILTER NOT EXISTS { ?claim gs:tool ?named } }
"""

# One pass over the claims: of each end the furthest that is said of it, then the sums.
_TALLIES = """
SELECT (SUM(?used) AS ?use) (SUM(?tried) AS ?trial) (SUM(?refused) AS ?refusal) (SUM(?intended) AS ?intention)
  (SUM(?plain) AS ?name) (COUNT(?end) AS ?mention)
WHERE {
  {
    SELECT ?end (MAX(?settled) AS ?used) (MAX(?using) AS ?some) (MAX(?refusing) AS ?refused)
      (MAX(?intending) AS ?intended)
    WHERE {
      VALUES ?class { gs:ToolClaim gs:ToolUse gs:IntendedUse gs:NonUse }
      ?pattern
      ?claim a ?class .
      OPTIONAL {
        ?claim gs:status ?status .
        OPTIONAL { ?status skos:broader+ status:in-use . BIND(1 AS ?isNarrower) }
      }
      BIND(COALESCE(?status = status:in-use, false) || BOUND(?isNarrower) AS ?isSettled)
      BIND(IF(?class = gs:ToolUse, 1, 0) AS ?using)
      BIND(IF(?class = gs:ToolUse && ?isSettled, 1, 0) AS ?settled)
      BIND(IF(?class = gs:NonUse, 1, 0) AS ?refusing)
      BIND(IF(?class = gs:IntendedUse, 1, 0) AS ?intending)
    }
    GROUP BY ?end
  }
  BIND(?some - ?used AS ?tried)
  BIND(IF(?some + ?refused + ?intended = 0, 1, 0) AS ?plain)
}
"""

_SILENT = """
SELECT (COUNT(?organisation) AS ?silent) WHERE {
  { SELECT DISTINCT ?organisation WHERE { ?report a gs:Report ; gs:organisation ?organisation } }
  FILTER NOT EXISTS { ?claim gs:tool ?thing ; gs:organisation ?organisation }
}
"""

_UNMENTIONED = f"""
SELECT DISTINCT ?tool WHERE {{
  ?report a gs:Report ; gs:organisation ?thing .
  ?use a gs:ToolUse ; gs:tool ?tool .
  MINUS {{ ?claim gs:organisation ?thing ; gs:tool ?tool }}
}}
ORDER BY ?tool LIMIT {MAX_COMPARED}
"""

_COMPARABLE = f"""
SELECT DISTINCT ?claim WHERE {{
  ?thing gs:organisation ?organisation .
  {{ ?thing gs:tool ?tool . ?claim gs:tool ?tool ; gs:organisation ?organisation }}
  UNION
  {{
    ?thing gs:toolKind ?kind . FILTER NOT EXISTS {{ ?thing gs:tool ?one }}
    ?claim gs:toolKind ?kind ; gs:organisation ?organisation . FILTER NOT EXISTS {{ ?claim gs:tool ?other }}
  }}
  UNION
  {{ ?thing gs:unit ?unit ; gs:involvement ?degree . ?claim gs:unit ?unit ; gs:involvement ?another }}
}}
ORDER BY ?claim LIMIT {MAX_COMPARED}
"""

_CLAIMS_OF_REPORTS = """
SELECT ?report (COUNT(DISTINCT ?claim) AS ?claims) WHERE { VALUES ?report { ?things } ?claim gs:inReport ?report }
GROUP BY ?report
"""

_LONGEST_CHAIN = 4


def _chains(property_name: str, *before: str) -> str:
    """A path of one to so many steps: Virtuoso 7.2.5 takes no + whose start is not a constant, and errs with *."""
    return "|".join("/".join([*before, *[property_name] * length]) for length in range(1, _LONGEST_CHAIN + 1))


_AXIOMS = f"""
SELECT DISTINCT ?term ?axiom ?premise WHERE {{
  VALUES ?term {{ ?things }}
  {{ ?premise {_chains("rdfs:subClassOf")} ?term . BIND("class" AS ?axiom) }}
  UNION
  {{ ?premise {_chains("rdfs:subPropertyOf")} ?term . BIND("property" AS ?axiom) }}
  UNION
  {{ ?premise owl:inverseOf|^owl:inverseOf ?term . BIND("inverse" AS ?axiom) }}
  UNION
  {{ ?premise rdfs:domain|{_chains("rdfs:subClassOf", "rdfs:domain")} ?term . BIND("domain" AS ?axiom) }}
  UNION
  {{ ?premise rdfs:range|{_chains("rdfs:subClassOf", "rdfs:range")} ?term . BIND("range" AS ?axiom) }}
  FILTER(isIRI(?premise) && ?premise != ?term)
}}
"""


def facts(iris: Iterable[str], properties: Iterable[str]) -> str:
    """SELECT ?thing ?property ?value: what is said of things by some properties, in no order.

    Raises RequestError, as all functions here, for text that is no IRI.
    """
    listed = ", ".join(iri_term(iri) for iri in properties)
    return fill(_FACTS, {"things": iri_terms(iris), "properties": listed})


def bodies_by_sign(tool: str) -> str:
    """SELECT ?use ?trial ?refusal ?intention ?name ?mention: how many bodies say what of a tool.

    `use` and `trial` exclude each other: on trial is what is in use in no other way. `name` counts those that only name
    it, `mention` all. Unbound, or 0, where nothing is said.
    """
    return _about(_TALLIES.replace("?pattern", _TOOL), tool)


def tools_by_sign(organisation: str) -> str:
    """The same of a body: how many tools, and kinds of tools that are claimed without naming one."""
    return _about(_TALLIES.replace("?pattern", _ORGANISATION), organisation)


def silent_bodies(tool: str) -> str:
    """SELECT ?silent: how many of the bodies that are reported on are not said to use, plan or refuse a tool."""
    return _about(_SILENT, tool)


def unmentioned_tools(organisation: str) -> str:
    """SELECT ?tool: what others use, and no claim joins with this body; nothing when there is no report on it."""
    return _about(_UNMENTIONED, organisation)


def comparable(claim: str) -> str:
    """SELECT ?claim: the claims about the same tool of the same body, or the part of the same team; itself as well."""
    return _about(_COMPARABLE, claim)


def claims_of_reports(reports: Iterable[str]) -> str:
    """SELECT ?report ?claims: how many claims each report makes, where it makes any."""
    return _PREFIXES + fill(_CLAIMS_OF_REPORTS, {"things": iri_terms(reports)})


def axioms(terms: Iterable[str]) -> str:
    """SELECT ?term ?axiom ?premise: from which classes and properties a term follows.

    `axiom` is `class`, `property`, `inverse`, `domain` or `range`.
    """
    return _PREFIXES + fill(_AXIOMS, {"things": iri_terms(terms)})


def _about(query: str, iri: str) -> str:
    return _PREFIXES + fill(query, {"thing": iri_term(iri)})
