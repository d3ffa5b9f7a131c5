"""Pages: templates, what all of them share, and the headers that keep a browser to what we sent.

See https://www.w3.org/TR/CSP3/
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from govsocial.model.formats import HTML
from govsocial.web.assets import load_assets
from govsocial.web.browse.kinds import heading
from govsocial.web.links import href, query_href
from govsocial.web.search.search import search_of
from govsocial.web.site import site_of
from govsocial.web.terms import curie, short

_FOLDER = Path(__file__).parent / "templates"
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'"
)
# An SVG file may be opened as a page: then it is one without scripts, links, forms or an origin.
FIGURE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Content-Type": "image/svg+xml; charset=utf-8",
    "Referrer-Policy": "same-origin",
}
PAGE_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "",
    "Referrer-Policy": "same-origin",
}
ASSETS = load_assets()

_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.globals.update(asset=ASSETS.address, query_href=query_href, curie=curie, short=short, heading=heading)


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any],  # Any: what the template shows
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page from a template. Templates get `site`, `href`, `here` (the path) and more beside their context."""
    site = site_of(request)
    shared = {
        "site": site,
        "href": partial(href, names=site.names),
        "here": request.url.path,
        "is_searchable": not search_of(request).is_known_to_be_empty,
    }
    text = _TEMPLATES.get_template(template).render({**shared, **context})
    return Response(text, status, {**PAGE_HEADERS, **(headers or {}), "Content-Type": HTML.content_type})


def drawn(template: str, context: Mapping[str, Any]) -> str:  # Any: what the template shows
    """A figure as SVG; with `alone` it is a file of its own, which has its style in it."""
    return _TEMPLATES.get_template(template).render(context)


def figure_file(template: str, context: Mapping[str, Any]) -> Response:  # Any: what the template shows
    """A figure as a file to take away."""
    return Response(drawn(template, {**context, "alone": True}), headers=FIGURE_HEADERS)
