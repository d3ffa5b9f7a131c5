"""How to cite a thing, and how to report a mistake in what is said of it, from what the data says of itself.

See https://www.w3.org/TR/vocab-dcat-3/#Property:resource_contact_point
"""

from dataclasses import dataclass

from govsocial.web.publication import Publication


@dataclass(frozen=True)
class Citation:
    """What a citation is made of; what is not known is None. `contacts` are addresses of those who mend mistakes."""

    iri: str
    name: str
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    release: str | None = None
    contacts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The citation in one line: `DCMS. In: Title. Publisher, 2026-11-26. Release 0a1b. https://…`"""
        inside = [f"In: {self.title}"] if self.title else []
        origin = ", ".join(each for each in (self.publisher, self.date) if each)
        parts = [self.name, *inside, *([origin] if origin else [])]
        parts += [f"Release {self.release}"] if self.release else []
        return ". ".join(part.rstrip(".") for part in parts) + f". {self.iri}"


def citation(iri: str, name: str, publication: Publication, release: str | None) -> Citation:
    """How a thing is cited that is called `name` here; `release` names what is served, where it is a release."""
    publisher = " and ".join(publication.publishers) or None
    return Citation(iri, name, publication.title, publisher, publication.date, release, publication.contacts)
