"""Where an IRI leads from a page: to our own page of it, out to the web, or nowhere.

See https://www.rfc-editor.org/rfc/rfc3986#section-4.2
"""

import re
from urllib.parse import quote, urlencode

from govsocial.model.iris import Names, is_iri

_SERVED = re.compile(r"/(?:id/[^/]+(?:/.+)?|def/.+|graph/.+|queries(?:/[^/]+)?|dataset(?:#.*)?)")
# What RFC 3986 allows in a path, with what is escaped already; the rest, é too, is escaped for the wire.
SAFE_IN_PATHS = "/%:@!$&'()*+,;=~-._"


def href(iri: str, names: Names) -> str | None:
    """The address to link to: relative for what this server describes, itself for http and https, else None.

    A `javascript:` IRI, and all others that are not the web's, get None: they are shown, not linked.
    """
    if not is_iri(iri):
        return None
    path = names.path(iri)
    if path is not None and _SERVED.fullmatch(path):
        return _relative(path)
    return iri if iri.lower().startswith(("http://", "https://")) else None


def query_href(text: str) -> str:
    """The address of the page with the answer to a query."""
    return "/sparql?" + urlencode({"query": text})


def _relative(path: str) -> str:
    path, hash_mark, fragment = path.partition("#")
    path = path.replace("/id/", "/doc/", 1) if path.startswith("/id/") else path
    return quote(path, safe=SAFE_IN_PATHS) + hash_mark + quote(fragment, safe=SAFE_IN_PATHS)
