"""The form "show … where …": what can be chosen, read from the data, and what was chosen, read from the address.

See https://www.w3.org/TR/WCAG22/#labels-or-instructions
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request

from govsocial.errors import RequestError
from govsocial.model.iris import Names, is_iri
from govsocial.model.keys import expand
from govsocial.model.namespaces import GS
from govsocial.store.selection import CHOICES, STATED_KINDS, STATUSES, USE, Selection, Shown
from govsocial.web.reading import iris_in, labels_of, select
from govsocial.web.terms import Solutions, curie, short

ANY_KIND = "any"
_WORDS = {
    Shown.ORGANISATIONS: "organisations",
    Shown.TOOLS: "tools",
    Shown.PEOPLE: "people who report it",
    Shown.INITIATIVES: "campaigns and events",
    Shown.PRACTICES: "practices",
    Shown.CLAIMS: "claims",
}
_KINDS = {
    GS + "ToolUse": "In use",
    GS + "IntendedUse": "Intended, and not in use",
    GS + "NonUse": "Not used, as it says",
    GS + "CoverageGap": "Not covered by the snapshot",
}
_TAKEN = ("show", "organisation", "tool", "status", "involvement")


@dataclass(frozen=True)
class Option:
    """One thing to choose: its value in the address, and its words."""

    value: str
    words: str


@dataclass(frozen=True)
class Choices:
    """What the data lets one choose; `statuses` by the kind of claim that gives them, in words."""

    shown: tuple[Option, ...]
    organisations: tuple[Option, ...]
    tools: tuple[Option, ...]
    statuses: Mapping[str, tuple[Option, ...]]
    involvements: tuple[Option, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no claim to ask about."""
        return not (self.organisations or self.tools or self.statuses or self.involvements)


def words_for(shown: Shown) -> str:
    """What is shown, in words."""
    return _WORDS[shown]


async def choices(request: Request) -> Choices:
    """What can be chosen."""
    found, stated = await select(request, CHOICES), await select(request, STATUSES)
    labels = await labels_of(request, iris_in(found) | iris_in(stated))

    def options(iris: Iterable[str]) -> tuple[Option, ...]:
        named = (Option(curie(iri) or iri, labels.get(iri, short(iri))) for iri in iris)
        return tuple(sorted(named, key=lambda each: (each.words.casefold(), each.value)))

    def chosen_by(name: str) -> tuple[Option, ...]:
        return options(row["value"].value for row in found.rows if row["property"].value == GS + name)

    statuses = {
        _KINDS[kind]: (Option(curie(kind) or kind, f"{_KINDS[kind]}, all of these"), *options(given))
        for kind, given in _by_kind(stated).items()
    }
    shown = tuple(Option(each.value, words) for each, words in _WORDS.items())
    return Choices(shown, chosen_by("organisation"), chosen_by("tool"), statuses, chosen_by("involvement"))


def parse_selection(given: Mapping[str, str], names: Names) -> Selection:
    """What was chosen. Raises RequestError, saying what would be right."""
    for name in given:
        if name not in (*_TAKEN, "format"):
            raise RequestError(f"The form has no field '{name[:80]}'; it has: {', '.join(_TAKEN)}.")
    shown = given.get("show") or Shown.ORGANISATIONS.value
    if shown not in {each.value for each in Shown}:
        raise RequestError(f"'{shown[:80]}' cannot be shown; there are: {', '.join(each.value for each in Shown)}.")
    status = given.get("status", "")
    chosen = None if status in ("", ANY_KIND) else _iri("status", status, names)
    return Selection(
        Shown(shown),
        _iri("organisation", given.get("organisation", ""), names),
        _iri("tool", given.get("tool", ""), names),
        chosen if chosen in STATED_KINDS else None,
        None if chosen in STATED_KINDS else chosen,
        _iri("involvement", given.get("involvement", ""), names),
        status == ANY_KIND,
    )


def sentence(selection: Selection) -> str:
    """Which claims an answer rests on, so that no plan or refusal is taken for a use."""
    if selection.involvement:
        what = "Claims about the part of a press office."
        if selection.kind or selection.status:
            return f"{what} Only those that speak of a use, plan or refusal with the status that was chosen."
        return f"{what} Tool and status are those of what such a claim speaks of, be it in use or only planned."
    if selection.of_uses:
        return "Claims of use only. Plans, refusals and gaps are left out; they can be chosen as status."
    if selection.is_any_kind:
        return (
            "Claims of every kind: use, plan, refusal, gap and more stand side by side; the table says which is which."
        )
    if selection.kind:
        return f"Claims of this kind only: {_KINDS[selection.kind].lower()}."
    return "Claims with this status only."


def _iri(field: str, value: str, names: Names) -> str | None:
    if not value:
        return None
    expanded = expand(value)
    iri = names.mint(expanded) if expanded else value
    if not is_iri(iri):
        raise RequestError(f"'{value[:80]}' is no {field}; give an IRI or a prefixed name, such as tool:twitter.")
    return iri


def _by_kind(stated: Solutions) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for row in stated.rows:
        kinds.setdefault(row["kind"].value, []).extend([row["status"].value] if "status" in row else [])
    return {kind: list(dict.fromkeys(kinds[kind])) for kind in STATED_KINDS if kind in kinds}


DEFAULT_STATUS = Option("", f"{_KINDS[USE]}, at whatever stage")
"""What nothing chosen means, where no part of a press office is chosen."""
