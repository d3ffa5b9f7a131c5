"""Numbers for the page of a tool or a body: what a count in SPARQL gives, so that they hold for any number of claims.

See https://www.w3.org/TR/sparql11-query/#aggregates
"""

from dataclasses import dataclass

from fastapi import Request

from govsocial.store import claims as ask
from govsocial.web.reading import select
from govsocial.web.terms import Solution, Term


@dataclass(frozen=True)
class Tallies:
    """How many bodies say what of a tool, or of how many tools what is said of a body.

    `use` and `trial` exclude each other, the others do not; `named` is what is only named, `mentioned` all of them.
    `silent` are bodies that are reported on and say nothing of a tool, `unmentioned` tools of which nothing is said.
    """

    use: int = 0
    trial: int = 0
    intended: int = 0
    refused: int = 0
    named: int = 0
    mentioned: int = 0
    silent: int = 0
    unmentioned: tuple[Term, ...] = ()


async def tallies_of(request: Request, iri: str, page: str) -> Tallies:
    """The numbers for the page of a tool or an organisation; nothing for other pages."""
    if page == "tool":
        (found,) = (await select(request, ask.bodies_by_sign(iri))).rows
        (silent,) = (await select(request, ask.silent_bodies(iri))).rows
        return _tallies(found, silent=_number(silent, "silent"))
    if page == "organisation":
        (found,) = (await select(request, ask.tools_by_sign(iri))).rows
        tools = await select(request, ask.unmentioned_tools(iri))
        return _tallies(found, unmentioned=tuple(row["tool"] for row in tools.rows))
    return Tallies()


async def claims_by_report(request: Request, reports: list[str]) -> dict[str, int]:
    """How many claims each report makes."""
    if not reports:
        return {}
    found = await select(request, ask.claims_of_reports(reports))
    return {row["report"].value: int(row["claims"].value) for row in found.rows}


def _tallies(found: Solution, silent: int = 0, unmentioned: tuple[Term, ...] = ()) -> Tallies:
    use, trial, intended, refused, named, mentioned = (
        _number(found, name) for name in ("use", "trial", "intention", "refusal", "name", "mention")
    )
    return Tallies(use, trial, intended, refused, named, mentioned, silent, unmentioned)


def _number(row: Solution, name: str) -> int:
    """A sum of nothing is unbound in some stores, and a decimal in others."""
    return int(float(row[name].value)) if name in row else 0
