"""Figures to take away: the drawing of a finding as a file, and its rows.

See https://www.w3.org/TR/SVG2/ and https://www.rfc-editor.org/rfc/rfc4180
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import NotFoundError
from govsocial.model.formats import CSV
from govsocial.web.findings.finding import as_csv, ask
from govsocial.web.findings.overview import QUESTIONS
from govsocial.web.openapi import Operation
from govsocial.web.pages import figure_file
from govsocial.web.routing import readable

router = APIRouter()

_SVG = "svg"
_OPERATION = Operation(gives={200: ("image/svg+xml", CSV.media_type)})


@readable(router, "/figures/{name}", operation=_OPERATION)
async def send_figure(request: Request) -> Response:
    """A figure of the overview: its drawing (`.svg`) or its rows (`.csv`)."""
    asked = str(request.path_params["name"])
    name, _, extension = asked.partition(".")
    question = QUESTIONS.get(name)
    finding = await ask(request, question) if question and extension in (_SVG, CSV.extension) else None
    if finding is None:
        raise NotFoundError(f"There is no figure '{asked[:100]}'; the overview, /, has those that there are.")
    if extension == _SVG:
        return figure_file(finding.template, {"drawing": finding.drawing})
    return Response(as_csv(finding), headers={"Content-Type": CSV.content_type})
