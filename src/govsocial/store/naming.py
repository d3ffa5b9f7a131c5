"""The queries by which a search index learns what things are called: their names, notations and descriptions, in pages.

See https://www.w3.org/TR/skos-reference/#labels and https://www.w3.org/TR/skos-reference/#notations
"""

from govsocial.model.namespaces import VOCABULARIES
from govsocial.store.description import LABEL_PROPERTIES, Part

ALIAS_PROPERTIES = (
    VOCABULARIES["skos"] + "altLabel",
    VOCABULARIES["skos"] + "hiddenLabel",
    VOCABULARIES["dcterms"] + "alternative",
    VOCABULARIES["schema"] + "alternateName",
    "http://schema.org/alternateName",
    VOCABULARIES["foaf"] + "nick",
    VOCABULARIES["foaf"] + "accountName",
)
"""The properties that give a thing a further name."""

NOTATION_PROPERTIES = (VOCABULARIES["skos"] + "notation", VOCABULARIES["dcterms"] + "identifier")
"""The properties that give a thing a code."""

DESCRIPTION_PROPERTIES = (
    VOCABULARIES["skos"] + "definition",
    VOCABULARIES["rdfs"] + "comment",
    VOCABULARIES["dcterms"] + "description",
    VOCABULARIES["schema"] + "description",
    "http://schema.org/description",
)
"""The properties that say in words what a thing is, best first."""

TEXT_PROPERTIES = (*LABEL_PROPERTIES, *ALIAS_PROPERTIES, *NOTATION_PROPERTIES, *DESCRIPTION_PROPERTIES)
"""All of them, those first that a search can least do without."""


def how_many_texts(most: int) -> str:
    """SELECT ?property ?count: how many texts there are by each property; of more than `most`, one more than that."""
    counted = (
        f"{{ SELECT (<{iri}> AS ?property) (COUNT(*) AS ?count) WHERE "
        f"{{ SELECT ?text WHERE {{ ?thing <{iri}> ?text }} LIMIT {most + 1:d} }} }}"
        for iri in TEXT_PROPERTIES
    )
    return f"SELECT ?property ?count WHERE {{ {' UNION '.join(counted)} }}"


def texts(property_iri: str, part: Part) -> str:
    """SELECT ?thing ?text: a part of the texts by one of TEXT_PROPERTIES, divided by what they are texts of."""
    return _texts(property_iri, part.filter("thing"))


def some_texts(property_iri: str, limit: int, offset: int) -> str:
    """SELECT ?thing ?text: some of the texts by a property that has too many to take them all."""
    return f"{_texts(property_iri, '')} LIMIT {limit:d} OFFSET {offset:d}"


def _texts(property_iri: str, restriction: str) -> str:
    if property_iri not in TEXT_PROPERTIES:
        raise ValueError(property_iri)
    return f"SELECT ?thing ?text WHERE {{ ?thing <{property_iri}> ?text . {restriction} }}"
