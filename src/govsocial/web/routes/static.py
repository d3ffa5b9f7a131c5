"""The files that pages load. Their names change with their content, so that they may be kept for ever.

See https://www.rfc-editor.org/rfc/rfc8246
"""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from govsocial.errors import NotFoundError
from govsocial.web.assets import LICENCES
from govsocial.web.openapi import ANY_TYPE, Operation
from govsocial.web.pages import ASSETS
from govsocial.web.routing import readable

router = APIRouter()

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_DAY = "public, max-age=86400"


@readable(router, "/static/{name}", operation=Operation(gives={200: ANY_TYPE, 206: ANY_TYPE}, problems=(416,)))
async def static_file(request: Request) -> Response:
    """A style sheet or a script."""
    name = request.path_params["name"]
    asset = ASSETS.sent_as(name)
    if asset is None:
        raise NotFoundError(f"There is no file {name[:100]}.")
    headers = {"Cache-Control": _FOR_A_DAY if name == LICENCES else _FOR_EVER}
    return FileResponse(asset.path, headers=headers, media_type=asset.media_type)
