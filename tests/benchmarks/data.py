"""The data that all systems are given: things of five triples each, made by a rule, so that any size is the same graph.

See https://www.w3.org/TR/n-triples/
"""

from collections.abc import Iterator
from pathlib import Path

BASE_IRI = "http://example.org/"
TRIPLES_A_THING = 5
GROUPS = 100
VALUES = 1000

_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
_PLACES = ("harbour", "market", "river", "station", "castle", "garden", "mill")


def thing(number: int) -> str:
    """The IRI of a thing, which a server of `BASE_IRI` describes at `/doc/thing/e{number}`."""
    return f"{BASE_IRI}id/thing/e{number}"


def statements(things: int) -> Iterator[str]:
    """N-Triples, the five lines of one thing at a time: class, label, group, value, and the next of a chain.

    The first hundred things are the groups of all, so that a group has a label too.
    """
    for number in range(things):
        subject = f"<{thing(number)}>"
        following = (number * 31 + 7) % things
        yield (
            f"{subject} {_RDF_TYPE} <{BASE_IRI}def/Thing> .\n"
            f'{subject} {_RDFS_LABEL} "Office {number} of the {_PLACES[number % len(_PLACES)]}"@en .\n'
            f"{subject} <{BASE_IRI}def/group> <{thing(number % min(GROUPS, things))}> .\n"
            f'{subject} <{BASE_IRI}def/value> "{number * 7919 % VALUES}"^^{_INTEGER} .\n'
            f"{subject} <{BASE_IRI}def/next> <{thing(following)}> .\n"
        )


def write(folder: Path, triples: int) -> Path:
    """The file of so many triples in this folder, written unless it is there."""
    path = folder / f"{triples}.nt"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as file:
            file.writelines(statements(triples // TRIPLES_A_THING))
        unfinished.rename(path)
    return path
