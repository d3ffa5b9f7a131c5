"""What is known of one request: ids that may be taken over, times that are told, labels that a client cannot choose."""

import re

import pytest

from govsocial.web.exchange import begin, exchange_of, method_of, route_of


def scope(*headers: tuple[bytes, bytes], method: str = "GET") -> dict[str, object]:
    return {"type": "http", "method": method, "headers": list(headers)}


@pytest.mark.parametrize("given", ["a", "f3b1-7", "1/2:3=+~", "x" * 64])
def test_the_id_of_a_client_is_taken_over(given: str) -> None:
    assert begin(scope((b"x-request-id", given.encode())), "c").id == given


@pytest.mark.parametrize("given", [b"", b"x" * 65, b"a b", b'"', b"a\x1b[31m", b"caf\xc3\xa9", b"<script>", b"a\r\nb"])
def test_what_cannot_be_an_id_is_replaced_by_one_of_ours(given: bytes) -> None:
    first, second = (begin(scope((b"x-request-id", given)), "c").id for _ in range(2))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


def test_the_exchange_stays_with_its_request() -> None:
    asked = scope()
    assert exchange_of(asked) is exchange_of(asked)
    assert begin(asked, "c") is exchange_of(asked)
    assert exchange_of(asked).client == "c"


def test_times_are_told_in_milliseconds_as_far_as_there_are_any() -> None:
    exchange = exchange_of(scope())
    assert re.fullmatch(r"total;dur=\d+\.\d", exchange.server_timing)
    exchange.asked_store, exchange.queue_seconds, exchange.execution_seconds = True, 0.0012, 1.5
    assert re.fullmatch(r"queue;dur=1\.2, execution;dur=1500\.0, total;dur=\d+\.\d", exchange.server_timing)


def test_no_text_of_a_client_becomes_a_label() -> None:
    assert route_of(scope()) == "none"
    assert (method_of(scope(method="HEAD")), method_of(scope(method="MADE-UP"))) == ("HEAD", "other")
