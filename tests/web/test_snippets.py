"""The code that the pages give, run as people run it, against a server that tells what it was asked."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from govsocial.web.snippets import Snippet, snippets

QUERIES = [
    "SELECT * WHERE {\n  ?s ?p 'it''s' .\n}",
    'ASK { ?s ?p """a""" }',
    "ASK { ?s ?p 'a\\\\b' }",
    "ASK { ?s ?p '`${x}` $(ls) $HOME \u00e9 \U0001f600' } # \"",
    'ASK {}\r\n\t# )---"',
    'ends in a quote "',
]


class _Echo(BaseHTTPRequestHandler):
    """Answers with the query that it was asked, when the type is asked for too."""

    def do_POST(self) -> None:  # as the library has it
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = parse_qs(body, keep_blank_values=True)["query"][0]
        content = f"{self.headers['Accept']}|{asked}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql?a='b'"
    server.shutdown()
    server.server_close()


def code_in(language: str, endpoint: str, query: str) -> str:
    (found,) = (each for each in snippets(endpoint, query, "text/csv") if each.language == language)
    assert isinstance(found, Snippet)
    return found.text


def output_of(*command: str) -> str:
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode()


@pytest.mark.parametrize("query", QUERIES)
def test_a_shell_asks_the_query_as_it_stands(endpoint: str, program: Callable[[str], str], query: str) -> None:
    program("curl")
    assert output_of(program("bash"), "-c", code_in("curl", endpoint, query)) == f"text/csv|{query}"


@pytest.mark.parametrize("query", QUERIES)
def test_python_asks_the_query_as_it_stands(endpoint: str, query: str) -> None:
    # What a terminal does to line ends is not the code's.
    said = output_of(sys.executable, "-X", "utf8", "-c", code_in("Python", endpoint, query))
    assert said.removesuffix("\n") == f"text/csv|{query}"


@pytest.mark.parametrize("query", QUERIES)
def test_javascript_asks_the_query_as_it_stands(endpoint: str, program: Callable[[str], str], query: str) -> None:
    said = output_of(program("node"), "--input-type=module", "-e", code_in("JavaScript", endpoint, query))
    assert said.removesuffix("\n") == f"text/csv|{query}"


def test_r_has_the_query_as_a_raw_string_or_with_escapes() -> None:
    assert 'query <- r"---(ASK {\n})---"' in code_in("R", "http://x/", "ASK {\n}")
    assert 'query <- "ASK {} # )---\\""' in code_in("R", "http://x/", 'ASK {} # )---"')
