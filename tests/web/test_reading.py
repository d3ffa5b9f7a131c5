"""Answers read for pages."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from govsocial.model.formats import JSON
from govsocial.store.base import Answer, AnswerKind
from govsocial.web.reading import iris_in, read
from govsocial.web.terms import Solutions, Term


@pytest.mark.parametrize(("limit", "expected"), [(6, (b"abcdef", True)), (5, (b"abcde", False)), (1, (b"a", False))])
def test_an_answer_is_read_up_to_a_limit_and_closed(limit: int, expected: tuple[bytes, bool]) -> None:
    closed = []

    async def chunks() -> AsyncGenerator[bytes, None]:
        try:
            yield b"abc"
            yield b"def"
        finally:
            closed.append(True)

    assert asyncio.run(read(Answer(AnswerKind.SOLUTIONS, JSON, chunks()), limit)) == expected
    assert closed == [True]


def test_the_iris_of_solutions() -> None:
    rows = ({"a": Term("uri", "http://x/"), "b": Term("literal", "http://y/")}, {"a": Term("bnode", "b0")})
    assert iris_in(Solutions((), rows)) == {"http://x/"}
