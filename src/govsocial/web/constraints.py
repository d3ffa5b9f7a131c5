"""What shapes ask of things, in plain words.

Words hold terms where a page has links. A constraint that SHACL has and we have no words for is left to its message.
See https://www.w3.org/TR/shacl/#core-components
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from govsocial.model.namespaces import VOCABULARIES
from govsocial.web.terms import Solution, Term

_SH, _RDF, _XSD = (VOCABULARIES[prefix] for prefix in ("sh", "rdf", "xsd"))
_IN_SCHEME = VOCABULARIES["skos"] + "inScheme"
_NIL = Term("uri", _RDF + "nil")
_MAX_DEPTH = 4
_MAX_LISTED = 12

_DATATYPES = {
    _XSD + "string": "text",
    _RDF + "langString": "text with its language",
    _XSD + "boolean": "true or false",
    _XSD + "integer": "a whole number",
    _XSD + "decimal": "a decimal number",
    _XSD + "date": "a day",
    _XSD + "dateTime": "a moment",
    _XSD + "gYear": "a year",
    _XSD + "anyURI": "an address",
}
_NODE_KINDS = {
    "IRI": "named by an IRI",
    "Literal": "text or a number",
    "BlankNode": "a blank node",
    "BlankNodeOrIRI": "an IRI or a blank node",
    "BlankNodeOrLiteral": "a blank node or text",
    "IRIOrLiteral": "an IRI or text",
}
_BOUNDS = {
    "minInclusive": "at least {}",
    "minExclusive": "more than {}",
    "maxInclusive": "at most {}",
    "maxExclusive": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "of the form {}",
}
_COMPARISONS = {
    "equals": "the same as",
    "disjoint": "other than",
    "lessThan": "less than",
    "lessThanOrEquals": "no more than",
}
_COMBINATIONS = {"or": " or ", "and": " and ", "xone": " or else "}
_PATHS = {
    "inversePath": "{} the other way round",
    "zeroOrMorePath": "{}, any number of times",
    "oneOrMorePath": "{}, once or more often",
    "zeroOrOnePath": "{} or nothing",
}

Words = tuple[str | Term, ...]


@dataclass(frozen=True)
class Constraint:
    """What is asked of each thing of a class, for one path from it; `message` is what the shape itself says of it.

    `property` is the path where that is one property, `classes` what its values are instances of. Without a path it is
    about the thing as a whole.
    """

    target: str
    path: Words
    words: Words
    message: str | None
    property: str | None = None
    classes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    is_forbidden: bool = False


class Shapes:
    """The shapes of a shapes graph, from the solutions of SHAPES."""

    def __init__(self, rows: Iterable[Solution]) -> None:
        self._facts: dict[Term, dict[str, list[Term]]] = {}
        for row in rows:
            values = self._facts.setdefault(row["subject"], {}).setdefault(row["property"].value, [])
            if row["value"] not in values:
                values.append(row["value"])

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """All that is asked of the instances of classes, in order of class and path."""
        found = {each: None for shape in self._facts for each in self._of_shape(shape)}
        return tuple(
            sorted(found, key=lambda each: (each.target, bool(each.path), each.property or "", str(each.words)))
        )

    def _of_shape(self, shape: Term) -> Iterator[Constraint]:
        targets = [each.value for each in self._values(shape, "targetClass") if each.is_iri]
        if not targets or self._is_true(shape, "deactivated"):
            return
        about = [shape, *(each for each in self._values(shape, "property") if not self._is_true(each, "deactivated"))]
        for part in about:
            path, words = self._path(part), self._words(part, 0)
            if words or (path and self._message(part)):
                for target in targets:
                    yield self._constraint(target, part, path, words)

    def _constraint(self, target: str, part: Term, path: Words, words: Words) -> Constraint:
        only = path[0] if len(path) == 1 and isinstance(path[0], Term) else None
        return Constraint(
            target,
            path,
            words,
            self._message(part),
            only.value if only is not None else None,
            tuple(each.value for each in self._values(part, "class") if each.is_iri),
            tuple(each.value for node in self._values(part, "node") for each in self._schemes(node)),
            self._number(part, "maxCount") == "0",
        )

    def _values(self, shape: Term, name: str) -> list[Term]:
        return self._facts.get(shape, {}).get(_SH + name, [])

    def _number(self, shape: Term, name: str) -> str | None:
        return next((each.value for each in self._values(shape, name)), None)

    def _is_true(self, shape: Term, name: str) -> bool:
        return any(each.value in ("true", "1") for each in self._values(shape, name))

    def _message(self, shape: Term) -> str | None:
        messages = sorted(
            self._values(shape, "message"), key=lambda each: (each.language not in ("en", None), each.value)
        )
        return messages[0].value if messages else None

    def _list(self, head: Term) -> list[Term]:
        """The items of a list; what is no list, or goes round in a circle, ends it."""
        items: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL and head not in seen:
            seen.add(head)
            facts = self._facts.get(head, {})
            items += facts.get(_RDF + "first", [])
            head = next(iter(facts.get(_RDF + "rest", [])), _NIL)
        return items

    def _path(self, shape: Term) -> Words:
        return next((self._step(each, 0) for each in self._values(shape, "path")), ())

    def _step(self, path: Term, depth: int) -> Words:
        if path.is_iri and not self._facts.get(path, {}).get(_RDF + "first"):
            return (path,)
        if depth > _MAX_DEPTH:
            return ("…",)
        for name, form in _PATHS.items():
            for inner in self._values(path, name):
                return _within(form, self._step(inner, depth + 1))
        for head in self._values(path, "alternativePath"):
            return _joined((self._step(each, depth + 1) for each in self._list(head)), " or ")
        return _joined((self._step(each, depth + 1) for each in self._list(path)), ", then ")

    def _words(self, shape: Term, depth: int) -> Words:
        """All that a shape asks but for its properties, joined with commas."""
        makers: tuple[Callable[[Term, int], Iterator[Words]], ...] = (
            self._counted, self._kinds, self._listed, self._bounded, self._compared, self._combined, self._nested,
        )  # fmt: skip
        return _joined((words for maker in makers for words in maker(shape, depth) if words), ", ")

    def _counted(self, shape: Term, _depth: int) -> Iterator[Words]:
        least, most = self._number(shape, "minCount"), self._number(shape, "maxCount")
        if most == "0":
            yield ("must not be there",)
        elif least == most == "1":
            yield ("exactly one",)
        elif least == most and least is not None:
            yield (f"exactly {least}",)
        else:
            yield from ((f"at least {'one' if each == '1' else each}",) for each in [least] if each not in (None, "0"))
            yield from ((f"at most {'one' if each == '1' else each}",) for each in [most] if each is not None)
        if self._is_true(shape, "uniqueLang"):
            yield ("one in each language",)

    def _kinds(self, shape: Term, _depth: int) -> Iterator[Words]:
        for each in self._values(shape, "class"):
            yield ("of class ", each)
        for each in self._values(shape, "datatype"):
            yield (_DATATYPES.get(each.value, each),)
        for each in self._values(shape, "nodeKind"):
            yield (_NODE_KINDS.get(each.value.removeprefix(_SH), each),)

    def _listed(self, shape: Term, _depth: int) -> Iterator[Words]:
        for each in self._values(shape, "hasValue"):
            yield ("the value ", each)
        for head in self._values(shape, "in"):
            items = self._list(head)
            more: list[Words] = [("…",)] if len(items) > _MAX_LISTED else []
            yield ("one of: ", *_joined([*((each,) for each in items[:_MAX_LISTED]), *more], ", "))
        for head in self._values(shape, "languageIn"):
            yield ("in one of the languages " + ", ".join(each.value for each in self._list(head)),)
        if self._is_true(shape, "closed"):
            yield ("no properties but those that are listed",)

    def _bounded(self, shape: Term, _depth: int) -> Iterator[Words]:
        for name, form in _BOUNDS.items():
            yield from ((form.format(each.value),) for each in self._values(shape, name))

    def _compared(self, shape: Term, _depth: int) -> Iterator[Words]:
        for name, words in _COMPARISONS.items():
            yield from ((f"{words} the ", each) for each in self._values(shape, name))

    def _combined(self, shape: Term, depth: int) -> Iterator[Words]:
        for name, between in _COMBINATIONS.items():
            for head in self._values(shape, name):
                yield _joined(filter(None, (self._whole(each, depth + 1) for each in self._list(head))), between)
        for each in self._values(shape, "not"):
            if words := self._whole(each, depth + 1):
                yield ("not: ", *words)

    def _nested(self, shape: Term, depth: int) -> Iterator[Words]:
        for node in self._values(shape, "node"):
            schemes = self._schemes(node)
            yield from (("a concept of ", each) for each in schemes)
            if not schemes:
                yield self._whole(node, depth + 1)
        for node in self._values(shape, "qualifiedValueShape"):
            least, most = self._number(shape, "qualifiedMinCount"), self._number(shape, "qualifiedMaxCount")
            bounds = [f"at least {least}"] if least else []
            bounds += [f"at most {most}"] if most else []
            yield (" and ".join(bounds) + " of these: ", *self._whole(node, depth + 1))

    def _whole(self, shape: Term, depth: int) -> Words:
        """All that a shape asks, its properties too."""
        if depth > _MAX_DEPTH:
            return ("…",)
        parts = (self._asked(each, depth + 1) for each in (shape, *self._values(shape, "property")))
        return _joined(filter(None, parts), ", ")

    def _asked(self, shape: Term, depth: int) -> Words:
        path, words = self._path(shape), self._words(shape, depth)
        return (*path, ": ", *words) if path and words else words

    def _schemes(self, node: Term) -> list[Term]:
        """The schemes of which a shape takes the concepts, where that is all that it asks."""
        parts = self._values(node, "property")
        if not parts or any(self._path(each) != (Term("uri", _IN_SCHEME),) for each in parts):
            return []
        return [value for each in parts for value in self._values(each, "hasValue")]


def by_target(constraints: Iterable[Constraint]) -> Mapping[str, list[Constraint]]:
    """The constraints on the instances of each class."""
    found: dict[str, list[Constraint]] = {}
    for each in constraints:
        found.setdefault(each.target, []).append(each)
    return found


def by_property(constraints: Iterable[Constraint]) -> Mapping[str, list[Constraint]]:
    """The constraints on the values of each property."""
    found: dict[str, list[Constraint]] = {}
    for each in constraints:
        if each.property is not None:
            found.setdefault(each.property, []).append(each)
    return found


def _within(form: str, words: Words) -> Words:
    before, _, after = form.partition("{}")
    return tuple(each for each in (before, *words, after) if each)


def _joined(parts: Iterable[Words], between: str) -> Words:
    joined: list[str | Term] = []
    for part in parts:
        joined += [between, *part] if joined else part
    return tuple(joined)
