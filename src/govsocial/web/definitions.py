"""An ontology or concept scheme as a page, as Markdown and as a picture, for who has never seen one.

See https://www.w3.org/TR/swbp-vocab-pub/
"""

from functools import partial

from fastapi import Request
from starlette.responses import Response

from govsocial.model.formats import MARKDOWN
from govsocial.web.census import unfinished
from govsocial.web.descriptions import Description
from govsocial.web.documents import Document
from govsocial.web.entity import grouped, shared, turned
from govsocial.web.figures.node_link import MAX_NODES
from govsocial.web.links import href
from govsocial.web.pages import figure_file, page
from govsocial.web.reference import read_reference
from govsocial.web.reference_markdown import reference_markdown
from govsocial.web.site import site_of
from govsocial.web.vocabulary_diagram import vocabulary_diagram

FIGURE = "-figure"
"""The fragment of the picture: no term begins with a hyphen."""


async def show_definitions(request: Request, document: Document, description: Description) -> Response:
    """The page of an ontology or concept scheme; on its further pages who uses the terms."""
    reference = await read_reference(request, description)
    context = {
        **shared(document, description),
        "reference": reference,
        "header": grouped(reference.header),
        "inward": grouped(turned(each) for each in description.inward),
        "diagram": vocabulary_diagram(reference, partial(href, names=site_of(request).names)),
        "max_nodes": MAX_NODES,
        "labels": reference.labels,
    }
    response = page(request, "definitions.html", context)
    return response if reference.is_counted else unfinished(response)


async def tell_definitions(request: Request, _document: Document, description: Description) -> Response:
    """The same as Markdown."""
    reference = await read_reference(request, description)
    response = Response(reference_markdown(reference), headers={"Content-Type": MARKDOWN.content_type})
    return response if reference.is_counted else unfinished(response)


async def draw_definitions(request: Request, _document: Document, description: Description) -> Response:
    """The classes of an ontology, or the concepts of a scheme, as a picture."""
    reference = await read_reference(request, description)
    diagram = vocabulary_diagram(reference, partial(href, names=site_of(request).names))
    title = f"The terms of {reference.labels.get(description.iri, description.iri)}"
    response = figure_file("figures/node_link.svg", {"diagram": diagram, "figure": FIGURE, "title": title})
    return response if reference.is_counted else unfinished(response)
