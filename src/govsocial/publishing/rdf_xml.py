"""RDF/XML: what it cannot carry, though every other syntax of RDF can.

See https://www.w3.org/TR/rdf-syntax-grammar/#section-Serialising and https://www.w3.org/TR/xml/#charsets
"""

import re
from collections.abc import Iterable

from govsocial.store.oxigraph import Literal, Quad

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDS_IN_A_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


def obstacle(quads: Iterable[Quad]) -> str | None:
    """Why RDF/XML cannot carry these quads, by the first thing in the way; None when it can."""
    for quad in quads:
        if not _ENDS_IN_A_NAME.search(quad.predicate.value):
            return f"the property <{quad.predicate.value}> does not end in a name of XML"
        if isinstance(quad.object, Literal) and (found := _NO_XML.search(quad.object.value)):
            return f"a literal of {quad.subject} has the character U+{ord(found[0]):04X}, which XML does not have"
    return None
