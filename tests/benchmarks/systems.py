"""The systems that are compared: how each is installed, started and given its data.

See https://github.com/oxigraph/oxigraph/tree/main/cli, https://github.com/vemonet/rdflib-endpoint and https://nginx.org/en/docs/
"""

import getpass
import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.data import BASE_IRI
from tests.benchmarks.processes import BenchmarkError, free_port, run, running

GOVSOCIAL = str(Path(sys.executable).with_name("govsocial"))
OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
RDFLIB_ENDPOINT = ("rdflib-endpoint[cli]==0.6.3", "rdflib==7.6.0")
"""In an environment of its own, as it may want other versions than we do."""

PROGRAMS = {"wrk": "wrk", "nginx": "nginx", "curl": "curl"}
"""Programs that are needed, and the Debian packages that they are in."""

START_SECONDS = 600
PATIENT = ("--base-iri", BASE_IRI, "--queue", "256", "--queue-wait", "60", "--timeout", "60", "--grace", "1")
"""All requests are of one client here, which may have as many as it likes; and slow queries are waited for."""

_NGINX = """
daemon off;
{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  types {{ }}
  default_type {media_type};
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@dataclass(frozen=True)
class Reply:
    """A whole answer; the names of its headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class System:
    """A server that runs."""

    name: str
    port: int
    path: str
    pid: int

    @property
    def host(self) -> str:
        """Where it listens, as in the header `Host`."""
        return f"127.0.0.1:{self.port}"

    def target(self, query: str) -> str:
        """The target of a GET that asks this query."""
        return f"{self.path}?query={quote(query, safe='')}"

    def get(self, target: str, **headers: str) -> Reply:
        """The answer to one request, on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", target, headers={name.replace("_", "-"): text for name, text in headers.items()})
            response = connection.getresponse()
            fields = {name.lower(): text for name, text in response.getheaders()}
            return Reply(response.status, fields, response.read())
        finally:
            connection.close()

    def post(self, target: str, content: bytes, media_type: str) -> None:
        """Send a document. Raises BenchmarkError when it is not taken."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("POST", target, content, {"Content-Type": media_type})
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status not in (200, 201, 204):
            raise BenchmarkError(f"{self.name} answered {response.status} to POST {target}: {body[:500]!r}")

    def wait(self, query: str = "ASK {}") -> None:
        """Wait for the first answer to a query."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.get(self.target(query)).status == 200:
                    return
            except (OSError, http.client.HTTPException):
                _require_life(self.pid, self.name)
            time.sleep(0.005)
        raise BenchmarkError(f"{self.name} has not answered within {START_SECONDS} s")


def _require_life(pid: int, name: str) -> None:
    if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
        raise BenchmarkError(f"{name} has ended while it was starting; its log is in the work folder")


@contextmanager
def govsocial(work: Path, *arguments: str, token: str = "") -> Iterator[System]:
    """`govsocial serve` with these arguments, not waited for."""
    port = free_port()
    command = [GOVSOCIAL, "serve", "--port", str(port), *PATIENT, *arguments]
    variables = {"GOVSOCIAL_TOKEN": token} if token else {}
    with running(command, work / "govsocial.log", **variables) as pid:
        yield System("govsocial", port, "/sparql", pid)


@contextmanager
def oxigraph(work: Path, *arguments: str) -> Iterator[System]:
    """`oxigraph serve`, empty and in memory unless there are arguments, not waited for."""
    port = free_port()
    with running([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *arguments], work / "oxigraph.log") as pid:
        yield System("oxigraph", port, "/query", pid)


@contextmanager
def oxigraph_with(work: Path, data: Path) -> Iterator[System]:
    """`oxigraph serve` in memory, with this file of N-Triples in its default graph."""
    with oxigraph(work) as system:
        system.wait()
        system.post("/store?default", data.read_bytes(), "application/n-triples")
        yield system


@contextmanager
def rdflib_endpoint(work: Path, data: Path) -> Iterator[System]:
    """`rdflib-endpoint serve` as it comes, with this file, not waited for."""
    port = free_port()
    command = [rdflib_endpoint_program(work), "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with running(command, work / "rdflib-endpoint.log") as pid:
        yield System("rdflib-endpoint", port, "/", pid)


def rdflib_endpoint_program(work: Path) -> str:
    """The path of rdflib-endpoint, in an environment that is made once below the work folder."""
    folder = work / "rdflib-endpoint"
    program = folder / "bin" / "rdflib-endpoint"
    if not program.exists():
        run([sys.executable, "-m", "venv", "--clear", str(folder)], work / "venv.log")
        run([str(folder / "bin" / "pip"), "install", "--quiet", *RDFLIB_ENDPOINT], work / "pip.log")
    return str(program)


@contextmanager
def nginx(work: Path, body: bytes, media_type: str) -> Iterator[System]:
    """nginx that has this body at `/answer`, in a file."""
    folder = work / "nginx"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "answer").write_bytes(body)
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""  # or its workers may not read the folder
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(user=user, folder=folder, media_type=media_type, port=port))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with running([program, "-c", str(configuration)], work / "nginx.log") as pid:
        system = System("nginx", port, "/answer", pid)
        system.wait()
        yield system


def require_programs() -> None:
    """Raises BenchmarkError with what is to be installed."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program, path=places) is None]
    if missing:
        raise BenchmarkError(f"Programs are missing; on Debian: apt-get install {' '.join(missing)}")
    if not Path(OXIGRAPH).exists():
        raise BenchmarkError("oxigraph is missing: pip install '.[test]'")


def versions(work: Path) -> dict[str, str]:
    """What is compared, by name."""
    return {
        "govsocial": _first_line([GOVSOCIAL, "--version"]),
        "oxigraph": _first_line([OXIGRAPH, "--version"]),
        "rdflib-endpoint": ", ".join(RDFLIB_ENDPOINT) if (work / "rdflib-endpoint").exists() else "not installed",
        "nginx": _first_line([shutil.which("nginx") or "/usr/sbin/nginx", "-v"]),
        "wrk": _first_line(["wrk", "--version"]),
    }


def _first_line(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return ((done.stdout or done.stderr).splitlines() or ["unknown"])[0].partition(" Copyright")[0]
