"""How large things get: `python -m tests.sizes 100000 1000000` measures releases of so many triples, one line each.

Memory is that of one worker process with the graph loaded; a store on disk is mapped, so that its worker's grows with
what is asked. Times depend on the machine and on what else it does; sizes do not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.releases import BASE, made_of
from tests.conformance.server import SCRIPT, TOKEN, Paths, Server, started
from tests.peers import oxigraph

PER_THING = 10
THINGS_IN_A_GRAPH = 2_000
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def lines(triples: int) -> Iterator[str]:
    """Things with a type, a label, a description, numbers, and links to other things, in graphs of 20,000 triples."""
    things = triples // PER_THING
    for number in range(things):
        thing, graph = f"<{BASE}id/claim/c{number}>", f"<{BASE}graph/{number // THINGS_IN_A_GRAPH}>"
        yield f"{thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}Kind{number % 7}> {graph} .\n"
        yield f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "Claim {number}"@en {graph} .\n'
        words = f"What was said of {number}, in words. " * 3
        yield f'{thing} <http://purl.org/dc/terms/description> "{words}"@en {graph} .\n'
        for rank in range(3):
            yield f'{thing} <{BASE}number{rank}> "{number * (rank + 1)}"^^<{_INTEGER}> {graph} .\n'
        for rank in range(4):
            yield f"{thing} <{BASE}link{rank}> <{BASE}id/claim/c{number * (rank + 7) % things}> {graph} .\n"


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Note how long the block takes."""
    begin = time.perf_counter()
    yield
    times[name] = time.perf_counter() - begin


def resident_mebibytes(log: Path, *arguments: str) -> float:
    """The memory of the largest worker of a server, after a count of all triples."""
    limits = ("--timeout", "120", "--worker-memory", "16384", "--workers", "1", "--port", "0")
    with started(log, TOKEN, *limits, *arguments) as (process, host, port):
        server = Server(host, port, Paths())
        assert server.query(_COUNT, "text/csv").is_done
        server.close()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return max(_resident_kibibytes(Path(f"/proc/{child}/status")) for child in children) / 1024


def _resident_kibibytes(status: Path) -> int:
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def peak_mebibytes(*arguments: str) -> float:
    """The most memory that a command of ours takes until its end."""
    process = subprocess.Popen([SCRIPT, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / 1024


def disk_mebibytes(folder: Path) -> float:
    """What the files take, each counted once however many links it has."""
    found = {each.stat().st_ino: each.stat().st_blocks * 512 for each in folder.rglob("*") if each.is_file()}
    return sum(found.values()) / 2**20


def measure(triples: int, folder: Path) -> str:
    """One line of the table."""
    times: dict[str, float] = {}
    data = folder / "data.nq"
    with data.open("w") as file:
        file.writelines(lines(triples))
    with timed(times, "load"):
        subprocess.run([SCRIPT, "load", "--store", str(folder / "store"), str(data)], check=True, capture_output=True)
    release = made_of(data, folder)
    in_memory = resident_mebibytes(folder / "log", "--release", str(release))
    on_disk = resident_mebibytes(folder / "log", "--store", str(folder / "store"))
    with oxigraph(folder / "oxigraph.log") as peer, timed(times, "publish"):
        peak = peak_mebibytes("publish", "--to", peer.url, "--release", str(release))
    return (
        f"{triples:>10,} | N-Quads {data.stat().st_size / 2**20:6.0f} MiB | worker {in_memory:6.0f} MiB "
        f"| on disk {disk_mebibytes(folder / 'store'):6.0f} MiB, its worker {on_disk:4.0f} MiB "
        f"| load {triples / times['load']:9,.0f}/s | publish and prove {triples / times['publish']:9,.0f}/s "
        f"with {peak:6.0f} MiB"
    )


def main() -> None:
    """Measure each size that is asked for."""
    for triples in map(int, sys.argv[1:] or ["100000"]):
        folder = Path(tempfile.mkdtemp(prefix="sizes-"))
        try:
            print(measure(triples, folder), flush=True)  # noqa: T201
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
