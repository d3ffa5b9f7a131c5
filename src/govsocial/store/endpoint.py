"""A SPARQL endpoint that someone else runs, from the client's side: what it is asked, and how it fails.

See https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

import logging
from base64 import b64decode
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode, urlsplit

import httpx2

from govsocial.errors import (
    BusyError,
    GovsocialError,
    QueryRefusedError,
    QueryTimeoutError,
    ResultTooLargeError,
    SettingError,
    StoreError,
)
from govsocial.model import formats
from govsocial.model.formats import Format
from govsocial.store.base import AnswerKind

logger = logging.getLogger(__name__)

_IT = "The store behind this server"
_FORM = "application/x-www-form-urlencoded"
_RESULTS = (formats.XML, formats.JSON)
"""What SELECT and ASK are asked in, best first: in JSON, Virtuoso 7.2.5 writes the boolean `true` as 1."""

_GRAPHS = (formats.N_TRIPLES, formats.TURTLE)
_SHOW_THEIR_END = _RESULTS
"""Documents that are seen to be cut; of the others, HTTP must tell where they end."""

CONNECT_SECONDS = 3.0
"""How long a connection may take to be made; somewhere else there may be another store that is up."""

_UNREACHED = (httpx2.ConnectError, httpx2.ConnectTimeout)
_GONE = (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError)

_LONGEST_WAIT = 3600
_MAX_ROWS = "X-SPARQL-MaxRows"
_STOPPED = "X-SQL-State"
"""What Virtuoso says, in an answer like any other, when it has cut the rows or stopped in the middle."""


@dataclass(frozen=True)
class Reply:
    """An answer that has begun to come: its format, and its bytes. They raise StoreError when they end too early."""

    format: Format
    chunks: AsyncIterator[bytes]


class Endpoint:
    """The endpoint at a URL. `authorization` is the header of that name; `max_rows` is where it was seen to cut.

    Connections are kept and used again; no proxy, cookie or redirect is followed. A time limit is the caller's.
    Raises SettingError for a URL or a header that cannot be used.
    """

    def __init__(self, url: str, connections: int, authorization: str | None = None) -> None:
        self.max_rows: int | None = None
        self._url = url
        self._client = client(url, authorization, connections)

    @asynccontextmanager
    async def ask(
        self, kind: AnswerKind, text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> AsyncIterator[Reply]:
        """The reply to a query; leaving the context gives up what has not come yet.

        Raises QueryRefusedError, QueryTimeoutError, ResultTooLargeError, BusyError or StoreError.
        """
        accepted = _GRAPHS if kind is AnswerKind.GRAPH else _RESULTS
        fields = [
            ("query", text),
            *(("default-graph-uri", iri) for iri in default_graphs),
            *(("named-graph-uri", iri) for iri in named_graphs),
        ]
        headers = {"Accept": _accept(accepted), "Content-Type": _FORM}
        with _http_errors():
            request = self._client.build_request("POST", self._url, headers=headers, content=urlencode(fields).encode())
            response = await self._client.send(request, stream=True)
        try:
            yield Reply(self._check(response, accepted), _chunks(response))
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    def _check(self, response: httpx2.Response, accepted: Sequence[Format]) -> Format:
        """The format of a good answer. Raises what the status and the headers of any other say."""
        if response.status_code != 200:
            logger.info("%s answered with status %d.", _IT, response.status_code)
            raise _failure(response)
        if most := _number(response.headers.get(_MAX_ROWS)):
            self.max_rows = most
            message = (
                f"{_IT} gives {most:,} rows at most, and this answer has as many or more; ask for fewer, with LIMIT."
            )
            raise ResultTooLargeError(message)
        if _STOPPED in response.headers:
            raise QueryTimeoutError(f"{_IT} stopped the query before its end.")
        return _format(response, accepted)


def client(url: str, authorization: str | None, connections: int, seconds: float | None = None) -> httpx2.AsyncClient:
    """A client for what is at the URL; `seconds` is how long it may be silent. Raises SettingError as `check` does."""
    check(url, authorization)
    headers, auth = _credentials(authorization)
    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity", **headers},
        auth=auth,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        timeout=httpx2.Timeout(seconds, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


def check(url: str, authorization: str | None) -> None:
    """Raises SettingError for a URL or a header that cannot be used."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment
        is_good = is_good and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:  # the port is no number, or an address is no address
        is_good = False
    if not is_good:
        raise SettingError(f"'{url[:200]}' is no URL of a store; give one such as http://127.0.0.1:7878/query.")
    if parts.username is not None or parts.password is not None:
        raise SettingError("The URL of the store has a user in it, which others would see; give it by the environment.")
    if authorization is not None and not (authorization.isascii() and authorization.isprintable()):
        raise SettingError("The credentials for the store are no header: give printable ASCII, such as 'Basic …'.")


