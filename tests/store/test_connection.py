"""The front's end of a socket pair: whole frames, back-pressure, and an end that is noticed."""

import asyncio
import socket

import pytest
from tests.store.conftest import run

from govsocial.store import frames
from govsocial.store.connection import Connection
from govsocial.store.frames import CHUNK_BYTES, Frame, FrameKind


async def connected() -> tuple[Connection, socket.socket]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    connection = Connection()
    await connection.open(ours)
    return connection, theirs


def test_frames_come_whole_and_in_order() -> None:
    async def work() -> None:
        connection, worker = await connected()
        with worker:
            worker.sendall(frames.encode(FrameKind.CHUNK, b"abc") + frames.encode(FrameKind.END))
            assert await connection.receive() == [Frame(FrameKind.CHUNK, b"abc"), Frame(FrameKind.END)]
            connection.close()

    run(work)


def test_what_came_before_the_end_is_delivered_before_the_end() -> None:
    async def work() -> None:
        connection, worker = await connected()
        with worker:
            worker.sendall(frames.encode(FrameKind.END))
        assert await connection.receive() == [Frame(FrameKind.END)]
        with pytest.raises(EOFError):
            await connection.receive()

    run(work)


def test_closing_wakes_who_waits() -> None:
    async def work() -> None:
        connection, worker = await connected()
        with worker:
            waiting = asyncio.create_task(connection.receive())
            asyncio.get_running_loop().call_soon(connection.close)
            with pytest.raises(EOFError):
                await waiting
            assert connection.is_lost

    run(work)


def test_a_sender_waits_when_nobody_receives_and_goes_on_when_somebody_does() -> None:
    async def work() -> None:
        connection, worker = await connected()
        loop = asyncio.get_running_loop()
        chunk = frames.encode(FrameKind.CHUNK, b"x" * CHUNK_BYTES)
        with worker:
            sending = loop.create_task(loop.sock_sendall(worker, chunk * 100))
            done, _ = await asyncio.wait([sending], timeout=0.3)
            assert not done
            received = 0
            while received < 100:
                received += len(await connection.receive())
            await sending
            connection.close()

    run(work)


def test_who_drains_waits_until_the_other_end_takes_it_or_is_gone() -> None:
    async def work() -> None:
        for is_taken in (True, False):
            connection, worker = await connected()
            connection.send(b"x" * 10_000_000)
            draining = asyncio.create_task(connection.drain())
            await asyncio.sleep(0)
            assert not draining.done()
            if is_taken:
                while not draining.done():
                    await asyncio.get_running_loop().sock_recv(worker, CHUNK_BYTES)
            worker.close()
            await asyncio.wait_for(draining, 10)
            connection.close()

    run(work)
