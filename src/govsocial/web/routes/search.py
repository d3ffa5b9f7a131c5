"""`/search`: what things are called so, as a page and as JSON at one address.

See https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ for what a script makes of the JSON while people type.
"""

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.errors import RequestError
from govsocial.model.formats import HTML, Carries, Format
from govsocial.protocol import negotiation
from govsocial.protocol.sparql import parse_parameters
from govsocial.protocol.validators import Validator, tag_of
from govsocial.web.browse.kinds import kinds, kinds_in
from govsocial.web.census import counted, unfinished
from govsocial.web.disconnect import unless_gone
from govsocial.web.exchange import exchange_of
from govsocial.web.links import href
from govsocial.web.openapi import Operation, Parameter, media_types
from govsocial.web.pages import page
from govsocial.web.routing import readable
from govsocial.web.search.index import Hit, Results
from govsocial.web.search.search import MAX_CHARACTERS, MAX_HITS, search_of
from govsocial.web.search.words import marked
from govsocial.web.site import site_of
from govsocial.web.terms import Solutions

router = APIRouter()

RESULTS = Format("json", "JSON", "application/json", "json", Carries.LINKS)
_OFFERED = (RESULTS, HTML)
_HITS = 50
_HITS_OF_A_KIND = 10
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[0-9]{1,4}")
_VERSION = version("govsocial")
_PARAMETERS = (
    Parameter("q", "Words of the name that is looked for.", {"type": "string", "maxLength": MAX_CHARACTERS}),
    Parameter("kind", "Finds things of this kind only, such as `tool`.", {"type": "string"}),
    Parameter("limit", "How many are given.", {"type": "integer", "minimum": 1, "maximum": MAX_HITS, "default": _HITS}),
    Parameter("format", "Decides the format, instead of Accept.", {"type": "string", "enum": ["json", "html"]}),
)


@readable(router, "/search", operation=Operation(_PARAMETERS, gives={200: media_types(*_OFFERED), 304: ()}))
async def search(request: Request) -> Response:
    """The things that are called so or nearly so, best first."""
    given = _parameters(request)
    name = given.get("format")
    syntax = negotiation.named(name, _OFFERED) if name else negotiation.choose(request.headers.get("accept"), _OFFERED)
    text, kind, limit = (
        _CONTROLS.sub(" ", given.get("q", "")).strip(),
        given.get("kind") or None,
        _limit(given.get("limit")),
    )
    client = exchange_of(request.scope).client
    results = await unless_gone(request.scope, request.receive, search_of(request).find(text, limit, kind, client))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    if results.revision is not None and site_of(request).store.capabilities.fixed_revisions:
        query = request.scope["query_string"].decode("latin-1")
        validator = Validator(tag_of(results.revision, _VERSION, site_of(request).names.base, query, syntax.name))
        headers |= validator.headers
        if validator.is_known_to(request.headers):
            return Response(status_code=304, headers=headers)
    if syntax is HTML:
        return await _page(request, results, kind, headers)
    document = json.dumps(_document(request, results), ensure_ascii=False)
    return Response(document, headers={**headers, "Content-Type": RESULTS.media_type})


def _parameters(request: Request) -> dict[str, str]:
    """The parameters, each given once. Raises RequestError."""
    given = parse_parameters(request.scope["query_string"])
    for name, values in given.items():
        if len(values) > 1:
            raise RequestError(f"The parameter '{name[:100]}' is given {len(values)} times; give it once.")
    return {name: values[0] for name, values in given.items()}


def _limit(given: str | None) -> int:
    if not given:
        return _HITS
    if not _NUMBER.fullmatch(given):
        raise RequestError(f"The limit is '{given[:20]}'; give a number from 1 to {MAX_HITS}.")
    return int(given)


def _document(request: Request, results: Results) -> dict[str, Any]:  # Any: values of JSON
    return {
        "query": results.text,
        "total": results.total,
        "kinds": dict(results.counts),
        "corrections": results.corrections,
        "partial": results.is_partial,
        "results": [_entry(request, hit) for hit in results.hits],
        "suggestions": [_entry(request, hit) for hit in results.suggestions],
        "indexed": results.indexed,
        "complete": results.is_complete,
    }


def _entry(request: Request, hit: Hit) -> dict[str, Any]:  # Any: values of JSON
    entry = {
        "iri": hit.iri,
        "label": hit.label,
        "kind": hit.kind,
        "page": href(hit.iri, site_of(request).names),
        "aliases": hit.aliases,
        "notations": hit.notations,
        "description": next(iter(hit.descriptions), None),
    }
    return {name: value for name, value in entry.items() if value}


async def _page(request: Request, results: Results, kind: str | None, headers: Mapping[str, str]) -> Response:
    """The page; where nothing was found, with the kinds of things that there are."""
    (found,) = [Solutions((), ())] if results.hits else await counted(request, kinds(site_of(request).names))
    context = _context(results, kind, {} if found is None else kinds_in(found))
    if found is None:
        return unfinished(page(request, "search.html", context, headers={"Vary": "Accept"}))
    return page(request, "search.html", context, headers=headers)


def _context(
    results: Results, kind: str | None, kinds: Mapping[str, int]
) -> Mapping[str, Any]:  # Any: for the template
    groups: dict[str, list[Hit]] = {}
    for hit in results.hits:
        groups.setdefault(hit.kind, []).append(hit)
    most = len(results.hits) if kind else _HITS_OF_A_KIND
    return {
        "results": results,
        "kind": kind,
        "groups": {each: hits[:most] for each, hits in groups.items()},
        "marked": lambda text: marked(text, results.terms),
        "max_characters": MAX_CHARACTERS,
        "kinds": kinds,
    }
