"""The server for language-model agents, by the Model Context Protocol: over HTTP without a session, and over stdio.

This module takes 0.9 s to import, and most who serve or ask never need it: see `govsocial.web.agents.gate`.
See https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
"""

import asyncio
import os
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from govsocial.errors import GovsocialError, SettingError
from govsocial.web.agents import tools
from govsocial.web.agents.requests import Caller, Reply
from govsocial.web.questions import choices
from govsocial.web.site import Site

Context = ServerRequestContext[dict[str, Any], Any]  # Any: what the library keeps for its transports

INSTRUCTIONS = (
    "A knowledge graph of how government bodies use social tools and of the part of their press offices in it. Every "
    "claim says who made it, when, and on which words of the source it rests. Use, plans, refusals, gaps in coverage "
    "and silence are five different things: what the graph does not say is not a no. Start with the tool whose "
    "question comes nearest to yours; `search` finds IRIs, `describe` tells all of a thing, `vocabulary` and `sparql` "
    "are for questions that nobody has foreseen. Cite the IRIs that you rest on."
)
_NEGOTIATED = ((b"accept", b"application/json, text/event-stream"), (b"content-type", b"application/json"))
"""What a client of this protocol has to send; whether it takes and gives JSON is asked before."""

_LONGEST_LINE = 4 * 1024 * 1024
"""As much as one message may have over HTTP."""

_HINTS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class Conversation(Response):
    """The response to one message of an agent: each is answered by itself."""

    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__()
        self._caller = Caller(request.app, request)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the message."""
        manager = StreamableHTTPSessionManager(_server(self._caller), json_response=True, stateless=True)
        others = [(name, value) for name, value in scope["headers"] if name not in (b"accept", b"content-type")]
        async with manager.run():
            await manager.handle_request(
                {**scope, "headers": [*others, *_NEGOTIATED]}, _Replay(self._body, receive), send
            )


def converse(request: Request, body: bytes) -> Response:
    """The response to a message that came by HTTP."""
    return Conversation(request, body)


async def converse_on_stdio(app: FastAPI) -> None:
    """Talk with the agent that started this process, until it closes our input. Raises SettingError without a pipe."""
    server = _server(Caller(app))
    # The library's own reader is a thread, which no signal ends while the agent is silent.
    lines: Any = await _Lines.of_stdin()  # Any: the library names the class of a file, and takes its lines alone
    async with stdio_server(stdin=lines) as (read, write):
        await server.run(read, write, server.create_initialization_options())


class _Lines:
    """The lines that come in."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    @classmethod
    async def of_stdin(cls) -> "_Lines":
        reader = asyncio.StreamReader(limit=_LONGEST_LINE)
        try:
            await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb")
            )
        except ValueError as error:
            raise SettingError("Standard input is a file; an agent talks through a pipe.") from error
        return cls(reader)

    def __aiter__(self) -> "_Lines":
        return self

    async def __anext__(self) -> str:
        try:
            line = await self._reader.readline()
        except ValueError:  # longer than the limit, and thrown away
            return "\n"
        if not line:
            raise StopAsyncIteration
        return line.decode("utf-8", "replace")


class _Replay:
    """The body of a request that has been read already, and then what else the client does."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _server(caller: Caller) -> Server[dict[str, Any]]:
    site = caller.app.state.site
    assert isinstance(site, Site)  # create_app put it there
    queries = tuple(site.stored_queries.values())

    async def list_tools(_context: Context, _params: PaginatedRequestParams | None) -> ListToolsResult:
        offered = {}
        for query in queries:
            for each in query.parameters:
                of = each.of_class or each.in_scheme or ""
                if of not in offered:
                    offered[of] = await choices(caller.asking(), each)
        return ListToolsResult(tools=[_described(each) for each in tools.tools(queries, site.names, offered)])

    async def call_tool(_context: Context, params: CallToolRequestParams) -> CallToolResult:
        found = {each.name: each for each in tools.tools(queries, site.names, {})}.get(params.name)
        if found is None:
            return _result(Reply(f"There is no tool '{params.name[:100]}'.", is_error=True))
        try:
            return _result(await found.call(caller, found.arguments(params.arguments or {})))
        except GovsocialError as error:
            return _result(Reply(str(error), is_error=True))

    return Server(
        "govsocial",
        version=version("govsocial"),
        title=site.release.title if site.release else "govsocial",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _described(tool: tools.Tool) -> Tool:
    return Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema, annotations=_HINTS
    )


def _result(reply: Reply) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=reply.text)], is_error=reply.is_error)
