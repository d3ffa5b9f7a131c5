"""Bodies of requests, read whole within a limit and a time.

See https://www.rfc-editor.org/rfc/rfc9110#name-content
"""

import asyncio

from fastapi import Request

from govsocial.errors import RequestTimeoutError, TooLargeError

GRACE_SECONDS = 10.0
LEAST_BYTES_PER_SECOND = 32_768
"""A body may take the grace, and a second more for each so many bytes that have come."""


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body. Raises TooLargeError, and RequestTimeoutError when it comes too slowly."""
    body = bytearray()
    loop = asyncio.get_running_loop()
    started_at = loop.time()
    try:
        async with asyncio.timeout(GRACE_SECONDS) as deadline:
            async for chunk in request.stream():
                body += chunk
                deadline.reschedule(started_at + GRACE_SECONDS + len(body) / LEAST_BYTES_PER_SECOND)
                if len(body) > max_bytes:
                    raise TooLargeError(f"The body is larger than {max_bytes:,} bytes.", max_bytes)
    except TimeoutError as error:
        raise RequestTimeoutError(
            f"The body comes too slowly: it may take {GRACE_SECONDS:g} s, and 1 s more for each "
            f"{LEAST_BYTES_PER_SECOND:,} bytes."
        ) from error
    return bytes(body)
