"""The log as lines of JSON."""

import json
import logging
import sys

import pytest

from govsocial.cli.logs import JsonLines, log_to_stderr


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("govsocial.x", logging.WARNING, __file__, 1, message, arguments, None)
    made.__dict__ |= {"created": 1_245_000_000.5} | more
    return made


def test_a_record_is_one_object_with_its_own_fields() -> None:
    line = JsonLines().format(record("%s went", "It", fields={"bytes": 5, "client": None}))
    assert json.loads(line) == {
        "time": "2009-06-14T17:20:00.500+00:00",
        "level": "WARNING",
        "logger": "govsocial.x",
        "message": "It went",
        "bytes": 5,
        "client": None,
    }


def test_nothing_in_a_record_makes_a_second_line_or_steers_a_terminal() -> None:
    line = JsonLines().format(record("a\nb\r\x1b[31m\x85\u2028\ud800", fields={"path": "\n{"}))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["path"] == "\n{"


def test_an_exception_is_told_within_the_line() -> None:
    try:
        raise ValueError("It broke.")
    except ValueError:
        line = JsonLines().format(record("A fault", exc_info=sys.exc_info()))
    assert "\n" not in line
    assert json.loads(line)["exception"].endswith("ValueError: It broke.")


def test_a_cut_answer_is_told_once_and_by_us(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "filters", [])
    log_to_stderr()
    for message in ("ASGI callable returned without completing response.", "Exception in ASGI application\n"):
        logging.getLogger("uvicorn.error").error(message)
    assert [record.getMessage() for record in caplog.records] == ["Exception in ASGI application\n"]
