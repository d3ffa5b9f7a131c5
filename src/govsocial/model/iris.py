"""Our IRIs: how they are built from a base, and which path of a server stands for which IRI.

A path that is served (`/id/tool/twitter`) on any host stands for the IRI of that path under the base.
See https://www.w3.org/TR/cooluris/#r303gendocument and https://www.rfc-editor.org/rfc/rfc3987
"""

import re
from dataclasses import dataclass

from govsocial.settings import CANONICAL_BASE_IRI

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\ud800-\udfff]+')


def is_iri(text: str) -> bool:
    """Whether the text can stand between `<` and `>` in SPARQL and Turtle as an absolute IRI."""
    return _IRI.fullmatch(text) is not None


@dataclass(frozen=True)
class Names:
    """The IRIs of one publication, all under one base.

    Things, named graphs and the dataset are under `base`. The ontology and the concept schemes are shared by all
    publications and stay under the canonical base, wherever the things are.
    """

    base: str = CANONICAL_BASE_IRI

    def thing(self, kind: str, key: str) -> str:
        """`{base}id/{kind}/{key}`"""
        return f"{self.base}id/{kind}/{key}"

    def query(self, name: str) -> str:
        """`{base}queries/{name}`, the IRI of a stored query."""
        return f"{self.base}queries/{name}"

    def of_path(self, path: str) -> str:
        """The IRI that a path stands for: `/doc/tool/twitter` and `/id/tool/twitter` → `{base}id/tool/twitter`."""
        relative = path.removeprefix("/")
        if relative.startswith("def/"):
            return CANONICAL_BASE_IRI + relative
        return self.base + ("id/" + relative.removeprefix("doc/") if relative.startswith("doc/") else relative)

    def iris_of_path(self, path: str) -> tuple[str, ...]:
        """The IRIs that a path may stand for, the likeliest first: terms may be a publisher's own too."""
        own = self.base + path.removeprefix("/")
        return tuple(dict.fromkeys((self.of_path(path), own))) if path.startswith("/def/") else (self.of_path(path),)

    def document(self, iri: str) -> str:
        """The IRI of the document about a thing of ours; what is no thing of the world is a document itself."""
        things = f"{self.base}id/"
        return f"{self.base}doc/{iri.removeprefix(things)}" if iri.startswith(things) else iri

    def path(self, iri: str) -> str | None:
        """The path on this server that stands for the IRI, its fragment kept; None when the IRI is not ours."""
        for base in (self.base, CANONICAL_BASE_IRI):
            if iri.startswith(base):
                return "/" + iri.removeprefix(base)
        return None

    def mint(self, iri: str) -> str:
        """The IRI of this publication for a canonical one: things, graphs and the dataset move, terms stay."""
        relative = iri.removeprefix(CANONICAL_BASE_IRI)
        if relative == iri or relative.startswith("def/"):
            return iri
        return self.base + relative

    def canonical(self, iri: str) -> str:
        """The canonical IRI for one of this publication; what is not ours stays as it is."""
        relative = iri.removeprefix(self.base)
        return iri if relative == iri else CANONICAL_BASE_IRI + relative
