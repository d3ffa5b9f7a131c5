"""A million rows: streamed in every format, with neither the web process nor, for rows, the worker growing by it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.server import Server, serving, until

MILLION = 1_000_000
MOST_GROWTH_BYTES = 50_000_000

_DIGITS = " ".join(f"VALUES ?d{place} {{ 0 1 2 3 4 5 6 7 8 9 }}" for place in range(6))
_NUMBER = "CONCAT(" + ", ".join(f"STR(?d{place})" for place in range(6)) + ")"
ROWS = f"SELECT ({_NUMBER} AS ?number) {{ {_DIGITS} }}"
TRIPLES = (
    f"CONSTRUCT {{ ?s <x:is> ?number }} {{ {_DIGITS} "
    f'BIND({_NUMBER} AS ?number) BIND(IRI(CONCAT("x:", ?number)) AS ?s) }}'
)


class Peak:
    """How much memory a process has at most had resident, from now on."""

    def __init__(self, pid: int) -> None:
        self._process = Path(f"/proc/{pid}")
        (self._process / "clear_refs").write_text("5")  # what it had before does not count
        self._before_bytes = self._high_water_bytes()

    @property
    def growth_bytes(self) -> int:
        if not self._process.exists():  # it was idle, and more than are needed
            return 0
        return self._high_water_bytes() - self._before_bytes

    def _high_water_bytes(self) -> int:
        (line,) = [line for line in (self._process / "status").read_text().splitlines() if line.startswith("VmHWM:")]
        return 1024 * int(line.split()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("large")
    arguments = ("--workers", "1", "--spares", "1", "--timeout", "300")
    with serving(folder / "store", folder / "log", *arguments) as running:
        running.client().ask("ASK {}")
        yield running


@pytest.mark.parametrize(
    ("query", "media_type", "mark"),
    [
        (ROWS, "text/csv", b"\r\n"),
        (ROWS, "text/tab-separated-values", b"\n"),
        (ROWS, "application/sparql-results+json", b'"number":'),
        (ROWS, "application/sparql-results+xml", b"</result>"),
        (TRIPLES, "application/n-triples", b" .\n"),
        (TRIPLES, "text/turtle", b" .\n"),
    ],
)
def test_a_million_rows_are_streamed_while_the_web_process_stays_small(
    server: Server, query: str, media_type: str, mark: bytes
) -> None:
    peak = Peak(server.pid)
    assert MILLION <= counted(server, query, media_type, mark) <= MILLION + 1  # with a line of names in CSV and TSV
    assert peak.growth_bytes < MOST_GROWTH_BYTES


def test_a_reader_that_pauses_makes_nobody_gather_the_answer(server: Server) -> None:
    peaks = [Peak(pid) for pid in (server.pid, *server.children("worker"))]
    client = server.client()
    answer = client.begin(
        "POST",
        "/sparql",
        ROWS.encode(),
        Content_Type="application/sparql-query",
        Accept="application/sparql-results+json",
    )
    received = answer.read(100_000)
    until(lambda: _is_at_rest(server), "the worker waits for the reader")
    while piece := answer.read(1_000_000):
        received += piece
    assert received.count(b'"number":') == MILLION
    assert all(peak.growth_bytes < MOST_GROWTH_BYTES for peak in peaks)


def counted(server: Server, query: str, media_type: str, mark: bytes) -> int:
    """How often the mark is in the answer, which is read as it comes."""
    client = server.client()
    answer = client.begin("POST", "/sparql", query.encode(), Content_Type="application/sparql-query", Accept=media_type)
    assert answer.status == 200
    count, rest = 0, b""
    while piece := answer.read(262_144):
        joined = rest + piece
        count += joined.count(mark)
        rest = joined[len(joined) - len(mark) + 1 :]  # a mark may lie across two pieces, and is counted once
    client.close()
    return count


def _is_at_rest(server: Server) -> bool:
    """Whether no worker has used the processor for a while."""
    before = _worker_ticks(server)
    time.sleep(0.3)  # what is asked is whether nothing happens in a time
    return _worker_ticks(server) == before


def _worker_ticks(server: Server) -> list[int]:
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in server.children("worker")]
    return [int(each[11]) + int(each[12]) for each in fields]
