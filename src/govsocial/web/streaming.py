"""Answers of the store as HTTP responses: streamed, and cut off when they cannot be finished.

See https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages
"""

import logging
from collections.abc import Mapping
from contextlib import aclosing

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from govsocial.errors import GovsocialError, ResultTooLargeError
from govsocial.store.base import Answer
from govsocial.web.disconnect import unless_gone
from govsocial.web.exchange import exchange_of
from govsocial.web.reading import chunks_of, read

logger = logging.getLogger(__name__)

# To a client of HTTP/1.0 a cut looks like an end, so its answer is sent whole, and must fit in memory.
MAX_WHOLE_BYTES = 4 * 1024 * 1024


class StreamedAnswer(StreamingResponse):
    """An answer as it comes from the store.

    When it fails on the way, the message is left without its end, so that no client takes a part for the whole.
    """

    def __init__(self, answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(answer.chunks, headers={**headers, "Content-Type": answer.format.content_type})
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(chunks_of(self._answer)):
            if scope["method"] == "HEAD":
                await self._send_head(send)
                return
            fields = {"fields": {"id": exchange_of(scope).id}}
            try:
                await unless_gone(scope, receive, self.stream_response(send))
            except ClientDisconnect:
                logger.info("The client left before the end of the answer.", extra=fields)
            except GovsocialError as error:
                # Returning without an end makes the server close the connection.
                logger.warning("An answer was cut off: %s: %s", type(error).__name__, error, extra=fields)

    async def _send_head(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def respond(scope: Scope, receive: Receive, answer: Answer, headers: Mapping[str, str]) -> Response:
    """The answer as a response. Raises ResultTooLargeError when it is too large for a client of HTTP/1.0."""
    if answer.whole is not None:
        return Response(answer.whole, headers={**headers, "Content-Type": answer.format.content_type})
    if scope["http_version"] != "1.0":
        return StreamedAnswer(answer, headers)
    content, is_whole = await unless_gone(scope, receive, read(answer, MAX_WHOLE_BYTES))
    if not is_whole:
        raise ResultTooLargeError(
            f"The answer has more than {MAX_WHOLE_BYTES:,} bytes, which is the most for HTTP/1.0; ask by HTTP/1.1.",
            MAX_WHOLE_BYTES,
        )
    return Response(content, headers={**headers, "Content-Type": answer.format.content_type})