class _BasicOrDigest(httpx2.Auth):
    """Basic, or Digest for a store that takes no Basic, as Virtuoso: it tells so only where nothing is given.

    See https://www.rfc-editor.org/rfc/rfc7617 and https://www.rfc-editor.org/rfc/rfc7616
    """

    def __init__(self, basic: str, user: str, password: str) -> None:
        self._basic = basic
        self._digest = httpx2.DigestAuth(user, password)
        self._is_basic = True

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """As the client has it."""
        if self._is_basic:
            request.headers["Authorization"] = self._basic
            response = yield request
            self._is_basic = response.status_code != 401
            del request.headers["Authorization"]
        if not self._is_basic:
            yield from self._digest.auth_flow(request)


def _credentials(authorization: str | None) -> tuple[dict[str, str], httpx2.Auth | None]:
    """The headers that are sent always, and what negotiates."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if authorization and scheme.lower() == "basic":
        with suppress(ValueError):  # what is no Basic is sent as it is, for the store to judge
            user, _, password = b64decode(encoded, validate=True).decode().partition(":")
            return {}, _BasicOrDigest(authorization, user, password)
    return {"Authorization": authorization} if authorization else {}, None


def _accept(accepted: Sequence[Format]) -> str:
    return ", ".join(f"{each.media_type};q={1 - place / 2:g}" for place, each in enumerate(accepted))


def _format(response: httpx2.Response, accepted: Sequence[Format]) -> Format:
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    found = next((each for each in accepted if media_type in (each.media_type, *each.also_known_as)), None)
    if found is None:
        raise StoreError(f"{_IT} answered in a format that was not asked for.")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise StoreError(f"{_IT} compressed its answer, which was not asked for.")
    is_framed = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
    if not is_framed and found not in _SHOW_THEIR_END:
        raise StoreError(f"{_IT} does not say where its answer ends, so it may be cut.")
    return found


def _failure(response: httpx2.Response) -> GovsocialError:
    """The error that a status other than 200 stands for."""
    status = response.status_code
    if status in (429, 503):
        seconds = min(max(_number(response.headers.get("Retry-After")) or 1, 1), _LONGEST_WAIT)
        return BusyError(f"{_IT} is busy; try again in {seconds} s.", seconds)
    if status == 400:  # our own parser has read it
        return QueryRefusedError(f"{_IT} does not take this query, though it is valid SPARQL.")
    if status in (408, 504):
        return QueryTimeoutError(f"{_IT} stopped the query at a time limit of its own.")
    if status in (401, 403):
        return StoreError(f"{_IT} does not let this server in.")
    if 300 <= status < 400:
        return StoreError(f"{_IT} is no longer where it was.")
    return StoreError(f"{_IT} failed (status {status}).")


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 10 else None


def is_gone(error: GovsocialError) -> bool:
    """Whether an error of an endpoint says that it cannot be reached, or that it broke off."""
    return isinstance(error, StoreError) and isinstance(error.__cause__, _GONE)


def was_asked(error: GovsocialError) -> bool:
    """Whether an endpoint that is gone had got the question."""
    return not isinstance(error.__cause__, _UNREACHED)


async def _chunks(response: httpx2.Response) -> AsyncIterator[bytes]:
    with _http_errors():
        async for chunk in response.aiter_raw():
            yield chunk


@contextmanager
def _http_errors() -> Iterator[None]:
    try:
        yield
    except _UNREACHED as error:
        raise StoreError(f"{_IT} cannot be reached.") from error
    except httpx2.RemoteProtocolError as error:
        raise StoreError(f"{_IT} broke off, or does not speak HTTP.") from error
    except _GONE as error:
        raise StoreError(f"{_IT} broke off.") from error
