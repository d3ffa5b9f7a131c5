"""Which classes have how many things: what can be shown of any data."""

from collections.abc import Sequence

from govsocial.web.figures.bars import Row, bars
from govsocial.web.findings.finding import Finding, Labels, Question, counted, listed, name_of
from govsocial.web.links import query_href
from govsocial.web.terms import Solutions

SIZES = """
SELECT ?class (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?class .
}
GROUP BY ?class
HAVING (isIRI(?class))
ORDER BY DESC(?things) ?class
"""

MAX_BARS, MAX_ROWS = 20, 200
_NAME = "classes"


def find(answers: Sequence[Solutions], labels: Labels) -> Finding | None:
    """The finding of the answer to SIZES."""
    sizes = {row["class"].value: int(row["things"].value) for row in answers[0].rows}
    if not sizes:
        return None
    sentence = _sentence(sizes, labels)
    rows = [Row(name_of(each, labels), (size,), _members(each)) for each, size in list(sizes.items())[:MAX_BARS]]
    return Finding(
        name=_NAME,
        sentence=sentence,
        query=SIZES.strip(),
        stored="",
        columns=("class", "things"),
        rows=tuple(((each,), size) for each, size in list(sizes.items())[:MAX_ROWS]),
        labels=labels,
        drawing=bars(f"figure-{_NAME}", sentence, ("things",), rows),
        template="figures/bars.svg",
    )


QUESTION = Question(_NAME, (SIZES,), find)


def _members(iri: str) -> str:
    """Where a hundred things of the class are shown."""
    return query_href(f"SELECT ?thing WHERE {{\n  ?thing a <{iri}> .\n}}\nORDER BY ?thing\nLIMIT 100")


def _sentence(sizes: dict[str, int], labels: Labels) -> str:
    most = max(sizes.values())
    leaders = [name_of(each, labels) for each, size in sizes.items() if size == most]
    classes = counted(len(sizes), "class", "classes")
    if len(leaders) == 1:
        return f"{leaders[0]} is the largest of {classes}, with {counted(most, 'thing', 'things')}"
    return f"{listed(leaders, 'classes')} are the largest of {classes}, with {counted(most, 'thing', 'things')} each"
