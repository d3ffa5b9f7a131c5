"""The gate to the server for agents, which is imported when the first of them comes.

Its library takes 0.9 s to import (2026-11): as long as all the rest of the server, for what most never ask.
"""

import asyncio
from pkgutil import resolve_name
from typing import Protocol, cast

from fastapi import FastAPI, Request
from starlette.responses import Response

SERVER = "govsocial.web.agents.server"


class AgentServer(Protocol):
    """What the module of the server has for others."""

    def converse(self, request: Request, body: bytes) -> Response:
        """The response to a message that came by HTTP."""
        ...

    async def converse_on_stdio(self, app: FastAPI) -> None:
        """Talk with the agent that started this process, until it closes our input."""
        ...


async def agent_server() -> AgentServer:
    """The module of the server. It is imported in a thread, so that others are answered meanwhile."""
    return cast(AgentServer, await asyncio.to_thread(resolve_name, SERVER))  # a module has no other type
