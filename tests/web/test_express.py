"""What is answered by its bytes alone, over real sockets: what those bytes ask for, in order, and within bounds."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.web.cache.wire import Served, Wire, get, post, query, serving
from tests.web.conftest import DATA

from govsocial.cli import connection
from govsocial.cli.server import listen, run_server
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app, lanes_of

KEPT = query("SELECT ('kept' AS ?x) {}", accept="text/csv")
OTHER = query("SELECT ('other' AS ?x) {}", accept="text/csv")
NEVER_KEPT = query("SELECT (CONCAT('new', SUBSTR(STR(RAND()), 1, 0)) AS ?x) {}", accept="text/csv")
LARGE = query("SELECT ?a ?b ?c { ?a ?b ?c . ?d ?e ?f } LIMIT 700", accept="text/csv")
BODIES = {KEPT: b"x\r\nkept\r\n", OTHER: b"x\r\nother\r\n", NEVER_KEPT: b"x\r\nnew\r\n"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), "--data", str(DATA)) as server, server.connect() as wire:
        for request in (KEPT, OTHER):
            assert [wire.ask(request).is_kept for _ in range(3)] == [False, True, True]
        yield server


def test_each_answer_has_its_own_id_and_a_date(served: Served) -> None:
    with served.connect() as wire:
        answers = [wire.ask(KEPT) for _ in range(20)]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 20
    assert all(answer.headers["date"].endswith("GMT") for answer in answers)


def test_the_date_moves_on(served: Served) -> None:
    with served.connect() as wire:
        before = wire.ask(KEPT).headers["date"]
        end = time.monotonic() + 10
        while (found := wire.ask(KEPT).headers["date"]) == before:
            assert time.monotonic() < end
            time.sleep(0.1)
    assert found != before


def test_one_byte_more_or_less_is_another_request(served: Served) -> None:
    with served.connect() as wire:
        assert wire.ask(KEPT.replace(b"kept", b"kepT")).body == b"x\r\nkepT\r\n"
        assert wire.ask(KEPT.replace(b"Accept: text/csv", b"Accept: text/tab-separated-values")).body == b'?x\n"kept"\n'
        assert wire.ask(KEPT.replace(b"GET", b"HEAD", 1)).body == b""
        assert wire.ask(KEPT.replace(b"GET", b"PUT", 1)).status == 405


@pytest.mark.parametrize("in_one_packet", [True, False])
def test_answers_keep_the_order_of_requests_that_are_kept_and_not(served: Served, in_one_packet: bool) -> None:
    requests = [KEPT, NEVER_KEPT, OTHER, KEPT, KEPT, NEVER_KEPT, NEVER_KEPT, OTHER] * 4
    with served.connect() as wire:
        if in_one_packet:
            wire.send(b"".join(requests))
        else:
            for request in requests:
                wire.send(request)
        assert [wire.answer().body for _ in requests] == [BODIES[request] for request in requests]


def test_a_request_in_two_packets_is_one_request(served: Served) -> None:
    with served.connect() as wire:
        for position in range(1, len(KEPT), 7):
            wire.send(KEPT[:position])
            time.sleep(0.01)
            assert wire.ask(KEPT[position:]).body == BODIES[KEPT]
            assert wire.ask(KEPT).body == BODIES[KEPT]


def test_a_request_and_a_half_in_one_packet_are_two(served: Served) -> None:
    with served.connect() as wire:
        for position in (1, 20, len(OTHER) - 1):
            wire.send(KEPT + OTHER[:position])
            assert wire.answer().body == BODIES[KEPT]
            wire.send(OTHER[position:] + KEPT)
            assert [wire.answer().body for _ in range(2)] == [BODIES[OTHER], BODIES[KEPT]]


def test_bytes_that_are_the_body_of_a_request_are_no_request(served: Served) -> None:
    whole = post(KEPT.decode(), "application/sparql-query", "Accept: text/csv")
    with served.connect() as wire:
        wire.send(whole[: -len(KEPT)])
        time.sleep(0.1)
        wire.send(KEPT)
        assert wire.answer().status == 400  # it is no query
        assert wire.ask(OTHER).body == BODIES[OTHER]


def test_bytes_within_a_header_are_no_request(served: Served) -> None:
    with served.connect() as wire:
        wire.send(b"GET /robots.txt HTTP/1.1\r\nHost: example.org\r\nX-Comment: ")
        time.sleep(0.1)
        wire.send(KEPT)
        assert b"kept" not in wire.answer().body


def test_blank_lines_around_a_request_change_nothing(served: Served) -> None:
    with served.connect() as wire:
        for request in (b"\r\n" + KEPT, KEPT + b"\r\n", b"\r\n\r\n" + KEPT) * 3:
            assert wire.ask(request).body == BODIES[KEPT]
        wire.send(b"\r\n")
        time.sleep(0.05)
        assert wire.ask(KEPT).body == BODIES[KEPT]


@pytest.mark.parametrize(
    "request_",
    [KEPT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), KEPT.replace(b"HTTP/1.1", b"HTTP/1.0")],
    ids=["close", "1.0"],
)
def test_a_connection_that_is_not_to_be_kept_ends(served: Served, request_: bytes) -> None:
    for _ in range(3):
        with served.connect() as wire:
            answer = wire.ask(request_)
            assert (answer.body, answer.headers["connection"]) == (BODIES[KEPT], "close")
            assert wire.rest() == b""


def test_a_request_that_expects_to_be_told_to_go_on_is_told(served: Served) -> None:
    direct = post("SELECT ('kept' AS ?x) {}", "application/sparql-query", "Accept: text/csv", "Expect: 100-continue")
    head, body = direct.split(b"\r\n\r\n", 1)
    with served.connect() as wire:
        for _ in range(3):
            wire.send(head + b"\r\n\r\n")
            assert wire.head().startswith(b"HTTP/1.1 100")
            assert wire.ask(body).body == BODIES[KEPT]


def resident_bytes(served: Served) -> int:
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * 1024


def test_who_asks_and_does_not_read_has_little_in_memory(served: Served) -> None:
    with served.connect() as wire:
        size = len([wire.ask(LARGE) for _ in range(3)][-1].body)
        assert wire.ask(LARGE).is_kept
    before = resident_bytes(served)
    with served.connect() as wire:
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        wire.socket.settimeout(0.5)
        sent = 0
        with suppress(TimeoutError):
            for _ in range(700):
                wire.send(LARGE)
                sent += 1
                time.sleep(0.004)
        assert sent * size > 30_000_000 or sent < 700
        assert resident_bytes(served) - before < 20_000_000


def locally(clients: Callable[[int], Awaitable[None]], folder: Path, **settings: int) -> None:
    """Run clients against a server in this process, whose deadlines can be changed."""

    async def main() -> None:
        chosen = Settings(workers=1, spares=1, **settings)  # type: ignore[arg-type]  # all are numbers
        store = WorkerStore((DATA,), "tiny", chosen)
        app = create_app(store, chosen, (), None)
        tasks: list[asyncio.Task[None]] = []

        async def work(port: int) -> None:
            try:
                async with asyncio.timeout(20):
                    await clients(port)
            finally:
                serving_.cancel()

        with listen("127.0.0.1", 0) as listener:
            port = listener.getsockname()[1]
            when_ready = lambda: tasks.append(asyncio.create_task(work(port)))  # noqa: E731
            serving_ = asyncio.ensure_future(run_server(app, store, listener, chosen, when_ready, None, lanes_of(app)))
            await asyncio.wait([serving_])
            await asyncio.gather(*tasks)

    asyncio.run(main())
    assert folder


async def asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes = KEPT) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    (length,) = [int(line[16:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")]
    return await reader.readexactly(length)


def test_a_connection_is_kept_no_longer_after_kept_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "KEEP_ALIVE_SECONDS", 1)

    async def client(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            assert await asked(reader, writer) == BODIES[KEPT]
        started = time.monotonic()
        assert await reader.read() == b""
        assert 0.5 < time.monotonic() - started < 5
        writer.close()

    locally(client, tmp_path)


def test_a_request_that_does_not_end_after_kept_answers_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 1)

    async def client(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            assert await asked(reader, writer) == BODIES[KEPT]
        writer.write(KEPT[:-2])
        assert (await reader.read()).startswith(b"HTTP/1.1 408")
        writer.close()

    locally(client, tmp_path)


def test_connections_that_were_answered_so_are_idle_and_make_room(tmp_path: Path) -> None:
    async def client(port: int) -> None:
        streams = []
        for _ in range(10):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for _ in range(3):
                assert await asked(reader, writer) == BODIES[KEPT]
            streams.append((reader, writer))
        with suppress(ConnectionResetError):
            assert await streams[0][0].read() == b""
        assert await asked(*streams[-1]) == BODIES[KEPT]
        for _, writer in streams:
            writer.close()

    locally(client, tmp_path, max_connections=8, max_connections_per_client=8)


def test_many_at_once_all_get_theirs(served: Served) -> None:
    wires = [served.connect() for _ in range(50)]
    for number, wire in enumerate(wires):
        wire.send(KEPT if number % 2 else OTHER)
    for number, wire in enumerate(wires):
        assert wire.answer().body == BODIES[KEPT if number % 2 else OTHER]
        wire.socket.close()


def test_it_is_for_the_whole_of_a_request_and_gone_with_the_connection(served: Served) -> None:
    with Wire(served.host, served.port) as wire:
        wire.send(KEPT)
        wire.socket.shutdown(socket.SHUT_WR)
        assert BODIES[KEPT] in wire.rest()
    assert served.ask(get("/healthz")).status == 200
