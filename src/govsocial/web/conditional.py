"""Responses that are made anew for each request, and tagged by their content: 304 for who has just that.

See https://www.rfc-editor.org/rfc/rfc9110#name-etag
"""

import hashlib
from collections.abc import Iterable, Mapping

from fastapi import Request
from starlette.responses import Response

from govsocial.protocol import links
from govsocial.protocol.links import Link
from govsocial.protocol.validators import Validator
from govsocial.web.site import site_of

_OF_THE_BODY = ("content-length", "content-type", "content-security-policy")


def conditional(
    request: Request,
    response: Response,
    location: str,
    found: Iterable[Link] = (),
    more: Mapping[str, str] | None = None,
) -> Response:
    """The response with its tag, the address of just this representation and its links; or 304.

    Last-Modified is since when a release is served so: before, settings may have been others. A Cache-Control of its
    own says that it lacks something, and then it gets no validators.
    """
    site = site_of(request)
    modified = None if site.modified is None else site.started
    validator = Validator(f'"{hashlib.sha256(response.body).hexdigest()[:32]}"', modified)
    is_whole = "Cache-Control" not in response.headers
    headers = {"Content-Location": location, **(more or {})}
    if is_whole:
        headers |= {"Cache-Control": "no-cache", **validator.headers}
    if link := links.header(found):
        headers["Link"] = link
    response.headers.update(headers)
    if not is_whole or not validator.is_known_to(request.headers):
        return response
    kept = {name: value for name, value in response.headers.items() if name not in _OF_THE_BODY}
    return Response(status_code=304, headers=kept)
