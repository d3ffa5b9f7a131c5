"""Routes that say what they take and give, and answer HEAD wherever they answer GET, which the framework leaves to us.

See https://www.rfc-editor.org/rfc/rfc9110#name-head
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.web.openapi import PAGE, Operation

Endpoint: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]  # Any: what a coroutine is sent


def readable(router: APIRouter, *paths: str, operation: Operation = PAGE) -> Callable[[Endpoint], Endpoint]:
    """Make a function answer GET and HEAD on these paths."""

    def register(endpoint: Endpoint) -> Endpoint:
        for path in paths:
            router.add_api_route(path, endpoint, methods=["GET"], response_model=None, **operation.on(path))
            router.add_api_route(path, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False)
        return endpoint

    return register


def takes(router: APIRouter, method: str, *paths: str, operation: Operation) -> Callable[[Endpoint], Endpoint]:
    """Make a function answer another method on these paths."""

    def register(endpoint: Endpoint) -> Endpoint:
        for path in paths:
            router.add_api_route(path, endpoint, methods=[method], response_model=None, **operation.on(path))
        return endpoint

    return register
