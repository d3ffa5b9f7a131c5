"""The clients of the soak: readers of all kinds, and writers, who compare answers with those of another engine.

See https://www.w3.org/TR/sparql11-update/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import httpx2
from tests.benchmarks.agreement import rows
from tests.benchmarks.bench import say
from tests.benchmarks.data import BASE_IRI, TRIPLES_A_THING
from tests.benchmarks.questions import ANALYTICAL, JOIN, JSON, POINT, TEXT, Template
from tests.benchmarks.systems import System

TOKEN = "the-token-of-the-soak"
HONEST = (429, 503)
COMPARED_WRITES = 10
GRAPH_THINGS = 50
NOTHING: Mapping[str, str] = {}


@dataclass
class Findings:
    """What has been seen: answers by kind and status, comparisons, faults, and bytes of memory by role over time."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    memory: list[Mapping[str, int]] = field(default_factory=list)

    def blame(self, fault: str) -> None:
        """Note something that is wrong, and say so."""
        self.faults.append(fault)
        say(f"WRONG: {fault}")


@dataclass
class Soak:
    """The two systems under the same writes, the time that there is, and what was found."""

    ours: System
    native: System
    client: httpx2.AsyncClient
    seconds: float
    things: int
    findings: Findings = field(default_factory=Findings)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _started: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() - self._started >= self.seconds

    async def pause(self, seconds: float) -> None:
        """Wait a while, more or less, so that clients do not march in step."""
        await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - no secret

    async def send(
        self, kind: str, method: str, target: str, headers: Mapping[str, str] = NOTHING, content: bytes | None = None
    ) -> httpx2.Response | None:
        """The answer; nothing when the server was honestly busy, or when something was wrong, which is noted."""
        try:
            url = f"http://{self.ours.host}{target}"
            response = await self.client.request(method, url, content=content, headers=headers)
        except httpx2.HTTPError as error:
            self.findings.blame(f"{kind}: no whole answer to {method} {target[:200]}: {error!r}")
            return None
        self.findings.answers[kind, response.status_code] += 1
        if response.status_code in HONEST and "retry-after" in response.headers:
            await self.pause(float(response.headers["retry-after"]))
            return None
        if response.status_code not in (200, 201, 204, 304):
            self.findings.blame(f"{kind}: {response.status_code} to {method} {target[:200]}: {response.text[:300]}")
            return None
        return response

    async def query(self, kind: str, query: str) -> bytes | None:
        """The answer of ours in JSON, if there is one."""
        response = await self.send(kind, "GET", self.ours.target(query), {"Accept": JSON})
        return None if response is None else response.content

    async def expected(self, query: str) -> bytes:
        """The answer of the second engine in JSON."""
        response = await self.client.get(
            f"http://{self.native.host}{self.native.target(query)}", headers={"Accept": JSON}
        )
        response.raise_for_status()
        return response.content

    async def compare(self, kind: str, query: str) -> None:
        """Ask both. The caller sees to it that nothing is written meanwhile that the query can see."""
        found = await self.query(kind, query)
        if found is None:
            return
        expected = await self.expected(query)
        self.findings.compared[kind] += 1
        if rows(found) != rows(expected):
            self.findings.blame(f"{kind}: not the answer of the second engine: {query[:300]}")


@dataclass
class Writer:
    """A client that writes to a graph of its own, by SPARQL Update or by the Graph Store Protocol."""

    soak: Soak
    graph: str
    number: int = 0

    async def run(self) -> None:
        """Write until the time is up."""
        while not self.soak.is_over:
            await self._write()
            if self.number and self.number % COMPARED_WRITES == 0:
                await self.soak.compare("graph", f"SELECT ?s ?p ?o {{ GRAPH <{self.graph}> {{ ?s ?p ?o }} }}")
            await self.soak.pause(1)

    async def _write(self) -> None:
        """One write to ours, and when it was taken, to the other; then ours must tell it at once."""
        following = self.number + 1
        write = _put(self.graph, following) if following % COMPARED_WRITES == 1 else _update(self.graph, following)
        headers = {"Content-Type": write.media_type}
        right = {**headers, "Authorization": f"Bearer {TOKEN}"}
        if await self.soak.send("write", write.method, write.our_target, right, write.content) is None:
            return
        self.number = following
        url = f"http://{self.soak.native.host}{write.their_target}"
        response = await self.soak.client.request(write.method, url, content=write.content, headers=headers)
        response.raise_for_status()
        await self._require_fresh()

    async def _require_fresh(self) -> None:
        """Ask by a text that never changes, so that an answer kept from before the write would show."""
        answer = await self.soak.query(
            "fresh", f"SELECT ?n {{ GRAPH <{self.graph}> {{ <{BASE_IRI}counter> <{BASE_IRI}n> ?n }} }}"
        )
        if answer is None:
            return
        self.soak.findings.compared["fresh"] += 1
        if rows(answer) != [f'{{"n": "{self.number}"}}']:
            self.soak.findings.blame(f"stale: {self.graph} should have {self.number}: {answer[:300]!r}")


