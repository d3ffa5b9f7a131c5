"""The right to write: a bearer token, where the server takes writes at all.

See https://www.rfc-editor.org/rfc/rfc6750
"""

import secrets

from fastapi import Request

from govsocial.errors import ForbiddenError, UnauthorizedError
from govsocial.store.base import WritableStore
from govsocial.web.site import site_of


def writable_store(request: Request) -> WritableStore:
    """The store, for a request that may write to it.

    Raises ForbiddenError where nobody may, UnauthorizedError for a client without the token.
    """
    writing = site_of(request).writing
    if writing is None:
        raise ForbiddenError("This server is read-only: it takes no updates, and its graphs cannot be changed.")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise UnauthorizedError("Writing needs a token: send the header 'Authorization: Bearer …'.")
    if not secrets.compare_digest(given.strip().encode(), writing.token.encode()):
        raise UnauthorizedError("The token is not the right one.", was_given=True)
    return writing.store
