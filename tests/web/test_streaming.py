"""Answers as HTTP messages, seen from the server's side."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message

from govsocial.errors import QueryTimeoutError, ResultTooLargeError
from govsocial.model.formats import CSV
from govsocial.store.base import Answer, AnswerKind
from govsocial.web import streaming


class Chunks:
    """Chunks, then perhaps an error; knows whether it was closed."""

    def __init__(self, *chunks: bytes, error: Exception | None = None) -> None:
        self._chunks = iter(chunks)
        self._error = error
        self.is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for chunk in self._chunks:
            return chunk
        if self._error is not None:
            raise self._error
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.is_closed = True


def respond(chunks: Chunks, method: str = "GET", http_version: str = "1.1") -> list[Message]:
    """The messages that the server is sent."""
    scope = {"type": "http", "method": method, "http_version": http_version}
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        answer = Answer(AnswerKind.SOLUTIONS, CSV, chunks)
        response = await streaming.respond(scope, receive, answer, {"Vary": "Accept"})
        await response(scope, receive, send)

    asyncio.run(run())
    assert chunks.is_closed
    return sent


def body(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages)


def test_an_answer_is_sent_chunk_by_chunk_and_ended() -> None:
    messages = respond(Chunks(b"a", b"b"))
    headers = dict(messages[0]["headers"])
    assert (headers[b"content-type"], headers[b"vary"]) == (b"text/csv; charset=utf-8", b"Accept")
    assert body(messages) == b"ab"
    assert messages[-1]["more_body"] is False


def test_an_answer_that_fails_is_never_ended() -> None:
    messages = respond(Chunks(b"a", error=QueryTimeoutError("Too long.")))
    assert body(messages) == b"a"
    assert all(message.get("more_body", True) for message in messages)


def test_head_has_headers_and_an_end_and_reads_nothing_more() -> None:
    messages = respond(Chunks(b"a", error=QueryTimeoutError("Too long.")), "HEAD")
    assert body(messages) == b""
    assert messages[-1]["more_body"] is False


def test_an_old_client_gets_a_length() -> None:
    messages = respond(Chunks(b"a", b"b"), http_version="1.0")
    assert dict(messages[0]["headers"])[b"content-length"] == b"2"
    assert body(messages) == b"ab"


def test_an_old_client_never_gets_a_part_for_the_whole() -> None:
    with pytest.raises(QueryTimeoutError):
        respond(Chunks(b"a", error=QueryTimeoutError("Too long.")), http_version="1.0")


def test_an_old_client_gets_no_more_than_fits_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MAX_WHOLE_BYTES", 1)
    with pytest.raises(ResultTooLargeError):
        respond(Chunks(b"a", b"b"), http_version="1.0")
