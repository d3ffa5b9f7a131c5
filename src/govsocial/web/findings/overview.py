"""The findings that the overview shows, in order: those of claims, and where there are none, what any data has."""

from collections.abc import Sequence

from fastapi import Request

from govsocial.errors import QueryError
from govsocial.web.findings import classes, involvement, practices, tools
from govsocial.web.findings.finding import Finding, Question, ask

OF_CLAIMS = (tools.QUESTION, involvement.QUESTION, practices.QUESTION)
QUESTIONS = {question.name: question for question in (*OF_CLAIMS, classes.QUESTION)}
"""By the names in their addresses."""


async def findings_of(request: Request) -> list[Finding]:
    """What the overview shows. Raises CountingError until all of it is counted."""
    found = await _found(request, OF_CLAIMS)
    return found or await _found(request, (classes.QUESTION,))


async def _found(request: Request, questions: Sequence[Question]) -> list[Finding]:
    found = []
    for question in questions:
        try:
            found.append(await ask(request, question))
        except QueryError:
            continue  # there is too much of it to make a figure of
    return [finding for finding in found if finding is not None]
