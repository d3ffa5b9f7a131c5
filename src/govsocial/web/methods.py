"""Which methods an address takes, read from the routes themselves.

See https://www.rfc-editor.org/rfc/rfc9110#name-options
"""

from starlette.routing import Match
from starlette.types import Scope

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def allowed(scope: Scope) -> tuple[str, ...]:
    """The methods that some route takes on the path of a request, OPTIONS among them; none where there is nothing.

    `*` is the server as a whole.
    """
    if scope["path"] == "*":
        return METHODS
    taken = tuple(method for method in METHODS if _is_taken(scope, method))
    return (*taken, "OPTIONS") if taken else ()


def _is_taken(scope: Scope, method: str) -> bool:
    asked = {**scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in scope["app"].routes)
