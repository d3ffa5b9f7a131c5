"""Answers as they leave: in one piece where that is cheaper, framed as HTTP/1.1 has it, and never another length."""

import asyncio
from typing import Any

import pytest

from govsocial.cli.cycle import Cycle
from govsocial.web.arrival import Arrival


class Transport:
    """Keeps each write."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


class Flow:
    """That of a client who takes all."""

    write_paused = False

    async def drain(self) -> None:
        raise AssertionError


Messages = list[dict[str, Any]]  # Any: what a message of ASGI holds


def start(status: int = 200, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes, *, has_more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": has_more}


def sent(messages: Messages, method: str = "GET", *, keep_alive: bool = True) -> Transport:
    """What leaves for these messages."""
    transport = Transport()

    async def send() -> None:
        cycle = Cycle(
            Arrival(),
            scope={"type": "http", "method": method, "http_version": "1.1"},
            transport=transport,
            flow=Flow(),
            logger=None,
            access_logger=None,
            access_log=False,
            default_headers=[(b"date", b"now")],
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=keep_alive,
            on_response=lambda: None,
        )
        for message in messages:
            await cycle.send(message)

    asyncio.run(send())
    return transport


HEAD = b"HTTP/1.1 200 OK\r\ndate: now\r\n"
FIVE = (b"content-length", b"5")


def test_a_short_answer_leaves_in_one_piece() -> None:
    assert sent([start(200, FIVE), body(b"hello")]).written == [HEAD + b"content-length: 5\r\n\r\nhello"]


def test_a_long_body_is_not_copied_behind_its_head() -> None:
    long = b"#" * 300_000
    head, rest = sent([start(200, (b"content-length", b"300000")), body(long)]).written
    assert head.endswith(b"\r\n\r\n")
    assert rest is long


def test_a_body_of_unknown_length_is_chunked() -> None:
    pieces = sent([start(), body(b"hello", has_more=True), body(b"", has_more=True), body(b"x" * 16)]).written
    assert pieces == [
        HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"10\r\n" + b"x" * 16 + b"\r\n0\r\n\r\n",
    ]


def test_an_empty_body_of_unknown_length_has_its_end() -> None:
    assert sent([start(), body(b"")]).written == [HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n"]


def test_a_long_chunk_is_framed_around() -> None:
    long = b"#" * 65_536
    assert b"".join(sent([start(), body(long)]).written).endswith(b"\r\n\r\n10000\r\n" + long + b"\r\n0\r\n\r\n")


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_what_has_no_body_has_no_frame_either(method: str, status: int) -> None:
    (found,) = sent([start(status), body(b"")], method).written
    assert found.endswith(b"\r\n\r\n")
    assert b"transfer-encoding" not in found


def test_the_body_of_an_answer_to_head_stays_here_and_its_length_is_told() -> None:
    (found,) = sent([start(200, FIVE), body(b"hello")], "HEAD").written
    assert found == HEAD + b"content-length: 5\r\n\r\n"


@pytest.mark.parametrize(
    "messages",
    [
        [start(200, FIVE), body(b"hello!")],
        [start(200, FIVE), body(b"hell")],
        [start(200, FIVE), body(b"hel", has_more=True), body(b"l")],
        [start(200, FIVE), start(200, FIVE)],
        [body(b"hello")],
        [start(200, FIVE), body(b"hello"), body(b"")],
        [start(200, (b"x", b"a\r\nb: c"), FIVE), body(b"hello")],
        [start(304), body(b"hello")],
    ],
)
def test_an_answer_that_breaks_its_word_is_a_fault(messages: Messages) -> None:
    with pytest.raises(RuntimeError):
        sent(messages)


def test_a_connection_that_is_not_kept_says_so_and_ends() -> None:
    transport = sent([start(200, FIVE), body(b"hello")], keep_alive=False)
    assert b"connection: close\r\n" in transport.written[0]
    assert transport.is_closed


def test_an_application_may_end_the_connection() -> None:
    transport = sent([start(200, FIVE, (b"connection", b"Close")), body(b"hello")])
    assert transport.written[0].lower().count(b"connection: close") == 1
    assert transport.is_closed
