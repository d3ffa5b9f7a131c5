"""Web links: as Link headers, and gathered in link sets, in JSON and as text.

See https://www.rfc-editor.org/rfc/rfc8288 and https://www.rfc-editor.org/rfc/rfc9264
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urljoin

# What RFC 3986 allows, with what is escaped already; the rest, é too, is escaped for the wire.
_SAFE = "/%:@!$&'()*+,;=~-._?#[]"


@dataclass(frozen=True)
class Link:
    """A typed link. `target` and `anchor` are IRI references, relative to the document; no anchor is the document."""

    target: str
    rel: str
    type: str | None = None
    anchor: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The link as it stands in a Link header."""
        named = [("rel", self.rel), ("type", self.type), ("anchor", self.anchor and escaped(self.anchor))]
        written = [f'{name}="{_quoted(value)}"' for name, value in (*named, *self.attributes) if value]
        return "; ".join([f"<{escaped(self.target)}>", *written])


def escaped(reference: str) -> str:
    """An IRI reference as a URI reference, which fits into a header."""
    return quote(reference, safe=_SAFE)


def header(links: Iterable[Link]) -> str:
    """The value of one Link header."""
    return ", ".join(map(str, links))


def linkset_text(links: Iterable[Link], base: str) -> str:
    """A link set as `application/linkset`: one link a line, each with its anchor, all absolute."""
    return ",\n".join(map(str, _absolute(links, base))) + "\n"


def link_format(links: Iterable[Link], base: str) -> str:
    """Links as `application/link-format`: one a line, all absolute, of the document at `base`.

    See https://www.rfc-editor.org/rfc/rfc7089#section-5
    """
    absolute = (Link(urljoin(base, each.target), each.rel, each.type, None, each.attributes) for each in links)
    return ",\n".join(map(str, absolute)) + "\n"


def linkset_json(links: Iterable[Link], base: str) -> str:
    """A link set as `application/linkset+json`: contexts in the order in which they come first."""
    contexts: dict[str, dict[str, list[dict[str, object]]]] = {}
    for link in _absolute(links, base):
        target: dict[str, object] = {"href": escaped(link.target)}
        if link.type:
            target["type"] = link.type
        target |= dict(link.attributes)
        for rel in link.rel.split():
            contexts.setdefault(escaped(link.anchor or base), {}).setdefault(rel, []).append(target)
    linkset = [{"anchor": anchor, **relations} for anchor, relations in contexts.items()]
    return json.dumps({"linkset": linkset}, indent=2, ensure_ascii=False) + "\n"


def _absolute(links: Iterable[Link], base: str) -> Iterable[Link]:
    for link in links:
        anchor = urljoin(base, link.anchor) if link.anchor else base
        yield Link(urljoin(base, link.target), link.rel, link.type, anchor, link.attributes)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
