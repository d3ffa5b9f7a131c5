"""The table of formats: name, media type, extension, and what each can carry.

A format's name is what `?format=`, a file suffix and the command line call it.
See https://www.w3.org/ns/formats/ for the IRIs.
"""

from dataclasses import dataclass
from enum import Enum

FORMATS_NAMESPACE = "http://www.w3.org/ns/formats/"


class Carries(Enum):
    """What a format can carry."""

    SOLUTIONS = "the answers of SELECT and ASK"
    GRAPH = "triples"
    DATASET = "triples in named graphs"
    PAGE = "a page for people"
    QUERY = "the text of a query"
    LINKS = "links alone"


@dataclass(frozen=True)
class Format:
    """One format. `also_known_as` are further media types that clients send for it."""

    name: str
    label: str
    media_type: str
    extension: str
    carries: Carries
    iri: str | None = None
    also_known_as: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type header: text types say their charset."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


def _format(
    name: str, label: str, media_type: str, carries: Carries, iri: str, *also: str, extension: str = ""
) -> Format:
    return Format(name, label, media_type, extension or name, carries, FORMATS_NAMESPACE + iri, also)


JSON = _format("json", "SPARQL results in JSON", "application/sparql-results+json", Carries.SOLUTIONS,
               "SPARQL_Results_JSON", "application/json", extension="srj")  # fmt: skip
XML = _format("xml", "SPARQL results in XML", "application/sparql-results+xml", Carries.SOLUTIONS,
              "SPARQL_Results_XML", "application/xml", "text/xml", extension="srx")  # fmt: skip
CSV = _format("csv", "CSV", "text/csv", Carries.SOLUTIONS, "SPARQL_Results_CSV")
TSV = _format("tsv", "TSV", "text/tab-separated-values", Carries.SOLUTIONS, "SPARQL_Results_TSV")

TURTLE = _format("ttl", "Turtle", "text/turtle", Carries.GRAPH, "Turtle", "application/x-turtle")
N_TRIPLES = _format("nt", "N-Triples", "application/n-triples", Carries.GRAPH, "N-Triples", "text/plain")
JSON_LD = _format("jsonld", "JSON-LD", "application/ld+json", Carries.DATASET, "JSON-LD", "application/json")
RDF_XML = _format("rdf", "RDF/XML", "application/rdf+xml", Carries.GRAPH, "RDF_XML", "application/xml", "text/xml")
TRIG = _format("trig", "TriG", "application/trig", Carries.DATASET, "TriG", "application/x-trig")
N_QUADS = _format("nq", "N-Quads", "application/n-quads", Carries.DATASET, "N-Quads", "text/x-nquads")

HTML = Format("html", "HTML", "text/html", "html", Carries.PAGE, None, ("application/xhtml+xml",))
MARKDOWN = Format("md", "Markdown", "text/markdown", "md", Carries.PAGE, None, ("text/x-markdown",))

SPARQL_QUERY = Format("rq", "SPARQL", "application/sparql-query", "rq", Carries.QUERY)
"""See https://www.w3.org/TR/sparql11-query/#mediaType"""

SVG = Format("svg", "SVG", "image/svg+xml", "svg", Carries.PAGE)

LINKSET_JSON = Format("linkset", "Link set in JSON", "application/linkset+json", "linkset", Carries.LINKS)
LINKSET = Format("links", "Link set", "application/linkset", "links", Carries.LINKS)

LINK_FORMAT = Format("link-format", "Link format", "application/link-format", "wlnk", Carries.LINKS)

SOLUTION_FORMATS = (JSON, XML, CSV, TSV)
"""For SELECT and ASK; the first is what a client gets that takes anything."""

GRAPH_FORMATS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
"""For CONSTRUCT, DESCRIBE and the descriptions of things; the first is what a client gets that takes anything."""

DESCRIPTION_FORMATS = (*GRAPH_FORMATS, CSV, HTML, MARKDOWN)
"""For the description of one thing: in each the same facts."""

LINKSET_FORMATS = (LINKSET_JSON, LINKSET)
"""For the links of a document alone. See https://www.rfc-editor.org/rfc/rfc9264"""

DOCUMENT_FORMATS = (*DESCRIPTION_FORMATS, SVG, *LINKSET_FORMATS)
"""For a document: its facts, a picture of them, and its links alone."""

DATASET_FORMATS = (TRIG, N_QUADS, JSON_LD)
"""For dumps with their named graphs."""

RDF_FORMATS = (*GRAPH_FORMATS, TRIG, N_QUADS)
"""All syntaxes of RDF that are read."""

BY_NAME = {
    each.name: each
    for each in (*SOLUTION_FORMATS, *RDF_FORMATS, HTML, MARKDOWN, SVG, SPARQL_QUERY, *LINKSET_FORMATS, LINK_FORMAT)
}


def of_path(path: str) -> Format | None:
    """The RDF format that a file's name tells, `.gz` aside; None when it tells none."""
    _, dot, extension = path.lower().removesuffix(".gz").rpartition(".")
    aliases = {"n3": TURTLE, "owl": RDF_XML, "xml": RDF_XML, "json": JSON_LD}
    found = next((each for each in RDF_FORMATS if each.extension == extension), aliases.get(extension))
    return found if dot else None
