"""Examples for the operations of the API: requests made from what is served here, with their real answers.

They are asked for once for each revision. See https://spec.openapis.org/oas/v3.1.0#example-object
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import Request

from govsocial.model.formats import CSV, HTML, TURTLE
from govsocial.model.namespaces import KINDS, VOCABULARIES
from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.store import description
from govsocial.web.browse.kinds import kinds, kinds_in
from govsocial.web.census import counted
from govsocial.web.links import href, query_href
from govsocial.web.reading import select
from govsocial.web.rehearsal import rehearse
from govsocial.web.releases import releases_of
from govsocial.web.service_description import GRAPH_SIZES, sizes_in
from govsocial.web.site import Site, site_of
from govsocial.web.starters import starters

_MAX_BYTES, _MAX_LINES, _MAX_COLUMNS = 1_500, 12, 160
FIRST_QUERY = (
    "SELECT ?class (COUNT(?thing) AS ?things) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?things) LIMIT 3"
)
_DEFINED = f"""
PREFIX owl: <{VOCABULARIES["owl"]}>
PREFIX skos: <{VOCABULARIES["skos"]}>
SELECT DISTINCT ?term WHERE {{
  {{ VALUES ?type {{ owl:Ontology skos:ConceptScheme }} ?term a ?type }} UNION {{ ?ontology owl:versionIRI ?term }}
  FILTER(STRSTARTS(STR(?term), "{CANONICAL_BASE_IRI}def/") && !CONTAINS(STR(?term), "#"))
}}
ORDER BY ?term LIMIT 100
"""
_SHOWN = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:json|xml|n-triples|sparql-query|linkset|link-format)\b|image/svg"
)
_PARAMETER = re.compile(r"\{\w+(?::path)?\}")
_READABLE = (CSV.media_type, TURTLE.media_type)
_NOT_ASKED = (HTML.media_type, "*/*")
_MAY_PASS = (429, 503)
_NO_EXAMPLE = ("/api", "/metrics", "/static/")
_OF_FILES = ("/dumps/", "/dataset")


@dataclass(frozen=True)
class Example:
    """A GET and its answer; of a page for people, of what cannot be read, and of a redirect there is no text."""

    target: str
    accept: str | None
    status: int
    content_type: str | None
    location: str | None
    text: str
    is_cut: bool
    is_final: bool
    """Whether there may be no better answer in a while."""


@dataclass
class Rehearsals:
    """The examples of what was served when they were last asked for, by the templates of paths."""

    of: tuple[str, str] | None = None
    examples: Mapping[str, Example] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


async def examples_of(request: Request, operations: Mapping[str, Sequence[str]]) -> Mapping[str, Example]:
    """Examples by the templates of paths, for those that can be asked here; `operations` has their media types."""
    rehearsals = request.app.state.rehearsals
    assert isinstance(rehearsals, Rehearsals)  # create_app put it there
    async with rehearsals.lock:  # once for all who wait
        served = (site_of(request).store.revision, str(request.base_url))
        if rehearsals.of != served:
            found = await _ask_all(request, operations)
            rehearsals.examples = {template: each for template, each in found.items() if each.status < 400}
            is_final = _are_written(request) and all(each.is_final for each in found.values())
            rehearsals.of = served if is_final else None
        return rehearsals.examples


def _are_written(request: Request) -> bool:
    """Whether the files are there; what waits for them is not asked for before."""
    releases = site_of(request).releases
    return releases is None or releases.done()


async def _ask_all(request: Request, operations: Mapping[str, Sequence[str]]) -> dict[str, Example]:
    targets = await _targets(request)
    left_out = _NO_EXAMPLE if _are_written(request) else (*_NO_EXAMPLE, *_OF_FILES)
    asked = {template: targets.get(template, template) for template in operations if not template.startswith(left_out)}
    return {
        template: await _example(request, target, operations[template])
        for template, target in asked.items()
        if not _PARAMETER.search(target) and set(operations[template]) != {HTML.media_type}
    }


async def _example(request: Request, target: str, media_types: Sequence[str]) -> Example:
    accept = next((each for each in (*_READABLE, *media_types) if each in media_types and each not in _NOT_ASKED), None)
    answer = await rehearse(request, target, accept, _MAX_BYTES)
    content_type, location = answer.headers.get("content-type"), answer.headers.get("location")
    is_final = answer.status not in _MAY_PASS and "no-store" not in answer.headers.get("cache-control", "")
    if content_type is None or not _SHOWN.match(content_type):
        return Example(target, accept, answer.status, content_type, location, "", False, is_final)
    text, is_cut = _cut(answer.body.decode("utf-8", "ignore"))
    return Example(target, accept, answer.status, content_type, location, text, is_cut or not answer.is_whole, is_final)


def _cut(text: str) -> tuple[str, bool]:
    """The first lines, none of them too long to read, and whether that is less than all."""
    lines = text.splitlines()
    shown = [line if len(line) <= _MAX_COLUMNS else line[:_MAX_COLUMNS] + "…" for line in lines[:_MAX_LINES]]
    return "\n".join(shown), shown != lines


async def _targets(request: Request) -> dict[str, str]:
    """What to ask for where a path has parameters, or asks for nothing without some."""
    site = site_of(request)
    targets = {
        "/sparql": query_href(FIRST_QUERY),
        "/figures/{name}": "/figures/classes.csv",
        "/dataset.{suffix}": "/dataset.ttl",
    }
    if thing := await _thing(request, site):
        kind, path = thing.split("/")[2], thing
        targets |= {
            "/id/{kind}": f"/id/{kind}", "/doc/{kind}": f"/doc/{kind}",
            "/id/{kind}/{key}": path.replace("/doc/", "/id/", 1), "/doc/{kind}/{key}": path,
        }  # fmt: skip
    targets |= await _definitions(request, site)
    if graph := await _graph(request):
        path = href(graph, site.names) or ""
        targets["/graphs"] = "/graphs?" + urlencode({"graph": graph})
        if path.startswith("/graph/"):
            targets |= {"/graph/{name}": path, "/graphs/{name}": path.replace("/graph/", "/graphs/", 1)}
    for query in starters(tuple(site.stored_queries.values()))[:1]:
        targets["/queries/{name}"] = f"/queries/{query.name}"
    if site.releases is not None and _are_written(request):
        for release in (await releases_of(request))[:1]:
            sums = release.attachments[-1].name
            targets |= {
                "/dumps/{release}/": f"/dumps/{release.name}/", "/dumps/{name}": f"/dumps/{sums}",
                "/dumps/{release}/{name}": f"/dumps/{release.name}/{sums}",
            }  # fmt: skip
    return targets


async def _thing(request: Request, site: Site) -> str | None:
    """The path of the document of some thing."""
    (counts,) = await counted(request, kinds(site.names))
    there = {} if counts is None else kinds_in(counts)
    for kind in (each for each in KINDS if each in there):
        prefix = f"{site.names.base}id/{kind}/"
        first = description.members_in_order(prefix, 1, 0)
        found = await select(request, first if site.store.capabilities.keeps_order else description.members(prefix), 1)
        return href(found.rows[0]["thing"].value, site.names) if found.rows else None
    return None


async def _graph(request: Request) -> str | None:
    """The smallest named graph."""
    (counts,) = await counted(request, GRAPH_SIZES)
    sizes = {} if counts is None else {iri: size for iri, size in sizes_in(counts).items() if iri is not None}
    return min(sizes, key=lambda iri: (sizes[iri], iri), default=None)


async def _definitions(request: Request, site: Site) -> dict[str, str]:
    """A vocabulary, and a version of one."""
    found: dict[str, str] = {}
    for row in (await select(request, _DEFINED)).rows:
        path = href(row["term"].value, site.names) or ""
        template = {3: "/def/{name}", 4: "/def/{name}/{version}"}.get(len(path.split("/")))
        if template:
            found.setdefault(template, path)
    return found