@dataclass(frozen=True)
class Write:
    """A write as a request: where it goes in each system, and what it says."""

    method: str
    our_target: str
    their_target: str
    media_type: str
    content: bytes


def _update(graph: str, number: int) -> Write:
    """Sets the counter, and one of the things."""
    counter = f"<{BASE_IRI}counter> <{BASE_IRI}n>"
    changed = f"<{BASE_IRI}changed/{number % GRAPH_THINGS}> <{BASE_IRI}by>"
    text = (
        f"WITH <{graph}> DELETE {{ {counter} ?o . {changed} ?p }} INSERT {{ {counter} {number} . {changed} {number} }} "
        f"WHERE {{ OPTIONAL {{ {counter} ?o }} OPTIONAL {{ {changed} ?p }} }}"
    )
    return Write("POST", "/update", "/update", "application/sparql-update", text.encode())


def _put(graph: str, number: int) -> Write:
    """Puts the counter and some things in the place of all that was there."""
    things = (
        f'<{BASE_IRI}put/{each}> <{BASE_IRI}n> {number} ; <{BASE_IRI}name> "{each} é"@en .'
        for each in range(GRAPH_THINGS)
    )
    text = "\n".join([f"<{BASE_IRI}counter> <{BASE_IRI}n> {number} .", *things])
    return Write("PUT", f"/graphs?graph={graph}", f"/store?graph={graph}", "text/turtle", text.encode())


def readers(soak: Soak) -> list[tuple[float, Callable[[], Awaitable[object]]]]:
    """What readers ask for, each with the seconds between two requests of one client."""
    hot = POINT.fill(500, 0)
    tags: dict[str, str] = {}

    def fill(template: Template) -> str:
        number = next(soak.numbers)
        return template.fill(number * 7919 % soak.things, number)

    async def conditional() -> None:
        response = await soak.send("conditional", "GET", "/doc/thing/e500.ttl", tags)
        if response is not None and "etag" in response.headers:
            tags["If-None-Match"] = response.headers["etag"]

    async def page() -> None:
        target = f"/doc/thing/e{next(soak.numbers) * 7919 % soak.things}"
        await soak.send("page", "GET", target, {"Accept": "text/html", "Accept-Encoding": "gzip"})

    async def turtle() -> None:
        number = next(soak.numbers) * 7919 % soak.things
        response = await soak.send("turtle", "GET", f"/doc/thing/e{number}.ttl")
        if response is not None and f"Office {number} of" not in response.text:
            soak.findings.blame(f"turtle: the label of thing {number} is not in its description")

    async def dump() -> None:
        response = await soak.send("dump", "GET", "/graphs?default", {"Accept": "application/n-triples"})
        if response is not None and response.content.count(b"\n") != soak.things * TRIPLES_A_THING:
            soak.findings.blame(f"dump: {response.content.count(bytes([10]))} triples")

    return [
        (0.05, lambda: soak.query("hot", hot)),
        (2, lambda: soak.compare("hot", hot)),
        (0.1, lambda: soak.query("cold", fill(POINT))),
        (1, lambda: soak.compare("cold", fill(POINT))),
        (1, lambda: soak.compare("join", fill(JOIN))),
        (3, lambda: soak.compare("analytical", fill(ANALYTICAL))),
        (3, lambda: soak.compare("text", fill(TEXT))),
        (0.5, page),
        (0.5, turtle),
        (0.2, conditional),
        (20, dump),
        (5, lambda: soak.send("search", "GET", "/search?q=harbour", {"Accept": "application/json"})),
        (5, lambda: soak.send("overview", "GET", "/", {"Accept": "text/html"})),
    ]
