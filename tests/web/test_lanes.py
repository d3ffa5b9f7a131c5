"""The ways beside an application go by what that application goes by."""

from pathlib import Path

from tests.web.cache.wire import get, query, serving
from tests.web.conftest import DATA


def test_what_was_answered_on_one_way_is_at_hand_on_the_others(tmp_path: Path) -> None:
    prompt, of_application = query("ASK {}"), get("/sparql", "Accept: text/html")
    with serving(tmp_path, "--data", str(DATA)) as server, server.connect() as wire:
        for request in (prompt, of_application):
            first, second, third = (wire.ask(request) for _ in range(3))
            assert [first.is_kept, second.is_kept, third.is_kept] == [False, True, True]
            assert wire.ask(request.replace(b"\r\n\r\n", b"\r\nX-Request-ID: a\r\n\r\n")).body == first.body
        assert server.metrics()["govsocial_cache_entries"] == 2
