"""What each kind of request costs over a store of others, in queries to it: no more than the README says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.releases import built
from tests.conformance.server import Server, running
from tests.forwarder import Forwarder, forwarding
from tests.peers import oxigraph

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
QUERY = "SELECT%20?s%20{%20?s%20?p%20?o%20}%20LIMIT%201"

Counted = tuple[Server, Forwarder]


def promised() -> list[tuple[str, int]]:
    """Each request of the README's table, with the number of queries that stands beside it."""
    table = README.partition("| request | queries |\n| --- | --- |\n")[2].partition("\n\n")[0]
    rows = [re.match(r"\| `([^`]*)`.* \| (\d+) \|$", line) for line in table.splitlines()]
    assert all(rows)
    return [(row[1].replace("query=…", f"query={QUERY}"), int(row[2])) for row in rows if row]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    """A server over `oxigraph serve` with the release, and the forwarder between them."""
    folder = tmp_path_factory.mktemp("counted")
    release = built(folder)
    with oxigraph(folder / "oxigraph.log") as peer:
        peer.load((release / "govsocial.nq").read_bytes())
        options = ("--release", str(release), "--timeout", "60")
        with forwarding(peer.url) as store, running(folder / "log", "--store", store.url, *options) as server:
            yield server, store


@pytest.mark.parametrize(("path", "queries"), promised())
def test_a_request_costs_no_more_queries_than_are_told(counted: Counted, path: str, queries: int) -> None:
    """The least of three: what is kept for a minute is asked for by whoever comes first."""
    server, store = counted
    costs = []
    for _ in range(3):
        store.bodies.clear()
        assert server.send("GET", path, [("Accept", "text/html, */*;q=0.5")]).is_done
        costs.append(len(store.bodies))
    assert min(costs) <= queries
