"""`govsocial publish` into real stores: what is there then, what stays, and how it fails."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.cli.releases import built, made_of
from tests.conformance.server import RIGHT, running
from tests.peers import Peer, oxigraph, virtuoso

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]

DEADLINE_SECONDS = 30
BASE = "https://w3id.org/govsocial/"
OLD, MINE = f"{BASE}graph/of-an-older-release", f"{BASE}graph/of-somebody-else"
ACCOUNT = f"<{OLD}> <http://www.w3.org/ns/prov#wasGeneratedBy> <{BASE}dataset#build> <{BASE}graph/provenance> .\n"
BEFORE = (ACCOUNT + f"<x:a> <x:b> <x:c> <{OLD}> .\n<x:a> <x:b> <x:c> <{MINE}> .\n").encode()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Peer]:
    """An `oxigraph serve` that nobody else has, with a graph of an older release and one of somebody else."""
    with oxigraph(tmp_path / "oxigraph.log") as peer:
        peer.load(BEFORE)
        yield peer


@pytest.fixture(scope="module")
def cutting(program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """A Virtuoso that nobody else has, which cuts its answers."""
    with virtuoso(program("virtuoso-t"), program("isql-vt"), tmp_path_factory.mktemp("virtuoso")) as peer:
        yield peer


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled graph's release."""
    return built(tmp_path_factory.mktemp("release"))


def holds(peer: Peer, graph: str) -> bool:
    """Whether the store has anything in the graph."""
    query = urlencode({"query": f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"})
    request = urllib.request.Request(f"{peer.url}?{query}", headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as response:
        return bool(json.load(response)["boolean"])


def promised(release: Path) -> str:
    """What is said of a store that has the release, by its manifest."""
    manifest = json.loads((release / "manifest.json").read_text())
    triples, graphs = manifest["counts"]["triples"], manifest["counts"]["named_graphs"]
    return (
        f"{triples:,} triples in {graphs} graphs, with the canonical hash of the release, {manifest['canonical_hash']}."
    )


def assert_refused(finished: "subprocess.CompletedProcess[str]", *said: str, code: int = 1) -> None:
    assert (finished.returncode, finished.stdout) == (code, "")
    (line,) = finished.stderr.splitlines()
    for words in said:
        assert words in line


@pytest.mark.parametrize("way", ["graph store", "update"])
def test_a_release_takes_the_place_of_an_older_one_and_nothing_else(
    run: Run, alone: Peer, release: Path, way: str
) -> None:
    arguments = ("--update", alone.update) if way == "update" else ()
    finished = run("publish", "--to", alone.url, "--release", str(release), *arguments)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == f"{alone.url}: {promised(release)}\n"
    assert not holds(alone, OLD)
    assert holds(alone, MINE)


def test_without_a_release_it_is_the_bundled_graph(run: Run, alone: Peer, release: Path) -> None:
    assert run("publish", "--to", alone.url).stdout == f"{alone.url}: {promised(release)}\n"


@pytest.mark.parametrize("way", ["--graph-store", "--update"])
def test_virtuoso_has_it_too_by_digest(run: Run, cutting: Peer, release: Path, way: str) -> None:
    where = {"--graph-store": cutting.graph_store, "--update": cutting.update}[way]
    finished = run(
        *("publish", "--to", cutting.url, way, where, "--release", str(release)),
        GOVSOCIAL_STORE_AUTHORIZATION=cutting.authorization,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == f"{cutting.url}: {promised(release)}\n"


def test_our_own_server_has_it_too(run: Run, release: Path, tmp_path: Path) -> None:
    with running(tmp_path / "log", "--store", str(tmp_path / "store"), "--writable") as server:
        to = ("publish", "--to", f"{server.address}/sparql", "--release", str(release))
        assert_refused(run(*to), f"{server.address}/graphs does not let us write")
        finished = run(*to, GOVSOCIAL_STORE_AUTHORIZATION=RIGHT[1])
        assert finished.stdout == f"{server.address}/sparql: {promised(release)}\n"


def test_what_ended_in_the_middle_is_completed_by_a_second_try(
    run: Run, start: Start, alone: Peer, release: Path
) -> None:
    process = start("publish", "--to", alone.url, "--release", str(release), "--update", alone.update)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds(alone, f"{BASE}graph/derived/entailment"):  # the first of some sixty
        assert time.monotonic() < deadline
    process.kill()
    process.wait(DEADLINE_SECONDS)
    assert holds(alone, OLD) or process.returncode == 0
    assert run("publish", "--to", alone.url, "--release", str(release)).stdout == f"{alone.url}: {promised(release)}\n"
    assert not holds(alone, OLD)


def test_what_differs_afterwards_is_told_and_never_called_equal(
    run: Run, alone: Peer, release: Path, tmp_path: Path
) -> None:
    """Written to one store and read at another, which has none of it."""
    with oxigraph(tmp_path / "other.log") as other:
        to = ("publish", "--to", alone.url, "--to", other.url, "--release", str(release))
        finished = run(*to, "--graph-store", alone.graph_store)
        assert_refused(finished, f"{other.url}: It differs from the release in 59 of 59 graphs", "and 54 more")


def test_a_store_that_cuts_its_answers_is_read_in_parts(run: Run, cutting: Peer, tmp_path: Path) -> None:
    """This Virtuoso cuts answers at 4,000 rows; the release has a graph with more."""
    large = tmp_path / "large.nq"
    graph = "https://data.example.org/graph/large"
    large.write_text("".join(f"<x:s{number}> <x:p> <x:o> <{graph}> .\n" for number in range(5_000)))
    finished = run(
        *("publish", "--to", cutting.url, "--graph-store", cutting.graph_store),
        *("--release", str(made_of(large, tmp_path))),
        GOVSOCIAL_STORE_AUTHORIZATION=cutting.authorization,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "5,000 triples in 1 graph, with the canonical hash of the release" in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--to", "http://127.0.0.1:1/query"), 1, "http://127.0.0.1:1/query: The store behind this server cannot be"),
        (("--to", "http://127.0.0.1:1/other"), 2, "give --graph-store URL, or --update URL."),
        (("--to", "http://user:secret@127.0.0.1/query"), 2, "by the environment"),
        (("--to", "no-url"), 2, "is no URL of a store"),
        (("--to", "http://127.0.0.1:1/query", "--graph-store", "no-url"), 2, "is no URL of a store"),
        (("--to", "http://127.0.0.1:1/query", "--update", "x:y", "--graph-store", "x:y"), 2, "one of --graph-store"),
        (("--to", "http://127.0.0.1:1/query", "--release", "missing"), 1, "this is no release"),
        ((), 2, "Missing option '--to'"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert_refused(run("publish", *arguments), words, code=code)


@pytest.mark.parametrize("path", ["/nothing", "/query"])
def test_an_address_that_takes_no_writes_is_told(run: Run, alone: Peer, release: Path, path: str) -> None:
    where = alone.url.replace("/query", path)
    for way in ("--graph-store", "--update"):
        finished = run("publish", "--to", alone.url, way, where, "--release", str(release))
        assert_refused(finished, where)
