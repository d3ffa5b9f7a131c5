"""From errors to HTTP: one table gives each class its status, and one function makes the problem or page of it.

See https://www.rfc-editor.org/rfc/rfc9457
"""

import json
import logging
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govsocial import errors
from govsocial.errors import GovsocialError
from govsocial.model.formats import HTML, Carries, Format
from govsocial.protocol import negotiation
from govsocial.web.exchange import REQUEST_ID, exchange_of
from govsocial.web.headers import ON_EVERYTHING
from govsocial.web.methods import allowed
from govsocial.web.pages import page

logger = logging.getLogger(__name__)

STATUS: dict[type[GovsocialError], int] = {
    GovsocialError: 500,
    errors.SettingError: 500,
    errors.SourceError: 500,
    errors.ValidationError: 500,
    errors.EvidenceError: 500,
    errors.QueryError: 400,
    errors.QuerySyntaxError: 400,
    errors.QueryRefusedError: 400,
    errors.QueryTooComplexError: 400,
    errors.QueryTimeoutError: 504,
    errors.QueryMemoryError: 503,
    errors.ResultTooLargeError: 503,
    errors.ServiceError: 502,
    errors.UpdateConflictError: 409,
    errors.RequestError: 400,
    errors.NotAcceptableError: 406,
    errors.UnsupportedMediaTypeError: 415,
    errors.MethodNotAllowedError: 405,
    errors.TooLargeError: 413,
    errors.AddressTooLongError: 414,
    errors.HeaderTooLargeError: 431,
    errors.RequestTimeoutError: 408,
    errors.DocumentError: 400,
    errors.RangeError: 416,
    errors.PreconditionFailedError: 412,
    errors.RightsError: 403,
    errors.UnauthorizedError: 401,
    errors.ForbiddenError: 403,
    errors.UnknownMethodError: 501,
    errors.NotFoundError: 404,
    errors.BusyError: 503,
    errors.TooManyRequestsError: 429,
    errors.CountingError: 503,
    errors.StoreError: 503,
}
"""The status of each class. Ours are 5xx, the client's 4xx; 503 is for what may pass, or what another limit allows."""

PROBLEM = Format("problem", "Problem details", "application/problem+json", "json", Carries.GRAPH)

_TITLES: dict[type[GovsocialError], str] = {
    errors.QuerySyntaxError: "The query cannot be read",
    errors.QueryRefusedError: "The query is not allowed here",
    errors.QueryTooComplexError: "The query is too complex",
    errors.QueryTimeoutError: "The query took too long",
    errors.QueryMemoryError: "The query needs too much memory",
    errors.ResultTooLargeError: "The answer is too large",
    errors.ServiceError: "An endpoint that the query calls does not answer",
    errors.NotAcceptableError: "Not in this format",
    errors.UnsupportedMediaTypeError: "A body of this type is not read here",
    errors.MethodNotAllowedError: "Not by this method",
    errors.TooLargeError: "The request is too large",
    errors.AddressTooLongError: "The address is too long",
    errors.HeaderTooLargeError: "The header is too large",
    errors.RequestTimeoutError: "The request came too slowly",
    errors.UnknownMethodError: "Not by this method",
    errors.UpdateConflictError: "The update does not fit what is there",
    errors.DocumentError: "The document cannot be read",
    errors.RangeError: "Not that part of the file",
    errors.PreconditionFailedError: "The graph has changed",
    errors.UnauthorizedError: "Writing needs the token",
    errors.ForbiddenError: "Not allowed here",
    errors.NotFoundError: "Not found",
    errors.BusyError: "The server is busy",
    errors.TooManyRequestsError: "Too many of your requests are waiting",
    errors.CountingError: "The store is being counted",
}


_NOT_TOLD = ("message", "alternates")
"""Fields that are not in the document: the one is its detail, the other a header."""


def status_of(error: GovsocialError) -> int:
    """The HTTP status for an error."""
    return STATUS[type(error)]


def title_of(error: GovsocialError) -> str:
    """A headline for an error."""
    return _TITLES.get(type(error), HTTPStatus(status_of(error)).phrase)


async def problem(request: Request, error: Exception) -> Response:
    """The response for an error: a page for those who ask for pages, else a problem document."""
    if not isinstance(error, GovsocialError):
        raise error
    if status_of(error) == 500:
        return await unexpected(request, error)
    return _response(request, status_of(error), title_of(error), str(error), _details(error), _headers(error))


