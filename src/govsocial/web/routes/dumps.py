"""The files of the release, with their checksums.

See https://www.w3.org/TR/dwbp/#BulkAccess
"""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from govsocial.errors import NotFoundError
from govsocial.publishing.catalog import CATALOGUE_FORMATS, catalogue_name
from govsocial.publishing.release import MANIFEST, SUMS, Release
from govsocial.publishing.uk_metadata import RECORD
from govsocial.web.pages import page
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()

_OF_NO_DUMP = {
    **{catalogue_name(each): each.content_type for each in CATALOGUE_FORMATS},
    RECORD: "application/json",
    MANIFEST: "application/json",
    SUMS: "text/plain; charset=utf-8",
}


@readable(router, "/dumps/")
async def list_dumps(request: Request) -> Response:
    """The page of all files."""
    release = _release(request)
    others = [name for name in _OF_NO_DUMP if (release.directory / name).is_file()]
    return page(request, "dumps.html", {"release": release, "others": others})


@readable(router, "/dumps/{name}")
async def send_dump(request: Request) -> Response:
    """One file, by its exact name."""
    release, name = _release(request), request.path_params["name"]
    for file in release.files:
        if file.name == name:
            return _send(request, release, name, _content_type(file.media_type), file.sha256)
    if name in _OF_NO_DUMP and (release.directory / name).is_file():
        return _send(request, release, name, _OF_NO_DUMP[name], release.revision)
    raise NotFoundError(f"The release has no file '{name[:100]}'; /dumps/ lists those that it has.")


def _release(request: Request) -> Release:
    release = site_of(request).release
    if release is None:
        raise NotFoundError("This server has no release, so there are no dumps; ask /sparql.")
    return release


def _send(request: Request, release: Release, name: str, content_type: str, tag: str) -> Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(release.directory / name, headers={**headers, "Content-Type": content_type})


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
