"""The findings that the overview shows, in order: those of claims, and where there are none, what any data has."""

from fastapi import Request

from govsocial.web.findings import classes, involvement, practices, tools
from govsocial.web.findings.finding import Finding, ask

OF_CLAIMS = (tools.QUESTION, involvement.QUESTION, practices.QUESTION)
QUESTIONS = {question.name: question for question in (*OF_CLAIMS, classes.QUESTION)}
"""By the names in their addresses."""


async def findings_of(request: Request) -> list[Finding]:
    """What the overview shows."""
    found = [finding for question in OF_CLAIMS if (finding := await ask(request, question)) is not None]
    if found:
        return found
    sizes = await ask(request, classes.QUESTION)
    return [] if sizes is None else [sizes]
