"""A clock that jumps: deadlines, waiting and writes go by the clock that never jumps."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.server import START, increment, serving

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }}" for i in range(14)) + " }"
LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1"


def test_a_server_whose_clock_jumps_loses_no_write_and_keeps_its_deadlines(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    """The library that `faketime` brings along lets the wall clock of the server and its processes jump at any time."""
    program("faketime")
    clock = tmp_path / "clock"
    clock.write_text("+0")
    variables = {
        "LD_PRELOAD": LIBRARY,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with serving(tmp_path / "store", tmp_path / "log", "--timeout", "1", **variables) as server:
        client = server.client()
        assert client.update(START) == 204
        days = set()
        for number, jump in enumerate(("+0", "+400d", "-400d", "+3600", "-3600", "+0"), 1):
            clock.write_text(jump)
            assert client.update(increment(jump)) == 204
            assert client.counter() == number
            started_at = time.monotonic()
            assert client.ask(f"# {jump}\n{ENDLESS}")[0] == 504
            assert 0.9 < time.monotonic() - started_at < 4
            days.add(client.begin("GET", "/healthz").headers["Date"][:16])
            client.close()
        assert len(days) >= 3, "the clock did jump"
    with serving(tmp_path / "store", tmp_path / "log") as server:
        assert server.client().counter() == 6
