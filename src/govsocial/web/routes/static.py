"""The style sheet, under a name that changes with its content, so that it may be kept for ever.

See https://www.rfc-editor.org/rfc/rfc8246
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.web.pages import STYLE_SHEET, STYLE_SHEET_NAME
from govsocial.web.routing import readable

router = APIRouter()


@readable(router, f"/static/{STYLE_SHEET_NAME}")
async def style_sheet(_request: Request) -> Response:
    """The style sheet of all pages."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(STYLE_SHEET, headers=headers, media_type="text/css; charset=utf-8")
