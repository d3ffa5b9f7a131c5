"""A forwarder of HTTP on loopback that counts what passes through it."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

DEADLINE_SECONDS = 60
_KEPT = ("Accept", "Content-Type", "Authorization")


class Forwarder:
    """An address that stands for another, and the bodies of the requests that were sent there."""

    def __init__(self, target: str) -> None:
        self.url = ""
        self.bodies: list[bytes] = []
        self._target = urlsplit(target)

    def ask(self, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """The target's answer: status, media type and body."""
        self.bodies.append(body)
        place = http.client.HTTPConnection(self._target.netloc, timeout=DEADLINE_SECONDS)
        with closing(place) as connection:
            connection.request("POST", self._target.path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers["Content-Type"], response.read()


@contextmanager
def forwarding(target: str) -> Iterator[Forwarder]:
    """A forwarder of POST requests to the target, for as long as the context lasts."""
    forwarder = Forwarder(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:  # as the library has it
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in _KEPT if name in self.headers}
            status, media_type, answer = forwarder.ask(headers, body)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # as the library has it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forwarder.url = f"http://127.0.0.1:{server.server_address[1]}{forwarder._target.path}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forwarder
    finally:
        server.shutdown()
        server.server_close()
        thread.join(DEADLINE_SECONDS)
