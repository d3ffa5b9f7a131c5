"""The queries that all systems are asked, as texts with places to fill in, so that no text need come twice.

ENTITY stands for the number of a thing, NUMBER for one that goes up with each request. Both are letters alone, which
percent-encoding leaves as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote

from tests.benchmarks.data import BASE_IRI

JSON = "application/sparql-results+json"

_PREFIXES = f"PREFIX d: <{BASE_IRI}def/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
_THING = f"<{BASE_IRI}id/thing/eENTITY>"


@dataclass(frozen=True)
class Template:
    """A query with places to fill in."""

    text: str

    def fill(self, entity: int, number: int) -> str:
        """The query about this thing, with this number."""
        return self.text.replace("ENTITY", str(entity)).replace("NUMBER", str(number))

    def pieces(self) -> list[str]:
        """The percent-encoded text, cut before and after each place; the odd pieces are the names of the places."""
        return re.split("(ENTITY|NUMBER)", quote(self.text, safe=""))


POINT = Template(f"SELECT ?pNUMBER ?oNUMBER {{ {_THING} ?pNUMBER ?oNUMBER }}")
"""All that is said of one thing: five rows."""

JOIN = Template(
    f"{_PREFIXES}SELECT ?a ?bNUMBER ?label ?group {{ {_THING} d:next ?a . ?a d:next ?bNUMBER . "
    "?bNUMBER rdfs:label ?label ; d:group ?g . ?g rdfs:label ?group }"
)
"""Two steps along the chain, then to the label and to the label of the group: one row."""

ANALYTICAL = Template(
    _PREFIXES + "SELECT ?group (COUNT(*) AS ?things) (SUM(?value) AS ?sum) (MAX(?value) AS ?max) "
    "{ ?thing d:group ?group ; d:value ?value FILTER(?value != NUMBER) } GROUP BY ?group ORDER BY DESC(?sum) ?group"
)
"""Joins and adds up all things by their groups: a hundred rows."""

TEXT = Template(
    _PREFIXES + "SELECT ?thing ?label { ?thing rdfs:label ?label "
    'FILTER(CONTAINS(?label, " ENTITY of") && STR(?label) != "NUMBER") }'
)
"""Looks through all labels: one row."""

RUNAWAY = Template("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?a != ?d && NUMBER != 0) }")
"""A product of all triples with all and all, which never ends."""

TRIVIAL = Template("SELECT (NUMBER AS ?n) {}")

MIX_SIZE = 1000


def mix() -> list[str]:
    """A thousand queries by rank, each fifth of them analytical.

    The analytical ones have the ranks 2, 7, 12 and so on, so that they are about a fifth of the requests too.
    """
    return [_of_rank(rank) for rank in range(1, MIX_SIZE + 1)]


def _of_rank(rank: int) -> str:
    if is_analytical(rank):
        return ANALYTICAL.fill(0, rank)
    return (POINT if rank % 2 else JOIN).fill(rank, rank)


def is_analytical(rank: int) -> bool:
    """Whether the query of this rank, from 1, is an analytical one."""
    return rank % 5 == 2


def zipf(size: int) -> Sequence[float]:
    """The chance that a request is of a rank up to each, where the r-th of all is asked 1/r as often as the first.

    See https://en.wikipedia.org/wiki/Zipf%27s_law
    """
    sums = list(accumulate(1 / rank for rank in range(1, size + 1)))
    return [each / sums[-1] for each in sums]