async def http_problem(request: Request, error: Exception) -> Response:
    """The response for what the framework refuses: no such route, or not by this method."""
    assert isinstance(error, HTTPException)  # registered for it
    if error.status_code == 404:
        return await problem(request, errors.NotFoundError(f"There is nothing at {request.url.path[:200]}."))
    if error.status_code == 405:
        methods = allowed(request.scope)
        return await problem(
            request, errors.MethodNotAllowedError(f"This address takes {', '.join(methods)}.", methods)
        )
    return _response(request, error.status_code, HTTPStatus(error.status_code).phrase, str(error.detail), {}, {})


async def unexpected(request: Request, error: Exception) -> Response:
    """The response for a fault of ours: it tells nothing but the id under which the log tells all."""
    number = exchange_of(request.scope).id
    fields = {"id": number, "path": request.scope["path"]}
    logger.error("Fault %s", number, exc_info=error, extra={"fields": fields})
    detail = f"This is our fault, not yours. It is in our log under the id {number}."
    return _response(request, 500, HTTPStatus(500).phrase, detail, {}, {})


class Faults:
    """Around a part of the application: whatever goes wrong inside becomes an answer, and the next request has one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_begun = False

        async def noting(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # the boundary
            response = await unexpected(Request(scope), error)
            if not is_begun:
                await response(scope, receive, send)


async def client_gone(_request: Request, _error: Exception) -> Response:
    """For a client that has left: nobody reads it."""
    return Response(status_code=499)


def message(error: GovsocialError, request_id: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and problem document for a request of which nothing is known that the answer could depend on."""
    status = status_of(error)
    body = _document(status, title_of(error), str(error), {**_details(error), "id": request_id}).encode()
    own = {"Content-Type": PROBLEM.media_type, "Content-Length": str(len(body)), REQUEST_ID: request_id}
    headers = {**ON_EVERYTHING, **_headers(error), **own}
    return status, [(name.lower().encode(), value.encode()) for name, value in headers.items()], body


def install(app: FastAPI) -> None:
    """Let the application answer errors so, and what is no error of ours as a fault."""
    app.add_exception_handler(GovsocialError, problem)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(ClientDisconnect, client_gone)
    app.add_middleware(Faults)


def wants_page(request: Request) -> bool:
    """Whether the client would rather have a page than a problem document."""
    named = request.query_params.get("format")
    accept = request.headers.get("accept")
    return named == "html" or (not named and negotiation.choose_or_none(accept, (PROBLEM, HTML)) is HTML)


def _details(error: GovsocialError) -> dict[str, Any]:  # Any: fields of any error, as JSON values
    fields = {name: value for name, value in asdict(error).items() if name not in _NOT_TOLD and value not in (None, ())}
    return {"error": type(error).__name__, **fields}


def _headers(error: GovsocialError) -> dict[str, str]:
    if isinstance(error, errors.BusyError):
        return {"Retry-After": str(error.retry_after_seconds)}
    if isinstance(error, errors.MethodNotAllowedError):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, errors.UnauthorizedError):
        fault = ', error="invalid_token"' if error.was_given else ""
        return {"WWW-Authenticate": f'Bearer realm="govsocial"{fault}'}
    if isinstance(error, errors.RangeError):
        return {"Content-Range": f"bytes */{error.size_bytes}"}
    return {"Retry-After": "5"} if status_of(error) == 503 else _offers(error)


def _offers(error: GovsocialError) -> dict[str, str]:
    """What would be taken or given instead of what was sent or asked for."""
    if isinstance(error, errors.NotAcceptableError) and error.alternates:
        return {"Link": error.alternates}
    if isinstance(error, errors.UnsupportedMediaTypeError):
        return {"Accept-Post": ", ".join(error.supported)}
    return {}


def _response(
    request: Request,
    status: int,
    title: str,
    detail: str,
    details: dict[str, Any],  # Any: as in _details
    headers: dict[str, str],
) -> Response:
    headers = {"Vary": "Accept", **headers}
    details = {**details, "id": exchange_of(request.scope).id}
    if wants_page(request):
        return page(request, "problem.html", {"title": title, "detail": detail, "details": details}, status, headers)
    return Response(_document(status, title, detail, details), status, headers, PROBLEM.media_type)


def _document(status: int, title: str, detail: str, details: dict[str, Any]) -> str:  # Any: as in _details
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **details}
    return json.dumps(document, ensure_ascii=False)
