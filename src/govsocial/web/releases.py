"""The releases whose files are offered, once they are written.

See https://www.w3.org/TR/dwbp/#VersioningInfo
"""

import asyncio

from fastapi import Request

from govsocial.errors import BusyError, NotFoundError
from govsocial.publishing.release import Release
from govsocial.web.site import site_of

_WAIT_SECONDS = 30


async def releases_of(request: Request) -> tuple[Release, ...]:
    """The releases that there are, the newest first; they are waited for while they are written, some seconds.

    Raises NotFoundError where there is none, and BusyError when the wait is too long.
    """
    releases = site_of(request).releases
    if releases is None:
        raise NotFoundError("This server has no release, so there are no dumps; ask /sparql.")
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(releases)), _WAIT_SECONDS)
    except TimeoutError as error:
        raise BusyError("The files are still being written.") from error
