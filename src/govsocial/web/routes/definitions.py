"""The ontology and the concept schemes: one document each, with a term at each fragment; and our JSON-LD context.

See https://www.w3.org/TR/swbp-vocab-pub/
"""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.model.formats import JSON_LD
from govsocial.publishing.jsonld import Context
from govsocial.web.conditional import conditional
from govsocial.web.definitions import draw_definitions, show_definitions, tell_definitions
from govsocial.web.descriptions import of_definitions, of_thing
from govsocial.web.documents import find, respond
from govsocial.web.entity import show_thing, tell_thing
from govsocial.web.openapi import DOCUMENT, Operation, media_types
from govsocial.web.routes.things import known
from govsocial.web.routing import readable

router = APIRouter()


@readable(router, "/def/context.jsonld", operation=Operation(gives={200: media_types(JSON_LD)}))
async def send_context(request: Request) -> Response:
    """The JSON-LD context with all words for our terms."""
    document = json.dumps(Context.bundled().document, indent=2, ensure_ascii=False) + "\n"
    response = Response(document, headers={"Content-Type": JSON_LD.content_type})
    return conditional(request, response, "/def/context.jsonld")


@readable(router, "/def/{name}", operation=DOCUMENT)
async def describe_definitions(request: Request) -> Response:
    """An ontology or concept scheme with its terms, in any format."""
    document = await find(request, known)
    return await respond(
        request, document, of_definitions, show_definitions, tell=tell_definitions, draw=draw_definitions
    )


@readable(router, "/def/{name}/{version:path}", operation=DOCUMENT)
async def describe_version(request: Request) -> Response:
    """What is said of a version of the ontology, in any format."""
    return await respond(request, await find(request, known), of_thing, show_thing, tell_thing)
