"""Site maps: the addresses of all our documents, for crawlers, in files that keep to the bounds of the protocol.

See https://www.sitemaps.org/protocol.html and https://www.rfc-editor.org/rfc/rfc9309
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from govsocial.model.iris import Names
from govsocial.store.description import WHOLE, Part
from govsocial.store.placeholders import iri_literal
from govsocial.web.links import href

MAX_ADDRESSES = 50_000
"""In one file, as the protocol has it."""

_ABOUT_A_FILE = 40_000  # documents fall into files by a hash, so that one file has some more than another
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LISTED = "{ ?thing a ?type } UNION { GRAPH ?thing {} }"
"""What may have a document, each as often as it has a type; not all engines take the second pattern."""

_OURS = """
{ ?thing a ?type } UNION { SELECT DISTINCT ?thing WHERE { GRAPH ?thing { ?subject ?property ?value } } }
?restriction
"""
_RESTRICTION = """
FILTER(isIRI(?thing) && (?bases))
BIND(IRI(STRBEFORE(CONCAT(STR(?thing), "#"), "#")) AS ?document)
"""


HOW_MANY_LISTED = f"SELECT (COUNT(*) AS ?count) WHERE {{ {_LISTED} }}"
"""SELECT ?count: the entries of the list that `listed` gives parts of."""


def how_many(names: Names) -> str:
    """SELECT ?count: the number of our documents."""
    return f"SELECT (COUNT(DISTINCT ?document) AS ?count) WHERE {{ {_ours(names)} }}"


def documents(names: Names, part: Part) -> str:
    """SELECT ?document: those of our documents that are in a part."""
    return f"SELECT DISTINCT ?document WHERE {{ {_ours(names)} {part.filter('document')} }} LIMIT {MAX_ADDRESSES}"


def listed(names: Names, part: Part) -> str:
    """SELECT ?document: those of our documents that are in a part of the list, of a store that keeps an order.

    Without a look at the rest of the list: of ten million triples the other way takes 40 s a part (2026-11). What has
    several types may be in several parts.
    """
    some = f"{{ SELECT ?thing WHERE {{ {_LISTED} }} LIMIT {_ABOUT_A_FILE} OFFSET {part.number * _ABOUT_A_FILE} }}"
    return f"SELECT DISTINCT ?document WHERE {{ {some} {_restriction(names)} }}"


def parts_for(count: int) -> tuple[Part, ...]:
    """The files that so many documents need."""
    files = max(1, -(-count // _ABOUT_A_FILE))
    return (WHOLE,) if files == 1 else tuple(Part(number, files) for number in range(files))


def addresses(iris: Iterable[str], names: Names) -> list[str]:
    """The paths that documents have here, in order; IRIs without a page here are left out."""
    paths = (href(iri, names) for iri in iris)
    return sorted({path for path in paths if path and path.startswith("/")})


def site_map(origin: str, paths: Sequence[str], modified: str | None) -> str:
    """The site map of the paths, as many as there may be."""
    return _document("urlset", "url", (origin + path for path in paths[:MAX_ADDRESSES]), modified)


def index(origin: str, parts: Sequence[Part], modified: str | None) -> str:
    """The index of the site maps of the parts."""
    found = (f"{origin}/sitemap.xml?part={part.number + 1}" for part in parts)
    return _document("sitemapindex", "sitemap", found, modified)


def robots(origin: str) -> str:
    """What crawlers may fetch: all but the answers to what anybody may ask, whose number has no end."""
    return f"User-agent: *\nDisallow: /sparql?\nDisallow: /search?\n\nSitemap: {origin}/sitemap.xml\n"


def _ours(names: Names) -> str:
    return _OURS.replace("?restriction", _restriction(names))


def _restriction(names: Names) -> str:
    bases = dict.fromkeys((names.base, Names().base))
    starts = " || ".join(f"STRSTARTS(STR(?thing), {iri_literal(base)})" for base in bases)
    return _RESTRICTION.replace("?bases", starts)


def _document(root: str, entry: str, locations: Iterable[str], modified: str | None) -> str:
    changed = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    lines = "".join(f"<{entry}><loc>{escape(each)}</loc>{changed}</{entry}>\n" for each in locations)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'
