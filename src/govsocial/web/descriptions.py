"""Descriptions: what there is to say of a thing, a set, a vocabulary or a graph, read from the store page by page.

A description is the symmetric concise bounded description: what is said of a thing and what refers to it, by way of
blank nodes too, with the names of its neighbours. See https://www.w3.org/submissions/CBD/
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Request

from govsocial.errors import CountingError, QueryError, ResultTooLargeError
from govsocial.model.namespaces import GS, VOCABULARIES
from govsocial.store import description as ask
from govsocial.store.description import Part
from govsocial.web.browse.kinds import kinds, kinds_in
from govsocial.web.census import counted, needed
from govsocial.web.reading import names_of, select
from govsocial.web.site import site_of
from govsocial.web.terms import Solution, Solutions, Term, best_labels

PAGE_STATEMENTS = 1_000
"""About as many are on one page, in each direction."""

_MAX_BYTES = 16 * 1024 * 1024
_AT_ONCE_ROWS = 2 * PAGE_STATEMENTS
"""Enough for all statements of a page, each in two graphs."""

_FRAGMENT_ROUNDS = 4
MEMBER = Term("uri", VOCABULARIES["rdfs"] + "member")
_TYPE = Term("uri", VOCABULARIES["rdf"] + "type")
_IN_DATASET = Term("uri", VOCABULARIES["void"] + "inDataset")
_PRIMARY_TOPIC = Term("uri", VOCABULARIES["foaf"] + "primaryTopic")
_DEPRECATED = VOCABULARIES["owl"] + "deprecated"
_REPLACED_BY = VOCABULARIES["dcterms"] + "isReplacedBy"

_Triple = tuple[Term, Term, Term]


@dataclass(frozen=True)
class Statement:
    """A triple, and the named graphs that it is known to be in, by their IRIs in order."""

    subject: Term
    property: Term
    value: Term
    graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Description:
    """One page of a description. `topics` are the thing and its fragments; `page` and `pages` count from 1.

    `statements` are in reading order. `names` are those of the neighbours, and for the members of a set their types.
    `about` is what the document says of itself, which is no part of the graph. Where not `is_counted`, nobody knows
    yet which page is the last, and `pages` only tells whether there is a next one.
    """

    iri: str
    topics: tuple[str, ...]
    statements: tuple[Statement, ...]
    names: tuple[Statement, ...] = ()
    page: int = 1
    pages: int = 1
    labels: dict[str, str] = field(default_factory=dict)
    about: tuple[Statement, ...] = ()
    is_counted: bool = True

    @property
    def triples(self) -> tuple[Statement, ...]:
        """All that the document says, each triple once."""
        said: dict[tuple[Term, Term, Term], Statement] = {}
        for each in (*self.statements, *self.names, *self.about):
            said.setdefault((each.subject, each.property, each.value), each)
        return tuple(said.values())

    @property
    def outward(self) -> tuple[Statement, ...]:
        """What is said of the thing, of its parts, and in a graph of all."""
        return tuple(each for each in self.statements if not self._is_reference(each))

    @property
    def inward(self) -> tuple[Statement, ...]:
        """What refers to the thing or its parts."""
        return tuple(each for each in self.statements if self._is_reference(each))

    def _is_reference(self, statement: Statement) -> bool:
        return statement.subject.value not in self.topics and statement.value.value in self.topics

    def values(self, property_iri: str) -> list[Term]:
        """What is said of the thing itself by one property, in order."""
        asked = (self.iri, property_iri)
        return [each.value for each in self.statements if (each.subject.value, each.property.value) == asked]

    @property
    def is_retired(self) -> bool:
        """Whether the thing is said to be out of use; its description then says what has replaced it."""
        return any(value.value in ("true", "1") for value in self.values(_DEPRECATED))

    @property
    def replacements(self) -> list[str]:
        """The IRIs that stand in for a retired thing."""
        return [value.value for value in self.values(_REPLACED_BY) if value.is_iri]


@dataclass(frozen=True)
class Sizes:
    """How many statements go out from a thing and come in to it."""

    outward: int
    inward: int

    @classmethod
    def of(cls, statements: Sequence[Statement], topics: Collection[str]) -> "Sizes":
        """Those of statements that are at hand."""
        outward = sum(each.subject.value in topics for each in statements)
        return cls(outward, sum(each.value.is_iri and each.value.value in topics for each in statements))

    @property
    def pages(self) -> int:
        """One when all fits on one page."""
        if self.outward + self.inward <= PAGE_STATEMENTS:
            return 1
        return max(pages_for(self.outward), pages_for(self.inward))


def pages_for(count: int) -> int:
    """How many pages a number of statements needs."""
    return max(1, -(-count // PAGE_STATEMENTS))


def part_for(count: int, page: int, pages: int) -> Part | None:
    """The part of one side that is on a page: what fits on one page is whole on the first, and on no other."""
    if count <= PAGE_STATEMENTS:
        return ask.WHOLE if page == 1 else None
    return Part(page - 1, pages)


async def of_thing(request: Request, iri: str, page: int) -> Description | None:
    """The page of the description of a thing and its fragments; None when there is no such page."""
    if page == 1 and (short := await _at_once(request, iri)):
        return await _with_names(request, iri, *short, (1, 1))
    topics = await _with_fragments(request, iri)
    sizes = await _sizes(request, topics)
    if page > sizes.pages:
        return None
    outward = part_for(sizes.outward, page, sizes.pages)
    inward = part_for(sizes.inward, page, sizes.pages)
    statements = await _statements(request, topics, outward, inward)
    return await _with_names(request, iri, topics, statements, (page, sizes.pages))


def about_document(document: str, thing: str, dataset: str) -> tuple[Statement, ...]:
    """Which dataset a document is from, and what it is about; what it is itself is not said.

    See https://www.w3.org/TR/void/#backlinks
    """
    page, topic = Term("uri", document), Term("uri", thing)
    of_dataset = Statement(page, _IN_DATASET, Term("uri", dataset))
    return (of_dataset,) if document == thing else (of_dataset, Statement(page, _PRIMARY_TOPIC, topic))


async def of_definitions(request: Request, iri: str, page: int) -> Description | None:
    """The ontology or scheme with all its terms on the first page; on the further ones who uses them."""
    terms = await _all(request, ask.terms(iri))
    topics = (iri, *sorted(row["topic"].value for row in terms.rows))
    uses = (await _sizes(request, topics)).inward
    pages = 1 + (pages_for(uses) if uses else 0)
    if page > pages:
        return None
    if page == 1:
        statements = await _statements(request, topics, ask.WHOLE, None)
    else:
        statements = await _statements(request, topics, None, Part(page - 2, pages - 1))
    return await _with_names(request, iri, topics, statements, (page, pages))


async def of_set(request: Request, iri: str, page: int) -> Description | None:
    """A page of the members of a set, with their types; None when there is none. Raises CountingError.

    A store that keeps an order can give a page before it is known how many there are.
    """
    count = await _how_many(request, iri)
    pages = page + 1 if count is None else pages_for(count)
    members = [] if page > pages else await _members(request, iri, page, pages)
    if not members:
        return None
    if count is None and len(members) < PAGE_STATEMENTS:
        pages = page
    subject = Term("uri", iri)
    statements = [Statement(subject, MEMBER, member) for member in members]
    if page == 1:
        statements += await _statements(request, (iri,), ask.WHOLE, ask.WHOLE)
    types = await select(request, ask.types(member.value for member in members))
    names = [Statement(row["thing"], _TYPE, row["type"]) for row in types.rows]
    description = await _with_names(request, iri, (iri,), statements, (page, pages), names)
    return replace(description, is_counted=count is not None)


async def _members(request: Request, iri: str, page: int, pages: int) -> list[Term]:
    if site_of(request).store.capabilities.keeps_order:
        query = ask.members_in_order(iri + "/", PAGE_STATEMENTS, (page - 1) * PAGE_STATEMENTS)
    else:
        query = ask.some_members(iri + "/", Part(page - 1, pages))
    return [row["thing"] for row in (await _all(request, query)).rows]


async def of_graph(request: Request, iri: str, page: int) -> Description | None:
    """A page of the content of a named graph, with what is said of the graph itself; None when there is none."""
    count = _count(await select(request, ask.size_of_graph(iri)))
    sizes = await _sizes(request, (iri,))
    pages = max(pages_for(count), sizes.pages)
    if not count or page > pages:
        return None
    statements = await _triples(request, ask.content(iri, Part(page - 1, pages)), (iri,))
    outward = part_for(sizes.outward, page, pages)
    inward = part_for(sizes.inward, page, pages)
    statements += await _statements(request, (iri,), outward, inward)
    return await _with_names(request, iri, (iri,), statements, (page, pages))


async def has_members(request: Request, iri: str) -> bool:
    """Whether there is anything in a set."""
    names = site_of(request).names
    (found,) = await counted(request, kinds(names))
    if found is not None:
        return iri.removeprefix(f"{names.base}id/") in kinds_in(found)
    return bool((await select(request, ask.has_members(iri + "/"))).boolean)


async def _how_many(request: Request, iri: str) -> int | None:
    """The number of members of a set; None while a store that can do without it is being counted."""
    names = site_of(request).names
    try:
        return kinds_in(await needed(request, kinds(names))).get(iri.removeprefix(f"{names.base}id/"), 0)
    except CountingError:
        if site_of(request).store.capabilities.keeps_order:
            return None
        raise
    except QueryError:  # too many kinds, perhaps
        return _count(await select(request, ask.how_many_members(iri + "/")))


async def _at_once(request: Request, iri: str) -> tuple[tuple[str, ...], list[Statement]] | None:
    """The topics and statements of what fits on one page, as nearly everything does; None for what does not.

    Nothing is counted before, so that a thing without fragments costs one question to the store and not three.
    """
    topics, new, found = [iri], [iri], dict[_Triple, set[str]]()
    for _ in range(_FRAGMENT_ROUNDS):
        solutions = await select(request, ask.statements(new, limit=_AT_ONCE_ROWS))
        if not solutions.is_complete or len(solutions.rows) == _AT_ONCE_ROWS:
            return None
        for row in solutions.rows:
            _gather(row, found)
        linked = {value.value for _, _, value in found if value.is_iri and value.value.startswith(iri + "#")}
        new = sorted(linked - set(topics))
        topics += new
        if not new:
            break
    statements = _gathered(found)
    if Sizes.of(statements, topics).pages > 1 or new:
        return None
    return tuple(topics), await _with_blank_nodes(request, topics, statements)


async def _with_fragments(request: Request, iri: str) -> tuple[str, ...]:
    """The thing, and the parts of its document (`…#part`) that it is linked to, also by way of another such part."""
    topics, new = [iri], [iri]
    for _ in range(_FRAGMENT_ROUNDS):
        found = await select(request, ask.fragments(new, iri))
        new = sorted({row["topic"].value for row in found.rows} - set(topics))
        if not new:
            break
        topics += new
    return tuple(topics)


async def _sizes(request: Request, topics: Sequence[str]) -> Sizes:
    counted = await select(request, ask.sizes(topics))
    counts = {row["direction"].value: int(row["count"].value) for row in counted.rows}
    return Sizes(counts.get("outward", 0), counts.get("inward", 0))


def _count(counted: Solutions) -> int:
    return int(counted.rows[0]["count"].value)


async def _statements(
    request: Request, topics: Sequence[str], outward: Part | None, inward: Part | None
) -> list[Statement]:
    if outward is None and inward is None:
        return []
    found: dict[_Triple, set[str]] = {}
    for row in (await _all(request, ask.statements(topics, outward, inward))).rows:
        _gather(row, found)
    if all(part is None or part.number == 0 for part in (outward, inward)):
        return await _with_blank_nodes(request, topics, _gathered(found))
    return [each for each in _gathered(found) if not _is_blank(each)]  # all blank nodes are on the first page


def _gather(row: Solution, found: dict[_Triple, set[str]]) -> None:
    """Add the graph that a row names to those of its triple."""
    graphs = found.setdefault((row["subject"], row["property"], row["value"]), set())
    if "graph" in row:
        graphs.add(row["graph"].value)


def _gathered(found: Mapping[_Triple, set[str]]) -> list[Statement]:
    return [Statement(*triple, tuple(sorted(graphs))) for triple, graphs in found.items()]


async def _with_blank_nodes(request: Request, topics: Sequence[str], statements: list[Statement]) -> list[Statement]:
    """With all that is said by way of blank nodes, from one query: a store may call one otherwise in the next."""
    named = [each for each in statements if not _is_blank(each)]
    if len(named) == len(statements):
        return statements
    return named + await _triples(request, ask.blank_nodes(topics))


async def _triples(request: Request, query: str, graphs: tuple[str, ...] = ()) -> list[Statement]:
    found = await _all(request, query)
    return [Statement(row["subject"], row["property"], row["value"], graphs) for row in found.rows]


async def _all(request: Request, query: str) -> Solutions:
    """All solutions. Raises ResultTooLargeError: a part of a description never passes for the whole."""
    found = await select(request, query, max_bytes=_MAX_BYTES)
    if not found.is_complete or len(found.rows) >= ask.MAX_ROWS:
        raise ResultTooLargeError("There is too much to say of this for a page; ask /sparql for a part.", _MAX_BYTES)
    return found


def _is_blank(statement: Statement) -> bool:
    return "bnode" in (statement.subject.kind, statement.value.kind)


async def _with_names(
    request: Request,
    iri: str,
    topics: tuple[str, ...],
    statements: Iterable[Statement],
    position: tuple[int, int],
    names: Iterable[Statement] = (),
) -> Description:
    """The description with the names of all that it speaks of; in the document itself those of neighbours only."""

    def in_order(unordered: Iterable[Statement]) -> tuple[Statement, ...]:
        return tuple(sorted(dict.fromkeys(unordered), key=lambda each: _reading_order(each, topics)))

    ordered = in_order(statements)
    ends = {term.value for each in ordered for term in (each.subject, each.value) if term.is_iri} | {iri}
    rows = await names_of(request, ends.union(*({each.property.value, *each.graphs} for each in ordered)))
    found = (Statement(row["thing"], row["property"], row["label"]) for row in rows if row["thing"].value in ends)
    return Description(iri, topics, ordered, in_order((*names, *found)), *position, best_labels(rows))


def _reading_order(statement: Statement, topics: tuple[str, ...]) -> tuple[int, str, int, str, str, str, str]:
    """The thing first, then its parts, then what refers to them; of each names, types, our properties, others."""
    subject, value = statement.subject.value, statement.value
    position = topics.index(subject) if subject in topics else len(topics)
    rank, property_iri = property_rank(statement.property.value)
    by_subject = "" if position < len(topics) else subject
    return (position, "", rank, property_iri, by_subject, value.value, f"{value.language} {value.datatype}")


def property_rank(property_iri: str) -> tuple[int, str]:
    """Names, then types, then our own properties, then those of others."""
    if property_iri in ask.LABEL_PROPERTIES:
        return (0, property_iri)
    return (1 if property_iri == _TYPE.value else 2 if property_iri.startswith(GS) else 3, property_iri)
