"""The gate: behind it stands the server for agents, which nothing else imports."""

import asyncio
import subprocess
import sys

from govsocial.web.agents import server
from govsocial.web.agents.gate import SERVER, agent_server


def test_behind_the_gate_is_the_server() -> None:
    assert asyncio.run(agent_server()) is server
    assert server.__name__ == SERVER
    assert callable(server.converse)
    assert callable(server.converse_on_stdio)


def test_neither_the_application_nor_the_command_line_waits_for_it() -> None:
    imports = "import sys; from govsocial.cli.main import command_line; command_line()"
    code = f"{imports}; print(any(name.partition('.')[0] == 'mcp' for name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert found.stdout.strip() == "False"
