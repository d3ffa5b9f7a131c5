"""The server for agents, asked by the client of the same package, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from mcp import Client
from mcp.types import TextContent

T = TypeVar("T")


def asked(address: str, mode: str, work: Callable[[Client], Awaitable[T]]) -> T:
    async def connect() -> T:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await work(client)

    return asyncio.run(connect())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_both_generations_of_the_protocol_find_tools_and_instructions(address: str, mode: str) -> None:
    async def look(client: Client) -> tuple[list[str], str]:
        found = await client.list_tools()
        return [tool.name for tool in found.tools], client.instructions or ""

    names, instructions = asked(address, mode, look)
    assert names == ["search", "describe", "vocabulary", "sparql", "who-speaks"]
    assert "not a no" in instructions


def test_the_tools_say_that_they_change_nothing_and_which_values_there_are(address: str) -> None:
    async def look(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            if tool.name == "who-speaks":
                assert "tool:a%20b" in tool.input_schema["properties"]["tool"]["examples"]

    asked(address, "auto", look)


def test_a_tool_that_is_not_there_is_an_error_that_says_so(address: str) -> None:
    async def call(client: Client) -> None:
        result = await client.call_tool("none", {})
        assert result.is_error
        assert isinstance(result.content[0], TextContent)
        assert result.content[0].text == "There is no tool 'none'."

    asked(address, "legacy", call)
