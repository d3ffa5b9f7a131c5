"""The page about the API, made from its own description.

See https://spec.openapis.org/oas/v3.1.0
"""

import shlex

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.model.formats import CSV
from govsocial.web import api
from govsocial.web.examples import FIRST_QUERY, examples_of
from govsocial.web.pages import page
from govsocial.web.routing import readable
from govsocial.web.signposts import ENDPOINT
from govsocial.web.site import site_of
from govsocial.web.snippets import snippets

router = APIRouter()

_AGENTS = ("/llms.txt", "/mcp", "/.well-known/api-catalog", "/vocab.json", "/search")


@readable(router, "/api")
async def describe_api(request: Request) -> Response:
    """Every operation, with an example and its real answer, the formats, the limits and the errors."""
    host = str(request.base_url).rstrip("/")
    found = api.operations(request.app.openapi())
    asked = {
        each.path: [media_type for answer in each.answers for media_type in answer.media_types]
        for each in found
        if each.method == "GET"
    }
    paths = {each.path for each in found} | {getattr(route, "path", "") for route in request.app.routes}
    context = {
        "groups": api.in_groups(found),
        "examples": await examples_of(request, asked),
        "errors": api.error_statuses(found),
        "formats": api.formats(),
        "limits": api.limits(site_of(request).settings),
        "quoted": shlex.quote,
        "host": host,
        "snippets": snippets(host + ENDPOINT, FIRST_QUERY, CSV.media_type),
        "agents": {path: path in asked for path in _AGENTS if path in paths},
    }
    return page(request, "api.html", context)
