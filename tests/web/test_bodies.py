"""Bodies are read up to a limit, whether their length is told or not."""

from collections.abc import Iterator

import httpx2


def chunks() -> Iterator[bytes]:
    for _ in range(300):
        yield b"#" * 1_000


def test_a_body_without_a_length_is_stopped_at_the_limit(writable: httpx2.Client, right: dict[str, str]) -> None:
    headers = right | {"Content-Type": "text/turtle"}
    assert writable.put("/graphs/endless", content=chunks(), headers=headers).status_code == 413
