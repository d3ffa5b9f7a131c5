"""Requests of the application to itself: they come back whole or not at all, and in the name of whoever asks."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

from govsocial.web.agents.requests import MAX_BYTES, Caller, Reply, Wanted
from govsocial.web.exchange import exchange_of

DEADLINE_SECONDS = 10
Answer = Callable[[Scope, Receive, Send], Awaitable[None]]
WANTED = Wanted("/a b", "text/csv", {"x": "é&"})


class Application(FastAPI):
    """An application that answers as it is told."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)


def ask(answer: Answer, wanted: Wanted = WANTED, request: Request | None = None) -> Reply:
    return asyncio.run(asyncio.wait_for(Caller(Application(answer), request).ask(wanted), DEADLINE_SECONDS))


async def send_all(send: Send, *bodies: bytes, status: int = 200, ends: bool = True) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    for number, body in enumerate(bodies):
        await send({"type": "http.response.body", "body": body, "more_body": not ends or number < len(bodies) - 1})


def test_the_answer_comes_back_whole() -> None:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        assert (scope["method"], scope["path"], scope["raw_path"]) == ("GET", "/a b", b"/a%20b")
        assert scope["query_string"] == b"x=%C3%A9%26"
        assert dict(scope["headers"])[b"accept"] == b"text/csv"
        assert await receive() == {"type": "http.request", "body": b"", "more_body": False}
        await send_all(send, b"one,", b"two")

    assert ask(answer) == Reply("one,two")


def test_a_body_is_posted() -> None:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["method"] == "POST"
        assert dict(scope["headers"])[b"content-length"] == b"6"
        await send_all(send, (await receive())["body"])

    assert ask(answer, Wanted("/sparql", "*/*", body=b"ASK {}", content_type="text/plain")) == Reply("ASK {}")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(b'{"detail": "It is wrong."}', "It is wrong."), (b"<html>", "Not Found"), (b"[]", "Not Found")],
)
def test_an_error_comes_back_as_its_sentence(body: bytes, sentence: str) -> None:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_all(send, body, status=404)

    assert ask(answer) == Reply(sentence, is_error=True)


def test_half_an_answer_is_an_error() -> None:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_all(send, b"half", ends=False)

    assert ask(answer).is_error


def test_an_answer_that_is_too_long_is_given_up_at_once() -> None:
    async def answer(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        gone = asyncio.ensure_future(receive())
        await send_all(send, b"x" * (MAX_BYTES + 1), ends=False)
        assert (await gone)["type"] == "http.disconnect"

    reply = ask(answer)
    assert reply.is_error
    assert "200,000 bytes" in reply.text


def outer(receive: Receive) -> Request:
    headers = [(b"x-forwarded-for", b"192.0.2.1"), (b"accept", b"*/*"), (b"authorization", b"Bearer x")]
    return Request({"type": "http", "headers": headers, "client": ("192.0.2.9", 1), "path": "/mcp"}, receive)


def test_it_is_asked_in_the_name_of_the_agent_and_under_the_id_of_its_request() -> None:
    async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
        assert scope["client"] == ("192.0.2.9", 1)
        headers = dict(scope["headers"])
        assert headers[b"x-forwarded-for"] == b"192.0.2.1"
        assert headers[b"x-request-id"].decode() == exchange_of(request.scope).id
        assert b"authorization" not in headers
        await send_all(send, b"")

    async def never() -> Message:
        return await asyncio.Future[Message]()

    request = outer(never)
    assert ask(answer, request=request) == Reply("")


def test_when_the_agent_leaves_the_work_is_told() -> None:
    async def left() -> Message:
        return {"type": "http.disconnect"}

    async def answer(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        await send_all(send, b"", status=499)

    assert ask(answer, request=outer(left)) == Reply("Status 499.", is_error=True)
