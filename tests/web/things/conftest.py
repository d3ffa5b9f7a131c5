"""The bundled graph behind a real server; and claims from a few lines of Turtle, for what needs no server."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pyoxigraph
import pytest
from tests.web.conftest import DEADLINE_SECONDS, running

from govsocial.model.formats import N_QUADS
from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.release import Summary, summarize
from govsocial.settings import Settings
from govsocial.store.oxigraph import serialize
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app
from govsocial.web.terms import Term
from govsocial.web.things.claims import Claim, claims_among
from govsocial.web.things.facts import Facts

PREFIXES = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX status: <https://w3id.org/govsocial/def/status#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX : <http://x/>
"""


def term(node: object) -> Term:
    if isinstance(node, pyoxigraph.NamedNode):
        return Term("uri", node.value)
    assert isinstance(node, pyoxigraph.Literal)
    return Term("literal", node.value, node.language)


@pytest.fixture
def read() -> Callable[[str], Facts]:
    """The facts that Turtle says; `:a` is `http://x/a`."""

    def facts(turtle: str) -> Facts:
        triples = pyoxigraph.parse(PREFIXES + turtle, pyoxigraph.RdfFormat.TURTLE)
        return Facts((term(each.subject).value, each.predicate.value, term(each.object)) for each in triples)

    return facts


def claims_of(facts: Facts) -> tuple[Claim, ...]:
    """All claims in the facts."""
    return claims_among(sorted(facts.things()), facts, {})


@dataclass(frozen=True)
class Served:
    """The bundled graph over HTTP."""

    client: httpx2.Client
    release: Summary

    def page(self, path: str) -> str:
        """The page of a thing: `tool/twitter`."""
        response = self.client.get(f"/doc/{path}", headers={"Accept": "text/html"})
        assert response.status_code == 200, response.text
        return response.text

    def markdown(self, path: str) -> str:
        """The same in Markdown."""
        response = self.client.get(f"/doc/{path}.md")
        assert response.status_code == 200
        return response.text

    def ask(self, pattern: str) -> list[list[str]]:
        """The rows of a query, by SPARQL over HTTP; prefixes are given."""
        response = self.client.get("/sparql", params={"query": PREFIXES + KINDS + pattern, "format": "json"})
        assert response.status_code == 200, response.text
        found = response.json()
        return [[row[name]["value"] for name in found["head"]["vars"]] for row in found["results"]["bindings"]]

    def count(self, what: str, pattern: str) -> int:
        """How many different `?what` there are."""
        return int(self.ask(f"SELECT (COUNT(DISTINCT ?{what}) AS ?n) {{ {pattern} }}")[0][0])


KINDS = "".join(
    f"PREFIX {kind}: <https://w3id.org/govsocial/id/{kind}/>\n"
    for kind in (
        "organisation",
        "tool",
        "claim",
        "report",
        "person",
        "snapshot",
        "evidence",
        "source",
        "unit",
        "initiative",
    )
)


def words(markup: str) -> str:
    """What a reader reads: the text of some markup on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def section(page: str, anchor: str) -> str:
    """The markup of the section of a page whose heading has this id; empty when there is none."""
    found = re.search(rf'<section aria-labelledby="{anchor}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""


def summary(page: str) -> str:
    """The sentences that sum a thing up."""
    found = re.search(r'<p class="lead summary">(.*?)</p>', page, re.DOTALL)
    return words(found[1]) if found else ""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the bundled graph, as a release."""
    assembly = assemble(Sources.bundled(), Names())
    release = summarize(assembly, "0" * 64)
    path = tmp_path_factory.mktemp("bundled") / "all.nq"
    path.write_bytes(serialize(assembly.quads, N_QUADS, {}))
    settings = Settings(workers=1, spares=1)
    store = WorkerStore((path,), release.revision, settings)
    with (
        running(create_app(store, settings, (), release)) as url,
        httpx2.Client(base_url=url, timeout=DEADLINE_SECONDS) as client,
    ):
        yield Served(client, release)
