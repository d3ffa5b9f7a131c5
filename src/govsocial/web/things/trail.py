"""The trail from a page to its end: reports, source documents, files, the build and the software that ran it.

See https://www.w3.org/TR/prov-o/#starting-points
"""

from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.web.origins import Origin, origin_of_graph
from govsocial.web.things.claims import Claim
from govsocial.web.things.facts import Facts, term_iri

_SOFTWARE_AGENT = term_iri("prov:SoftwareAgent")


@dataclass(frozen=True)
class Report:
    """A report, and by whom it is."""

    iri: str
    reporters: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A document that something rests on: its digest, where it was recorded, and where it was published."""

    iri: str
    sha256: str | None = None
    page: str | None = None


@dataclass(frozen=True)
class Graph:
    """A named graph of the page: what it is from. The files of a derived graph are its rules."""

    iri: str
    origin: Origin
    sources: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trail:
    """Where what a page says comes from. What is not known is empty; `version` is that of the software."""

    reports: tuple[Report, ...] = ()
    sources: tuple[Source, ...] = ()
    graphs: tuple[Graph, ...] = ()
    builds: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    behalf: tuple[str, ...] = ()
    version: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of where this comes from."""
        return not (self.reports or self.sources or self.graphs)


def trail_of(claims: Iterable[Claim], evidence: Iterable[str], graphs: Iterable[str], facts: Facts) -> Trail:
    """The trail of claims, of the sources of further evidence, and of named graphs, as far as the facts go."""
    found = tuple(claims)
    own = tuple(_graph(iri, facts) for iri in sorted(set(graphs)))
    reports = {
        each.report: Report(each.report, tuple(term.value for term in each.reporters)) for each in found if each.report
    }
    sources = {each.source for claim in found for each in claim.passages if each.source}
    sources |= {iri for each in own for iri in each.sources}
    sources |= {source for each in evidence for source in facts.iris(each, "oa:hasSource")}
    builds = sorted({build for each in own for build in facts.iris(each.iri, "prov:wasGeneratedBy")})
    agents = sorted({agent for build in builds for agent in facts.iris(build, "prov:wasAssociatedWith")})
    software = tuple(each for each in agents if _SOFTWARE_AGENT in facts.classes(each))
    return Trail(
        tuple(reports[iri] for iri in sorted(reports)),
        tuple(source(iri, facts) for iri in sorted(sources)),
        own,
        tuple(builds),
        software,
        tuple(each for each in agents if each not in software),
    )


def source(iri: str, facts: Facts) -> Source:
    """A source document."""
    return Source(iri, facts.text(iri, "gs:sha256"), next(iter(facts.iris(iri, "foaf:page")), None))


def _graph(iri: str, facts: Facts) -> Graph:
    origin = origin_of_graph(iri)
    derived_from = facts.iris(iri, "prov:wasDerivedFrom")
    files = tuple(each for each in derived_from if "/dataset#" in each)
    stated = facts.iris(iri, "dcterms:source")
    outside = () if origin is Origin.DERIVED else tuple(each for each in derived_from if each not in files)
    return Graph(iri, origin, (*stated, *(each for each in outside if each not in stated)), files)
