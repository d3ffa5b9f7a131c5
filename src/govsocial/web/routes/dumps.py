"""The files of the releases: the newest at /dumps/, each for ever at /dumps/{release}/, with checksums.

See https://www.w3.org/TR/dwbp/#BulkAccess and https://www.rfc-editor.org/rfc/rfc9530
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from govsocial.errors import NotFoundError
from govsocial.model.formats import HTML, JSON, Carries, Format
from govsocial.protocol import links
from govsocial.protocol.downloads import Part, Representation, wanted_part
from govsocial.protocol.validators import parse_moment
from govsocial.publishing.files import ReleaseFile
from govsocial.publishing.release import Release
from govsocial.web import memento, signposts
from govsocial.web.conditional import conditional
from govsocial.web.documents import negotiated
from govsocial.web.openapi import ANY_TYPE, Operation, format_of, media_types
from govsocial.web.pages import page
from govsocial.web.paths import raw_path
from govsocial.web.releases import releases_of
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()

LISTING = Format("json", "JSON", "application/json", "json", Carries.GRAPH)
_LISTING = Operation((format_of((JSON, HTML)),), gives={200: media_types(LISTING, HTML), 304: ()})
_FILE = Operation(gives={200: ANY_TYPE, 206: ANY_TYPE, 304: ()}, problems=(412, 416))
_PIECE_BYTES = 65_536
_FOR_EVER = "public, max-age=31536000, immutable"


@readable(router, "/dumps/", "/dumps/{release}/", operation=_LISTING)
async def list_files(request: Request) -> Response:
    """The files of the newest release, or of the one that is named, as a page or as JSON."""
    releases = await releases_of(request)
    release = _named(request, releases)
    syntax = negotiated(request, (LISTING, HTML))
    if syntax is HTML:
        response = page(request, "dumps.html", {"release": release, "releases": releases})
    else:
        listing = json.dumps(_listing(release, releases), indent=2, ensure_ascii=False)
        response = Response(listing, headers={"Content-Type": LISTING.media_type})
    history = memento.of_files(releases)
    moment = parse_moment(release.issued) if "release" in request.path_params else None
    found = (*signposts.of_release(release, releases), *history.links())
    more = {"Vary": "Accept", **memento.dated(moment)}
    return conditional(request, response, f"{raw_path(request)}?format={syntax.name}", found, more)


@readable(router, "/dumps/{name}", "/dumps/{release}/{name}", operation=_FILE)
async def send_file(request: Request) -> Response:
    """One file, by its exact name: of the newest release, or of the one that is named."""
    releases = await releases_of(request)
    release, name = _named(request, releases), request.path_params["name"]
    file = release.find(name)
    if file is None:
        raise NotFoundError(f"The release has no file '{name[:100]}'; /dumps/ lists those that it has.")
    path = release.directory / file.name
    representation = await _representation(request, path, file)
    found = (*signposts.of_file(release, file), *memento.of_files(releases, file.name).links())
    moment = parse_moment(release.issued) if "release" in request.path_params else None
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": _FOR_EVER if "release" in request.path_params else "no-cache",
        "Content-Location": f"/dumps/{release.name}/{file.name}",
        "Link": links.header(found),
        **memento.dated(moment),
        **representation.headers,
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
    }
    if representation.is_known_to(request.headers):
        return Response(status_code=304, headers=headers)
    return _send(request, path, representation, headers | {"Content-Type": file.content_type})


def _named(request: Request, releases: tuple[Release, ...]) -> Release:
    """The release that the path names; without a name the newest."""
    name = request.path_params.get("release")
    for release in releases:
        if name in (None, release.name):
            return release
    raise NotFoundError(f"There is no release '{str(name)[:100]}'; /dumps/ lists those that there are.")


def _listing(release: Release, releases: tuple[Release, ...]) -> dict[str, object]:
    """The release as JSON, with the address of each file, and of the other releases."""
    files = [
        {"url": f"/dumps/{release.name}/{file.name}", **{key: each for key, each in asdict(file).items() if each}}
        for file in (*release.files, *release.attachments)
    ]
    return {
        "release": release.name,
        "title": release.title,
        "licence": release.licence,
        "issued": release.issued,
        "revision": release.revision,
        "canonical_hash": release.canonical_hash,
        "counts": asdict(release.counts),
        "files": files,
        "releases": [{"release": each.name, "issued": each.issued, "url": f"/dumps/{each.name}/"} for each in releases],
    }


async def _representation(request: Request, path: Path, file: ReleaseFile) -> Representation:
    """The file as it lies there. Raises StoreError when that is not the one that was released."""
    written_at = await asyncio.to_thread(site_of(request).proofs.prove, path, file)
    return Representation(f'"{file.sha256}"', datetime.fromtimestamp(int(written_at), UTC), file.bytes)


def _send(request: Request, path: Path, file: Representation, headers: dict[str, str]) -> Response:
    wanted = wanted_part(request.headers, file) if request.method == "GET" else None
    part = wanted or Part(0, file.bytes)
    headers["Content-Length"] = str(part.stop - part.start)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.bytes}"
    status = 200 if wanted is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_pieces(path, part), status, headers)


async def _pieces(path: Path, part: Part) -> AsyncIterator[bytes]:
    """The bytes of a part, read as they are sent."""
    with await asyncio.to_thread(path.open, "rb") as file:
        file.seek(part.start)
        left = part.stop - part.start
        while left > 0 and (piece := await asyncio.to_thread(file.read, min(left, _PIECE_BYTES))):
            left -= len(piece)
            yield piece
