"""`govsocial mcp` as an agent starts it: it talks over its pipes, and ends when they do or when it is told to."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

SCRIPT = str(Path(sys.executable).with_name("govsocial"))
DATA = Path(__file__).parents[1] / "web/data.trig"
DEADLINE_SECONDS = 60
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


@contextmanager
def started() -> Iterator["subprocess.Popen[bytes]"]:
    """The command over a small file, its first message answered."""
    command = [SCRIPT, "mcp", "--data", str(DATA), "--workers", "1"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(HELLO).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "govsocial"
            yield process
        finally:
            process.kill()


def test_it_ends_when_the_agent_closes_its_input() -> None:
    with started() as process:
        assert process.communicate(timeout=DEADLINE_SECONDS)[0] == b""
        assert process.returncode == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_it_ends_when_it_is_told_to_though_the_agent_is_silent(number: signal.Signals, code: int) -> None:
    with started() as process:
        process.send_signal(number)
        assert process.wait(DEADLINE_SECONDS) == code


def test_a_line_that_is_no_message_ends_nothing() -> None:
    with started() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (b"nonsense", b"\xff\xfe", b"x" * 5_000_000, json.dumps({**HELLO, "method": "ping"}).encode()):
            process.stdin.write(line + b"\n")
            process.stdin.flush()
        answers = (json.loads(process.stdout.readline()) for _ in range(8))
        assert any(each.get("id") == 1 and each.get("result") is not None for each in answers)


def test_a_file_is_no_agent(tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_text("{}\n")
    with path.open() as file:
        found = subprocess.run(
            [SCRIPT, "mcp", "--data", str(DATA)], stdin=file, capture_output=True, timeout=DEADLINE_SECONDS, check=False
        )
    assert found.returncode == 2
    assert b"an agent talks through a pipe" in found.stderr


def test_an_agent_asks_of_the_data_that_it_names() -> None:
    async def ask() -> str:
        async with Client(StdioServerParameters(command=SCRIPT, args=["mcp", "--data", str(DATA)])) as client:
            query = "SELECT ?label { <https://w3id.org/govsocial/id/tool/twitter> ?p ?label FILTER(isLiteral(?label)) }"
            result = await client.call_tool("sparql", {"query": query})
            assert isinstance(result.content[0], TextContent)
            return result.content[0].text

    assert asyncio.run(ask()).splitlines() == ["label", "Twitter"]
