"""The catalogue: the dataset, its snapshots, its files and its endpoint in DCAT 3, as the profile DCAT-AP 3.0.1 has it.

It lies beside the dataset and not in it: no file can have its own checksum inside.
See https://www.w3.org/TR/vocab-dcat-3/ and https://semiceu.github.io/DCAT-AP/releases/3.0.1/
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from govsocial.model.formats import GRAPH_FORMATS, N_TRIPLES, TURTLE, Format
from govsocial.model.namespaces import PREFIXES
from govsocial.model.sources import Sources
from govsocial.publishing import provenance, schema_org
from govsocial.publishing.about import LICENCE
from govsocial.publishing.assembly import Assembly
from govsocial.publishing.cuts import ONTOLOGY, STATED
from govsocial.publishing.facts import Facts, Value, term
from govsocial.publishing.files import GZIP_MEDIA_TYPE, NewFile, ReleaseFile, new_file
from govsocial.publishing.release import Release
from govsocial.publishing.turtle import TurtleWriter
from govsocial.publishing.uk_metadata import RECORD, record, write_record
from govsocial.store.oxigraph import Literal, NamedNode, Triple, parse, serialize

STEM = "catalog"
CATALOGUE_FORMATS = GRAPH_FORMATS

_IANA = "https://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_FILE_TYPES = {
    "ttl": "RDF_TURTLE", "nt": "RDF_N_TRIPLES", "trig": "RDF_TRIG", "nq": "RDF_N_QUADS",
    "jsonld": "JSON_LD", "rdf": "RDF_XML", "csv": "CSV",
}  # fmt: skip
"""The file types of the EU by the names of our formats; what describes the others is in JSON."""

_CLASSES = {
    "dcterms:license": "dcterms:LicenseDocument",
    "dcterms:language": "dcterms:LinguisticSystem",
    "dcterms:spatial": "dcterms:Location",
    "dcterms:accessRights": "dcterms:RightsStatement",
    "dcterms:accrualPeriodicity": "dcterms:Frequency",
    "dcterms:conformsTo": "dcterms:Standard",
    "dcterms:format": "dcterms:MediaTypeOrExtent",
    "dcat:mediaType": "dcterms:MediaType",
    "dcat:compressFormat": "dcterms:MediaType",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}
"""What the profile wants the values of properties to be; most are of others, who cannot be asked each time."""

_SHARED = (
    "dcterms:publisher", "dcat:contactPoint", "dcterms:language", "dcterms:spatial", "dcat:theme", "dcterms:license",
    "dcterms:issued", "dcterms:modified",
)  # fmt: skip
"""What holds of all that is catalogued when it holds of the dataset."""

_OF_DATASETS = (*_SHARED, "dcterms:accessRights", "dcterms:accrualPeriodicity", "dcat:keyword", "dcterms:conformsTo")
_IRIS_ONLY = frozenset({"dcterms:language", "dcterms:license", "dcterms:spatial", "dcat:theme", "dcterms:accessRights"})
_OF_AGENTS = ("rdf", "rdfs", "foaf", "vcard", "org")
_AGENT_TYPES = ("foaf", "vcard", "org")


def catalogue_name(syntax: Format) -> str:
    """The file name of the catalogue in a syntax: `catalog.ttl`."""
    return f"{STEM}.{syntax.extension}"


def catalogue(assembly: Assembly, sources: Sources, files: Sequence[ReleaseFile]) -> list[Triple]:
    """The catalogue of a release with these files: DCAT, how it came about, and the same for dataset search."""
    triples = list(_Catalogue(assembly, files).triples())
    triples += _classes(triples)
    triples += provenance.record(sources, assembly.names, assembly.software)
    made = f"{assembly.names.base}{provenance.GRAPH}"
    triples += [quad.triple for quad in assembly.quads if quad.graph_name == NamedNode(made)]
    return [*triples, *schema_org.describe(Facts(triples), f"{assembly.names.base}dataset")]


def write_catalogue(triples: Iterable[Triple], assembly: Assembly) -> list[NewFile]:
    """The catalogue in each syntax of RDF, and as the record of UK government."""
    triples = tuple(triples)
    comment = f"{assembly.about.title}: catalogue of revision {assembly.revision} (DCAT-AP 3.0.1)\n"
    written = {each: serialize(triples, each, PREFIXES) for each in CATALOGUE_FORMATS}
    written[TURTLE] = TurtleWriter(assembly.names).graph(triples, comment).encode()
    files = [
        new_file(catalogue_name(syntax), syntax.media_type, content, title=f"The catalogue, as {syntax.label}")
        for syntax, content in written.items()
    ]
    uk_record = write_record(record(triples, f"{assembly.names.base}dataset"))
    return [*files, new_file(RECORD, "application/json", uk_record, title="The record for UK government catalogues")]


def read_catalogue(release: Release) -> set[Triple]:
    """The catalogue that a release came with; empty for one that came without. Raises SourceError."""
    path = release.directory / catalogue_name(N_TRIPLES)
    return {quad.triple for quad in parse(path)} if path.is_file() else set()


class _Catalogue:
    def __init__(self, assembly: Assembly, files: Sequence[ReleaseFile]) -> None:
        self._base = assembly.names.base
        self._dataset = f"{self._base}dataset"
        self._service = f"{self._base}sparql#service"
        self._assembly = assembly
        self._files = files
        self._facts = Facts(quad.triple for quad in assembly.quads)
        dated = ((self._date(iri) or "", iri) for iri in self._facts.instances("gs:Snapshot"))
        self._snapshots = [iri for _, iri in sorted(dated)]
        self._series = self._facts.instances("dcat:DatasetSeries") or [f"{self._dataset}#snapshots"]

        cut_keys = {file.cut for file in files}
        self._parts = {f"{self._dataset}#{cut.key}": cut.title for cut in (STATED, ONTOLOGY) if cut.key in cut_keys}

    def triples(self) -> Iterator[Triple]:
        yield from self._catalog()
        yield from self._whole()
        for iri in self._series:
            yield from self._one_series(iri)
        for iri in self._snapshots:
            yield from self._snapshot(iri)
        for iri, title in self._parts.items():
            yield from self._part(iri, title)
        yield from self._succession()
        yield from self._data_service()
        for file in self._files:
            yield from self._distribution(file)
        yield from self._agents()
        yield from self._labels()

    def _catalog(self) -> Iterator[Triple]:
        iri = f"{self._dataset}#catalog"
        title = f"Catalogue of {self._assembly.about.title}"
        yield from self._head(iri, "dcat:Catalog", title, f"{title}: the dataset, its snapshots, and its endpoint.")
        yield from self._given(iri, _SHARED)
        for each in (self._dataset, *self._snapshots, *self._parts):
            yield from _link(iri, "dcat:dataset", each)
        yield from _link(iri, "dcat:service", self._service)
        yield from _link(iri, "dcat:themeTaxonomy", f"{_EU}data-theme")
        yield Triple(NamedNode(f"{_EU}data-theme"), term("dcterms:title"), Literal("EU data themes", language="en"))
        yield from _link(iri, "foaf:homepage", self._base)

    def _whole(self) -> Iterator[Triple]:
        iri, description = self._dataset, self._text(self._dataset, "dcterms:description")
        yield from self._head(
            iri, "dcat:Dataset", self._assembly.about.title, description or self._assembly.about.title
        )
        yield from self._given(iri, (*_OF_DATASETS, "dcterms:creator", "dcterms:hasPart"))
        yield from self._period(iri, self._snapshots)
        yield Triple(NamedNode(iri), term("dcterms:identifier"), Literal(iri))
        yield from _link(iri, "dcat:landingPage", self._base)
        yield Triple(NamedNode(iri), term("dcat:version"), self._version())
        yield from self._distributions(iri)

    def _one_series(self, iri: str) -> Iterator[Triple]:
        title = self._text(iri, "dcterms:title", "rdfs:label") or f"Snapshots of {self._assembly.about.title}"
        yield from self._head(iri, "dcat:DatasetSeries", title, self._text(iri, "dcterms:description") or title)
        yield from self._given(iri, (*_SHARED, "dcterms:accrualPeriodicity"))
        yield from self._period(iri, self._snapshots)

    def _snapshot(self, iri: str) -> Iterator[Triple]:
        title = self._text(iri, "dcterms:title", "rdfs:label") or iri
        yield from self._head(iri, "dcat:Dataset", title, self._text(iri, "dcterms:description") or title)
        yield from self._given(iri, (*_OF_DATASETS, "dcterms:creator"))
        yield from self._period(iri, [iri])
        yield Triple(NamedNode(iri), term("dcterms:identifier"), Literal(iri))
        yield from _link(iri, "dcterms:isPartOf", self._dataset)
        for series in self._series:
            yield from _link(iri, "dcat:inSeries", series)
        yield from self._distributions(iri)

    def _part(self, iri: str, title: str) -> Iterator[Triple]:
        """A part of the dataset that has files of its own."""
        yield from self._head(iri, "dcat:Dataset", f"{self._assembly.about.title}: {title}", f"{title}.")
        yield from self._given(iri, (*_OF_DATASETS, "dcterms:creator"))
        if iri != f"{self._dataset}#{ONTOLOGY.key}":
            yield from self._period(iri, self._snapshots)
        yield Triple(NamedNode(iri), term("dcterms:identifier"), Literal(iri))
        yield from _link(iri, "dcterms:isPartOf", self._dataset)
        yield from self._distributions(iri)

    def _distributions(self, iri: str) -> Iterator[Triple]:
        for file in self._files:
            if self._dataset_of(file) == iri:
                yield from _link(iri, "dcat:distribution", self._file_iri(file))
        for source in self._facts.iris(iri, "prov:wasDerivedFrom"):
            yield from _link(iri, "prov:wasDerivedFrom", source)

    def _succession(self) -> Iterator[Triple]:
        """The order of the snapshots."""
        for earlier, later in pairwise(self._snapshots):
            yield from _link(later, "dcat:prev", earlier)
        for series in self._series if self._snapshots else ():
            yield from _link(series, "dcat:first", self._snapshots[0])
            yield from _link(series, "dcat:last", self._snapshots[-1])

    def _data_service(self) -> Iterator[Triple]:
        iri, endpoint = self._service, f"{self._base}sparql"
        description = "SPARQL 1.1 over HTTP, without a key. Its address without a query gives the service description."
        yield from self._head(iri, "dcat:DataService", f"SPARQL endpoint of {self._assembly.about.title}", description)
        yield from self._given(iri, (*_SHARED, "dcterms:accessRights", "dcat:keyword"))
        yield from _link(iri, "dcat:endpointURL", endpoint)
        yield from _link(iri, "dcat:endpointDescription", endpoint)
        yield from _link(iri, "dcterms:conformsTo", "http://www.w3.org/TR/sparql11-protocol/")
        for served in (self._dataset, *self._snapshots):
            yield from _link(iri, "dcat:servesDataset", served)

    def _distribution(self, file: ReleaseFile) -> Iterator[Triple]:
        iri, address = self._file_iri(file), f"{self._base}dumps/{file.name}"
        node = NamedNode(iri)
        yield from self._head(iri, "dcat:Distribution", file.name, f"{file.title or self._assembly.about.title}.")
        yield from self._given(iri, ("dcterms:license", "dcterms:language", "dcterms:issued", "dcterms:modified"))
        yield from _link(iri, "dcat:accessURL", address)
        yield from _link(iri, "dcat:downloadURL", address)
        yield from _link(iri, "dcat:mediaType", _IANA + file.media_type)
        yield from _link(iri, "dcterms:format", f"{_EU}file-type/{_FILE_TYPES.get(file.format or '', 'JSON')}")
        if file.compression is not None:
            yield from _link(iri, "dcat:compressFormat", _IANA + GZIP_MEDIA_TYPE)
        size = Literal(str(file.bytes), datatype=term("xsd:nonNegativeInteger"))
        yield Triple(node, term("dcat:byteSize"), size)
        yield Triple(node, term("prov:wasGeneratedBy"), provenance.build_iri(self._assembly.names))
        yield from provenance.checksum(node, file.sha256)

    def _agents(self) -> Iterator[Triple]:
        """Publisher, creators and contact, as far as they are agents."""
        subjects = (self._dataset, *self._snapshots, *self._series)
        names = ("dcterms:publisher", "dcterms:creator", "dcat:contactPoint")
        for iri in sorted(
            {agent for subject in subjects for name in names for agent in self._facts.iris(subject, name)}
        ):
            for triple in self._facts.about(iri):
                if _is_of_an_agent(triple):
                    yield triple

    def _labels(self) -> Iterator[Triple]:
        """The names of places, languages and the like, as the sources give them; a theme has to have one."""
        for name in _OF_DATASETS:
            for iri in self._facts.iris(self._dataset, name):
                for label in self._facts.values(iri, "rdfs:label"):
                    yield Triple(NamedNode(iri), term("rdfs:label"), label)
        for iri in self._facts.iris(self._dataset, "dcat:theme"):
            name = self._text(iri, "rdfs:label") or iri.rpartition("/")[2]
            yield Triple(NamedNode(iri), term("skos:prefLabel"), Literal(name, language="en"))

    def _head(self, iri: str, class_name: str, title: str, description: str) -> Iterator[Triple]:
        yield from _link(iri, "rdf:type", term(class_name).value)
        yield Triple(NamedNode(iri), term("dcterms:title"), Literal(title, language="en"))
        yield Triple(NamedNode(iri), term("dcterms:description"), Literal(description, language="en"))

    def _given(self, iri: str, names: Iterable[str]) -> Iterator[Triple]:
        """What the sources say of a resource, or else of the whole dataset."""
        for name in names:
            for value in self._value(iri, name) or self._value(self._dataset, name) or self._default(name):
                yield Triple(NamedNode(iri), term(name), value)

    def _value(self, iri: str, name: str) -> list[Value]:
        found = self._facts.values(iri, name)
        return [value for value in found if isinstance(value, NamedNode)] if name in _IRIS_ONLY else found

    def _default(self, name: str) -> list[Value]:
        if name == "dcterms:modified":
            return self._facts.values(self._dataset, "dcterms:issued")
        return [NamedNode(LICENCE)] if name == "dcterms:license" else []

    def _version(self) -> Value:
        given = self._facts.values(self._dataset, "dcat:version", "owl:versionInfo")
        return given[0] if given else Literal(self._assembly.revision)

    def _period(self, iri: str, snapshots: Sequence[str]) -> Iterator[Triple]:
        """From the day of the first snapshot to that of the last."""
        days = sorted(date for date in map(self._date, snapshots) if date)
        if days:
            period = f"{self._dataset}#period" + "".join(f"-{day}" for day in dict.fromkeys((days[0], days[-1])))
            yield from _link(iri, "dcterms:temporal", period)
            yield from _link(period, "rdf:type", term("dcterms:PeriodOfTime").value)
            for name, day in (("startDate", days[0]), ("endDate", days[-1])):
                yield Triple(NamedNode(period), term(f"dcat:{name}"), Literal(day, datatype=term("xsd:date")))

    def _date(self, iri: str) -> str | None:
        return self._text(iri, "dcterms:date", "dcterms:issued")

    def _text(self, iri: str, *names: str) -> str | None:
        return self._facts.text(iri, *names)

    def _dataset_of(self, file: ReleaseFile) -> str:
        """What a file is a distribution of: a snapshot or another part, where it has that alone; else the whole."""
        part, snapshot = f"{self._dataset}#{file.cut}", f"{self._base}id/snapshot/{file.cut}"
        return part if part in self._parts else snapshot if snapshot in self._snapshots else self._dataset

    def _file_iri(self, file: ReleaseFile) -> str:
        return f"{self._dataset}#{file.name}"


def _classes(triples: Iterable[Triple]) -> list[Triple]:
    """What each value is, by the property that it is the value of."""
    classes = {term(name): term(class_name) for name, class_name in _CLASSES.items()}
    typed = ((triple.object, classes.get(triple.predicate)) for triple in triples)
    return [
        Triple(value, term("rdf:type"), class_iri)
        for value, class_iri in typed
        if isinstance(value, NamedNode) and class_iri is not None
    ]


def _link(subject: str, name: str, value: str) -> Iterator[Triple]:
    yield Triple(NamedNode(subject), term(name), NamedNode(value))


def _is_of_an_agent(triple: Triple) -> bool:
    """Whether the triple names an agent or says how to reach it."""
    if triple.predicate == term("rdf:type"):
        value = triple.object
        return isinstance(value, NamedNode) and value.value.startswith(tuple(PREFIXES[each] for each in _AGENT_TYPES))
    return triple.predicate.value.startswith(tuple(PREFIXES[each] for each in _OF_AGENTS if each != "rdf"))
