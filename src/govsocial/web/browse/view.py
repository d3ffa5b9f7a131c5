"""What of a list is looked at: conditions, order and page, all of it in the address.

    /doc/tool?toolKind=tool-kind:blog&claim.status=status:pilot&sort=-claims&page=2

A condition is a property and its value; `claim.` before the property asks it of a claim that is about the thing. Names
of properties are local names of our ontology, prefixed names or IRIs; values are prefixed names or IRIs.
See https://www.rfc-editor.org/rfc/rfc3986#section-3.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from govsocial.errors import RequestError
from govsocial.model.iris import Names, is_iri
from govsocial.model.keys import expand
from govsocial.model.namespaces import GS
from govsocial.store.listing import Condition
from govsocial.web.terms import curie

MAX_CONDITIONS = 12
_OF_CLAIM = "claim."
_OTHERS = ("page", "format", "sort")


@dataclass(frozen=True)
class View:
    """The conditions, in the order in which they were given, the order of the rows, and the page, from 1."""

    conditions: tuple[Condition, ...] = ()
    sort: str = "name"
    is_descending: bool = False
    page: int = 1

    @property
    def address(self) -> str:
        """The part of the address behind the path, with its question mark; empty for the whole list."""
        pairs = [(_name(each), curie(each.value) or each.value) for each in self.conditions]
        if (self.sort, self.is_descending) != ("name", False):
            pairs.append(("sort", ("-" if self.is_descending else "") + self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"?{urlencode(pairs, safe=':')}" if pairs else ""

    def with_condition(self, condition: Condition) -> "View":
        """The view narrowed down further."""
        return replace(self, conditions=(*self.conditions, condition), page=1)

    def without(self, condition: Condition) -> "View":
        """The view without one of its conditions."""
        return replace(self, conditions=tuple(each for each in self.conditions if each != condition), page=1)

    def sorted_by(self, sort: str) -> "View":
        """The view in another order; the other way round where it is in this order already."""
        is_number = sort == "claims"
        is_descending = not self.is_descending if self.sort == sort else is_number
        return replace(self, sort=sort, is_descending=is_descending, page=1)

    def on_page(self, page: int) -> "View":
        """Another page of it."""
        return replace(self, page=page)


def parse_view(parameters: Mapping[str, Sequence[str]], page: int, names: Names) -> View:
    """The view that the parameters of an address ask for. Raises RequestError, saying what would be right."""
    given = [(name, value) for name, values in parameters.items() if name not in _OTHERS for value in values]
    if len(given) > MAX_CONDITIONS:
        raise RequestError(f"The list is narrowed down by {len(given)} conditions; give {MAX_CONDITIONS} at most.")
    conditions = dict.fromkeys(_condition(name, value, names) for name, value in given)
    sort = parameters.get("sort", ["name"])
    if len(sort) > 1:
        raise RequestError(f"The parameter 'sort' is given {len(sort)} times; give it once.")
    return View(tuple(conditions), sort[0].removeprefix("-") or "name", sort[0].startswith("-"), page)


def _condition(name: str, value: str, names: Names) -> Condition:
    of_claim = name.startswith(_OF_CLAIM)
    local = name.removeprefix(_OF_CLAIM)
    property_iri = expand(local) or (local if is_iri(local) else GS + local)
    thing = _iri(value, names)
    if not is_iri(property_iri) or thing is None:
        raise RequestError(
            f"'{name[:80]}={value[:80]}' narrows nothing down; give a property and its value as an IRI or a prefixed "
            "name, such as status=status:pilot."
        )
    return Condition(property_iri, thing, of_claim)


def _iri(value: str, names: Names) -> str | None:
    expanded = expand(value)
    iri = names.mint(expanded) if expanded else value
    return iri if is_iri(iri) else None


def _name(condition: Condition) -> str:
    local = condition.property.removeprefix(GS)
    name = local if local != condition.property else curie(condition.property) or condition.property
    return (_OF_CLAIM if condition.of_claim else "") + name
