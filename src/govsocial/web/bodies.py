"""Bodies of requests, read whole within a limit and a time.

See https://www.rfc-editor.org/rfc/rfc9110#name-content
"""

import asyncio

from fastapi import Request

from govsocial.errors import RequestError, TooLargeError

_SECONDS = 30.0


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body. Raises TooLargeError, and RequestError when it does not come within 30 seconds."""
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > max_bytes:
                    raise TooLargeError(f"The body is larger than {max_bytes:,} bytes.", max_bytes)
    except TimeoutError as error:
        raise RequestError(f"The body did not arrive within {_SECONDS:g} seconds.") from error
    return bytes(body)
