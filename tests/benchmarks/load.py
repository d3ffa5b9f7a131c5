"""Load on a server, by wrk: a program in C that takes little of the machine from the server, told in Lua what to ask.

Each connection asks again as soon as it is answered (a closed loop), on HTTP/1.1 and kept open.
See https://github.com/wg/wrk/blob/master/SCRIPTING
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.benchmarks.processes import BenchmarkError, settle
from tests.benchmarks.questions import JSON, Template, mix, zipf
from tests.benchmarks.systems import System

ANSWER_SECONDS = 120
"""How long wrk waits for one answer."""

WARM_UP_SECONDS = 1
WARM_UP_NUMBERS = 500_000_000
"""So far from those that are measured are the numbers of the warm-up."""

MARK = "figures: "

_DONE = """
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '%s{"requests": %%d, "microseconds": %%d, "p50": %%d, "p99": %%d, "lost": %%d, "refused": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
""".replace("%s", MARK).replace("%%", "%")


@dataclass(frozen=True)
class Load:
    """What a server did under load: requests answered well, seconds, and milliseconds until half and 99 % were.

    A server that answered none is taken to have answered one at the end, which is the best that can be said of it.
    """

    requests: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class Requests(Protocol):
    """Requests that differ from one another by a rule."""

    def target(self, system: System, number: int) -> str:
        """The target of one request of this kind, for a look at its answer."""

    def lua(self, system: System, start: int) -> str:
        """Lua that says what to ask; what goes up begins at `start`."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of each request."""


@dataclass(frozen=True)
class Repeated:
    """One request again and again: of a query, or of an address."""

    what: str
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": JSON})

    def target(self, system: System, number: int) -> str:
        """The same for each number."""
        del number
        return self.what if self.what.startswith("/") else system.target(self.what)

    def lua(self, system: System, start: int) -> str:
        """Said once: without a function to call, wrk is at its fastest."""
        lines = [f"wrk.headers[{json.dumps(name)}] = {json.dumps(text)}" for name, text in self.headers.items()]
        return "\n".join([f"wrk.path = {json.dumps(self.target(system, start))}", *lines])


@dataclass(frozen=True)
class Varied:
    """A query about another thing, and with another number, in each request, so that no two are alike."""

    template: Template
    things: int
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": JSON})

    def target(self, system: System, number: int) -> str:
        """About some thing that the number tells."""
        return system.target(self.template.fill(number * 7919 % self.things, number))

    def lua(self, system: System, start: int) -> str:
        """A counter, and things at random, in the same order for each system."""
        places = {"ENTITY": f"math.random(0, {self.things - 1})", "NUMBER": "number"}
        pieces = [places.get(piece, json.dumps(piece)) for piece in self.template.pieces()]
        return (
            f"math.randomseed({start})\nlocal number = {start}\nlocal target = function()\n"
            f"  number = number + 1\n  return {json.dumps(system.path + '?query=')} .. {' .. '.join(pieces)}\nend\n"
            f"{_request(system, self.headers)}"
        )


@dataclass(frozen=True)
class Mix:
    """A thousand queries, of which the first is asked twice as often as the second (Zipf's law)."""

    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept": JSON})

    def target(self, system: System, number: int) -> str:
        """The query of that rank."""
        queries = mix()
        return system.target(queries[number % len(queries)])

    def lua(self, system: System, start: int) -> str:
        """Tables of targets and of their sums of chances, looked up by halves."""
        targets = [system.target(query) for query in mix()]
        chances = zipf(len(targets))
        return (
            f"math.randomseed({start})\n"
            f"local targets = {{{', '.join(map(json.dumps, targets))}}}\n"
            f"local chances = {{{', '.join(map(repr, chances))}}}\n"
            "local target = function()\n"
            "  local chance, low, high = math.random(), 1, #chances\n"
            "  while low < high do\n"
            "    local middle = math.floor((low + high) / 2)\n"
            "    if chances[middle] < chance then low = middle + 1 else high = middle end\n"
            "  end\n"
            "  return targets[low]\n"
            "end\n"
            f"{_request(system, self.headers)}"
        )


def _request(system: System, headers: Mapping[str, str]) -> str:
    """Lua that makes a request of each call of `target`."""
    lines = [f"{name}: {text}" for name, text in {"Host": system.host, **headers}.items()]
    ending = " HTTP/1.1\r\n" + "".join(f"{line}\r\n" for line in lines) + "\r\n"
    return f'local ending = {json.dumps(ending)}\nrequest = function() return "GET " .. target() .. ending end'


def drive(requests: Requests, system: System, folder: Path, seconds: float, connections: int, start: int) -> Load:
    """Load for so many seconds. Raises BenchmarkError when any request was not answered with 2xx or 3xx.

    The same `start` gives the same requests; numbers go up from it.
    """
    path = folder / f"{system.name}.lua"
    path.write_text(f"{requests.lua(system, start)}\n{_DONE}")
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{max(1, round(seconds))}s"]
    command += ["--timeout", f"{ANSWER_SECONDS}s", "--script", str(path), f"http://{system.host}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = done.stdout.rpartition(MARK)[2]
    if done.returncode or not found.startswith("{"):
        raise BenchmarkError(f"wrk failed on {system.name}: {done.stdout[-500:]}{done.stderr[-500:]}")
    figures = json.loads(found)
    if figures["refused"] or figures["lost"]:
        raise BenchmarkError(
            f"{system.name} refused {figures['refused']} of {figures['requests']} requests and lost {figures['lost']};"
            f" they were like GET {requests.target(system, start)[:300]}"
        )
    seconds = figures["microseconds"] / 1e6
    if not figures["requests"]:
        return Load(1, seconds, seconds * 1e3, seconds * 1e3)
    return Load(figures["requests"], seconds, figures["p50"] / 1e3, figures["p99"] / 1e3)


def measure(requests: Requests, system: System, folder: Path, seconds: float, connections: int, start: int) -> Load:
    """Load that is measured after a second that is not, on a server that has nothing left to do before and after."""
    drive(requests, system, folder, WARM_UP_SECONDS, connections, start + WARM_UP_NUMBERS)
    settle(system.pid)
    system.wait()
    load = drive(requests, system, folder, seconds, connections, start)
    settle(system.pid)
    return load
