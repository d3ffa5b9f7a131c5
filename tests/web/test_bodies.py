"""Bodies are read up to a limit, whether their length is told or not."""

import time
from collections.abc import Iterator

import httpx2
import pytest
from tests.web.conftest import raw

from govsocial.web import bodies


def chunks() -> Iterator[bytes]:
    for _ in range(300):
        yield b"#" * 1_000


def test_a_body_without_a_length_is_stopped_at_the_limit(writable: httpx2.Client, right: dict[str, str]) -> None:
    headers = right | {"Content-Type": "text/turtle"}
    assert writable.put("/graphs/endless", content=chunks(), headers=headers).status_code == 413


def test_a_body_that_comes_too_slowly_is_given_up(writable: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.2)
    request = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK"
    )
    answer = raw(str(writable.base_url).rstrip("/"), request)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"RequestTimeoutError"' in answer


def test_a_large_body_has_the_time_that_its_size_takes(
    writable: httpx2.Client, right: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "LEAST_BYTES_PER_SECOND", 20_000)

    def steadily() -> Iterator[bytes]:
        for _ in range(10):
            time.sleep(0.1)  # the pace of the client is what is tested
            yield b"#" * 5_000

    headers = right | {"Content-Type": "text/turtle"}
    assert writable.put("/graphs/steady", content=steadily(), headers=headers).status_code == 201
