"""A crawl: every IRI of ours that the dump holds, in every format, over HTTP, as a stranger would go about it."""

import csv
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin

import httpx2
import pyoxigraph
import pytest
from rdflib import Graph
from tests.acceptance.conftest import BASE, DEADLINE_SECONDS, Served

from govsocial.model.namespaces import PREFIXES
from govsocial.store.description import LABEL_PROPERTIES

FORMATS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
}
RDF = [each for each in FORMATS if pyoxigraph.RdfFormat.from_media_type(each) is not None]
NO_DOCUMENTS = (".well-known/", "dumps/", "sparql")
"""IRIs of ours that are files and the endpoint."""

_NEXT = re.compile(r'<([^>]*)>; rel="next"')


@dataclass
class Crawled:
    """What was found at one IRI: by media type all pages of the document; and all that was not as it should be."""

    iri: str
    pages: dict[str, list[httpx2.Response]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    def triples(self, media_type: str) -> set[pyoxigraph.Triple]:
        return set().union(*(parsed(page) for page in self.pages[media_type]))


def parsed(page: httpx2.Response) -> set[pyoxigraph.Triple]:
    """The triples of a page, with values spelled as a store spells them, which compares by value."""
    store = pyoxigraph.Store()
    media_type = page.headers["content-type"].partition(";")[0]
    store.load(page.content, pyoxigraph.RdfFormat.from_media_type(media_type), base_iri="urn:not-resolved:")
    return {quad.triple for quad in store}


@pytest.fixture(scope="module")
def documents(served: Served) -> list[str]:
    """The IRIs of documents: without their fragments, which a client does not send."""
    found = {iri.partition("#")[0] for iri in served.iris}
    return sorted(iri for iri in found if iri != BASE and not iri.removeprefix(BASE).startswith(NO_DOCUMENTS))


@pytest.fixture(scope="module")
def crawl(served: Served, documents: list[str]) -> list[Crawled]:
    """All documents in all formats, asked by four clients at once."""
    with (
        httpx2.Client(base_url=served.address, timeout=DEADLINE_SECONDS) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        return list(pool.map(lambda iri: crawled(client, iri), documents))


def crawled(client: httpx2.Client, iri: str) -> Crawled:
    found = Crawled(iri)
    for media_type, suffix in FORMATS.items():
        address: str | None = quote("/" + iri.removeprefix(BASE), safe="/%")
        while address is not None:
            page = arrive(client, address, media_type, found)
            if page is None:
                break
            found.faults += faults(client, page, media_type, suffix)
            found.pages[media_type].append(page)
            following = _NEXT.search(page.headers["link"])
            address = urljoin(str(page.url), following[1]) if following else None
    return found


def arrive(client: httpx2.Client, address: str, media_type: str, found: Crawled) -> httpx2.Response | None:
    """The document at an address, after the one redirection that a thing may have."""
    response = client.get(address, headers={"Accept": media_type})
    if address.startswith("/id/"):
        if response.status_code != 303 or "Accept" not in response.headers["vary"]:
            found.faults.append(f"{address}: a thing answers {response.status_code} and not 303")
            return None
        response = client.get(response.headers["location"], headers={"Accept": media_type})
    if response.status_code != 200:
        found.faults.append(f"{address} as {media_type}: {response.status_code}: {response.text[:100]}")
        return None
    return response


def faults(client: httpx2.Client, page: httpx2.Response, media_type: str, suffix: str) -> Iterator[str]:
    """What a response lacks that each should have."""
    where = f"{page.url} as {media_type}"
    if page.headers["content-type"].partition(";")[0] != media_type:
        yield f"{where}: Content-Type is {page.headers['content-type']}"
    if "Accept" not in page.headers.get("vary", ""):
        yield f"{where}: no Vary"
    if page.headers["access-control-allow-origin"] != "*":
        yield f"{where}: not open to scripts"
    location = page.headers.get("content-location", "")
    if not location.partition("?")[0].endswith(f".{suffix}"):
        yield f"{where}: Content-Location is {location}"
    tag = page.headers.get("etag", "")
    if not re.fullmatch(r'"[0-9a-f]+(-zstd|-gzip)?"', tag):
        yield f"{where}: ETag is {tag}"
    again = client.get(str(page.url), headers={"Accept": media_type, "If-None-Match": tag})
    if (again.status_code, again.content, again.headers.get("etag")) != (304, b"", tag):
        yield f"{where}: answers {again.status_code} to its own ETag"


def test_the_crawl_is_of_all_there_is(crawl: list[Crawled]) -> None:
    assert len(crawl) > 350
    assert {each.iri for each in crawl} >= {BASE + "dataset", BASE + "def/govsocial", BASE + "id/tool/twitter"}
    assert sum(len(pages) for each in crawl for pages in each.pages.values()) >= 7 * len(crawl)


def test_every_iri_answers_in_every_format_with_the_headers_that_each_should_have(crawl: list[Crawled]) -> None:
    assert [fault for each in crawl for fault in each.faults] == []


def test_all_syntaxes_of_rdf_say_the_same(crawl: list[Crawled]) -> None:
    different = [
        f"{each.iri}: {syntax}"
        for each in crawl
        for syntax in RDF[1:]
        if not isomorphic(each.triples(RDF[0]), each.triples(syntax))
    ]
    assert different == []


def isomorphic(one: Iterable[pyoxigraph.Triple], other: Iterable[pyoxigraph.Triple]) -> bool:
    return canonical(one) == canonical(other)


def canonical(triples: Iterable[pyoxigraph.Triple]) -> set[str]:
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(*each) for each in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return {str(quad) for quad in dataset}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader still makes one
def test_another_reader_finds_the_same_in_json_ld_and_fetches_nothing(
    crawl: list[Crawled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """rdflib's reader, which is no relative of the one that the other tests use."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the reader wants the network"))
    for each in crawl[::4]:
        for json_ld, turtle in zip(each.pages["application/ld+json"], each.pages["text/turtle"], strict=True):
            graph = Graph().parse(data=json_ld.content, format="json-ld").serialize(format="nt")
            again = pyoxigraph.Store()
            again.load(graph, pyoxigraph.RdfFormat.N_TRIPLES)
            assert isomorphic({quad.triple for quad in again}, parsed(turtle)), each.iri


def test_every_description_holds_every_triple_of_its_thing(crawl: list[Crawled], served: Served) -> None:
    """In both directions, the fragments of the document included, all pages taken together."""
    by_document: dict[str, set[pyoxigraph.Triple]] = defaultdict(set)
    for triple in served.triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, pyoxigraph.NamedNode):
                by_document[term.value.partition("#")[0]].add(triple)
    missing = {each.iri: by_document[each.iri] - each.triples("text/turtle") for each in crawl}
    assert {iri: {str(triple) for triple in triples} for iri, triples in missing.items() if triples} == {}


def test_a_description_says_nothing_that_the_dump_does_not_but_what_it_is(crawl: list[Crawled], served: Served) -> None:
    """What it is: a document from the dataset, and of things about what."""
    differing = {}
    for each in crawl:
        invented = each.triples("text/turtle") - served.triples - served.catalogue
        if invented != of_the_document(each.iri):
            differing[each.iri] = {str(triple) for triple in invented}
    assert differing == {}


def of_the_document(iri: str) -> set[pyoxigraph.Triple]:
    dataset, thing = pyoxigraph.NamedNode(BASE + "dataset"), pyoxigraph.NamedNode(iri)
    if thing == dataset:
        return set()
    document = pyoxigraph.NamedNode(iri.replace(BASE + "id/", BASE + "doc/"))
    said = {pyoxigraph.Triple(document, pyoxigraph.NamedNode(PREFIXES["void"] + "inDataset"), dataset)}
    if document != thing:
        said.add(pyoxigraph.Triple(document, pyoxigraph.NamedNode(PREFIXES["foaf"] + "primaryTopic"), thing))
    return said


QUESTION = BASE + "queries/"
"""The IRI of a question begins so; as a table it gives its answer."""


def test_the_table_has_the_same_triples(crawl: list[Crawled]) -> None:
    for each in (each for each in crawl if not each.iri.startswith(QUESTION)):
        rows = [row for page in each.pages["text/csv"] for row in csv.DictReader(io.StringIO(page.text, newline=""))]
        assert {term_of_row(row) for row in rows} == {written(triple) for triple in each.triples("text/turtle")}


def test_the_table_of_a_question_is_the_answer_of_the_query_that_its_description_holds(
    crawl: list[Crawled], client: httpx2.Client
) -> None:
    """The query as RDF has it, asked at the endpoint; the table has labels beside it."""
    questions = [each for each in crawl if each.iri.startswith(QUESTION)]
    assert len(questions) > 50
    for each in questions:
        (text,) = {
            triple.object.value
            for triple in each.triples("text/turtle")
            if triple.predicate.value == PREFIXES["sh"] + "select" and isinstance(triple.object, pyoxigraph.Literal)
        }
        plain = list(csv.DictReader(io.StringIO(client.get("/sparql", params={"query": text, "format": "csv"}).text)))
        (page,) = each.pages["text/csv"]
        labelled = list(csv.DictReader(io.StringIO(page.text, newline="")))
        assert [{name: row[name] for name in plain[0]} for row in labelled] == plain


def term_of_row(row: dict[str, str]) -> tuple[str, ...]:
    """A row of the table, its datatype as a store keeps it, to which all whole numbers are integers."""
    datatype = re.sub(r"#nonNegativeInteger$", "#integer", row["datatype"])
    return row["subject"], row["property"], row["value"], row["kind"], datatype, row["language"]


def written(triple: pyoxigraph.Triple) -> tuple[str, ...]:
    """A triple as the table has it. The data of ours has no blank nodes."""
    subject, value = triple.subject, triple.object
    assert isinstance(subject, pyoxigraph.NamedNode)
    if isinstance(value, pyoxigraph.NamedNode):
        return subject.value, triple.predicate.value, value.value, "uri", "", ""
    assert isinstance(value, pyoxigraph.Literal)
    is_plain = value.language or value.datatype.value.endswith("#string")
    datatype = "" if is_plain else value.datatype.value
    return subject.value, triple.predicate.value, value.value, "literal", datatype, value.language or ""


def test_the_page_and_the_text_for_language_models_name_every_statement(crawl: list[Crawled]) -> None:
    """Each value of the thing itself stands on the page and in the Markdown: literals as text, IRIs as links."""
    for each in crawl:
        page = html.unescape("".join(response.text for response in each.pages["text/html"]))
        text = "".join(response.text for response in each.pages["text/markdown"])
        plain = re.sub(r"\\(.)", r"\1", text)
        for triple in each.triples("text/turtle"):
            if isinstance(triple.subject, pyoxigraph.NamedNode) and triple.subject.value == each.iri:
                value = triple.object
                assert isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal)
                said = " ".join(value.value.split())
                assert said in " ".join(page.split()), (each.iri, said)
                assert said in plain, (each.iri, said)


STANDS_FOR = {
    "name": [PREFIXES["dcterms"] + "title", *LABEL_PROPERTIES],
    "description": [PREFIXES["dcterms"] + "description", PREFIXES["skos"] + "definition"],
    "license": [PREFIXES["dcterms"] + "license"],
    "creator": [PREFIXES["dcterms"] + "creator"],
    "datePublished": [PREFIXES["dcterms"] + "issued"],
}
"""What the graph may say where the page says it in schema.org."""


def test_the_json_ld_of_the_pages_says_nothing_that_the_graph_does_not(crawl: list[Crawled], served: Served) -> None:
    known = {(each.subject, each.predicate.value, lexical(each.object)) for each in served.triples | served.catalogue}
    found = 0
    for each in crawl:
        for page in each.pages["text/html"]:
            for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL):
                for subject, name, value in statements(json.loads(script)):
                    properties = [PREFIXES["schema"] + name, *STANDS_FOR.get(name, [])]
                    properties = [PREFIXES["rdf"] + "type"] if name == "@type" else properties
                    node = pyoxigraph.NamedNode(subject)
                    assert any((node, each_property, value) in known for each_property in properties), (subject, name)
                    found += 1
    assert found > 300


def lexical(term: object) -> str:
    return str(getattr(term, "value", ""))


def statements(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:  # Any: JSON
    """The statements of an object of JSON-LD with schema.org's context, and of those inside it."""
    for name, values in node.items():
        for value in values if isinstance(values, list) else [values]:
            if name == "@type":
                yield node["@id"], name, PREFIXES["schema"] + value
            elif isinstance(value, dict):
                yield node["@id"], name, value["@id"]
                yield from statements(value)
            elif not name.startswith("@"):
                yield node["@id"], name, str(value).lower() if isinstance(value, bool) else value


OTHER_PAGES = (
    "/", "/about", "/accessibility", "/api", "/ask", "/browse", "/dumps/", "/queries", "/search?q=twitter", "/sparql",
    "/doc/organisation?claim.tool=tool:twitter", "/sparql?query=ASK%20%7B%7D",
)  # fmt: skip
_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')


def read_already(crawl: list[Crawled]) -> set[str]:
    """Where what the crawl has read lies by itself, with its suffix; of each document without one format, by turns.

    The formats of a document are led to by its address and a suffix: one of them shows whether that is so.
    """
    formats = [each for each in FORMATS if each != "text/html"]
    return {
        urljoin(str(page.url), page.headers["content-location"])
        for number, each in enumerate(crawl)
        for media_type in formats
        if media_type != formats[number % len(formats)]
        for page in each.pages[media_type]
    }


def test_every_link_of_every_page_leads_somewhere(crawl: list[Crawled], client: httpx2.Client) -> None:
    """Links within the site; and in a vocabulary, where a term is a place on the page, to that place."""
    others = [client.get(path, headers={"Accept": "text/html"}) for path in OTHER_PAGES]
    pages = [*others, *(page for each in crawl for page in each.pages["text/html"])]
    places = {str(page.url): {html.unescape(each) for each in _ID.findall(page.text)} for page in pages}
    links = {
        (target, fragment)
        for page in pages
        for href in _HREF.findall(page.text)
        for target, _, fragment in [urljoin(str(page.url), html.unescape(href)).partition("#")]
        if target.startswith(str(client.base_url))
    }

    def status_of(address: str) -> int:
        return client.head(address, headers={"Accept": "text/html, */*;q=0.8"}).status_code

    with ThreadPoolExecutor(4) as pool:
        unknown = sorted({target for target, _ in links} - set(places) - read_already(crawl))
        statuses = dict(zip(unknown, pool.map(status_of, unknown), strict=True))
    assert {target: status for target, status in statuses.items() if status != 200} == {}
    terms = {each for each in links if each[1] and f"{client.base_url}".rstrip("/") + "/def/" in each[0]}
    assert {(target, place) for target, place in terms if place not in places.get(target, {place})} == set()
