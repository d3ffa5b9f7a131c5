"""An index of named things, in memory: by the words of their names, codes, keys and descriptions, forgiving of slips.

Full text is SQLite's (https://www.sqlite.org/fts5.html), nearness of words RapidFuzz's
(https://rapidfuzz.github.io/RapidFuzz/Usage/distance/OSA.html). All texts are folded before they get there, so that
both see nothing but letters, digits and blanks.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from govsocial.web.search.names import LAST, NamedThing, NamedThings
from govsocial.web.search.words import Term, words

MAX_WORDS = 12
"""Words of a search that are looked for; the rest is left out."""

_CANDIDATES = 500
_SUGGESTIONS = 6
_LEAST_LIKENESS = 60.0  # of 100; by trial on the names of June 2009
_MOST_INSTEAD = 5

_SCHEMA = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT, label TEXT, kind TEXT, standing INTEGER, key TEXT,
  aliases TEXT, notations TEXT, descriptions TEXT
);
CREATE TABLE name (folded TEXT, thing INTEGER, is_label INTEGER);
CREATE VIRTUAL TABLE text USING fts5(
  label, aliases, notations, key, descriptions, content='', detail=column, prefix='1 2 3', tokenize='ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(text, 'row');
"""
_NAMES = "SELECT DISTINCT folded FROM name JOIN thing ON thing.id = name.thing WHERE standing < ?"
_WEIGHTS = "10, 8, 8, 4, 1"
_COLUMNS = ", ".join(
    f"thing.{name}" for name in ("iri", "label", "kind", "standing", "key", "aliases", "notations", "descriptions")
)


@dataclass(frozen=True)
class Hit:
    """A thing that was found."""

    iri: str
    label: str
    kind: str
    aliases: tuple[str, ...] = ()
    notations: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """What was found for a text, best first, `limit` at most; `counts` by kind tell of all that was found.

    `terms` are the words that were looked for, with those that stood in for words which nothing is called by. Where
    only some of the words were found together, `is_partial`. Where nothing was, `suggestions` are the nearest names.
    `indexed` things can be found; `is_complete` is False where the store has more.
    """

    text: str
    terms: tuple[Term, ...] = ()
    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    suggestions: tuple[Hit, ...] = ()
    is_partial: bool = False
    indexed: int = 0
    is_complete: bool = True
    revision: str | None = None

    @property
    def total(self) -> int:
        """How many things were found."""
        return sum(self.counts.values())

    @property
    def corrections(self) -> dict[str, tuple[str, ...]]:
        """The words that nothing is called by, with those that were looked for instead."""
        return {term.word: term.instead for term in self.terms if term.instead}


class Index:
    """The named things of one revision of a store; of None where it changed while it was read.

    To be used by one thread at a time.
    """

    def __init__(self, named: NamedThings, revision: str | None = None) -> None:
        self.revision = revision
        self.size = len(named.things)
        self._is_complete = named.is_complete
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._fill(named.things)
        self._vocabulary = [str(word) for (word,) in self._database.execute("SELECT term FROM vocabulary")]
        self._names = [str(name) for (name,) in self._database.execute(_NAMES, (LAST,))]

    def find(self, text: str, limit: int, kind: str | None = None) -> Results:
        """What is called so, or nearly so; of one kind only, if one is given."""
        asked = list(dict.fromkeys(words(text)))[:MAX_WORDS]
        terms = tuple(self._term(word) for word in asked)
        results = Results(text, terms, indexed=self.size, is_complete=self._is_complete, revision=self.revision)
        if not terms:
            return results
        whole = Term("".join(asked))  # "you tube" is called "YouTube"
        for conjunction, is_partial in ((" AND ", False), (" OR ", True)):
            expression = f"({conjunction.join(map(_expression, terms))}) OR {_expression(whole)}"
            if counts := self._counts(expression, kind):
                hits = tuple(self._best(expression, terms, whole, kind)[:limit])
                return replace(results, hits=hits, counts=counts, is_partial=is_partial and len(terms) > 1)
        return replace(results, suggestions=self._nearest(" ".join(asked)))

    def _fill(self, things: Sequence[NamedThing]) -> None:
        database = self._database
        for number, thing in enumerate(things):
            lists = [json.dumps(each) for each in (thing.aliases, thing.notations, thing.descriptions)]
            row = (number, thing.iri, thing.label, thing.kind, thing.standing, thing.key, *lists)
            database.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            texts = ([thing.label], thing.aliases, thing.notations, [thing.key], thing.descriptions)
            folded = (" ".join(word for text in column for word in words(text)) for column in texts)
            database.execute(
                "INSERT INTO text (rowid, label, aliases, notations, key, descriptions) VALUES (?, ?, ?, ?, ?, ?)",
                (number, *folded),
            )
            names = [(thing.label, 1), *((each, 0) for each in (*thing.aliases, *thing.notations, thing.key))]
            rows = [(" ".join(words(name)), number, is_label) for name, is_label in names]
            database.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)
        database.execute("CREATE INDEX name_folded ON name (folded)")
        database.commit()

    def _term(self, word: str) -> Term:
        """The word; where nothing is called so or begins so, with the nearest words that there are."""
        known = self._database.execute("SELECT 1 FROM text WHERE text MATCH ? LIMIT 1", (f'"{word}" *',)).fetchone()
        slips = 0 if known or len(word) < 3 else 1 if len(word) < 5 else 2
        if not slips:
            return Term(word)
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_INSTEAD)
        least = min((distance for _, distance, _ in near), default=0)
        return Term(word, tuple(sorted(name for name, distance, _ in near if distance == least)))

    def _counts(self, expression: str, kind: str | None) -> dict[str, int]:
        rows = self._database.execute(
            "SELECT kind, count(*) FROM text JOIN thing ON thing.id = text.rowid "
            "WHERE text MATCH ? AND ifnull(kind = ?, true) GROUP BY kind ORDER BY kind",
            (expression, kind),
        )
        return {str(found): int(count) for found, count in rows}

    def _best(self, expression: str, terms: Sequence[Term], whole: Term, kind: str | None) -> list[Hit]:
        """The candidates by how closely they are called so, then by standing, by weight of words, and by name."""
        name = " ".join(term.instead[0] if term.instead else term.word for term in terms)
        rows = self._database.execute(
            f"SELECT {_COLUMNS}, bm25(text, {_WEIGHTS}) AS weight, "  # noqa: S608  # constants
            "(SELECT max(is_label) FROM name WHERE folded IN (:name, :whole) AND name.thing = thing.id) AS called "
            "FROM text JOIN thing ON thing.id = text.rowid "
            "WHERE text MATCH :expression AND ifnull(kind = :kind, true) "
            "ORDER BY called IS NULL, weight LIMIT :most",
            {"name": name, "whole": whole.word, "expression": expression, "kind": kind, "most": _CANDIDATES},
        )
        ranked = sorted(((_rank(row, terms, whole), _hit(row)) for row in rows), key=lambda each: each[0])
        return [hit for _, hit in ranked]

    def _nearest(self, name: str) -> tuple[Hit, ...]:
        near = process.extract(
            name, self._names, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=2 * _SUGGESTIONS
        )
        hits: dict[str, Hit] = {}
        for folded, _, _ in near:
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM name JOIN thing ON thing.id = name.thing "  # noqa: S608  # constants
                "WHERE folded = ? ORDER BY thing.standing, thing.label LIMIT 1",
                (folded,),
            )
            hits.update((hit.iri, hit) for hit in map(_hit, rows))
        return tuple(hits.values())[:_SUGGESTIONS]


def _expression(term: Term) -> str:
    """A term as FTS5 reads it: folded words in quotes, which hold no quote."""
    return "(" + " OR ".join([f'"{term.word}" *', *(f'"{word}"' for word in term.instead)]) + ")"


def _hit(row: Sequence[Any]) -> Hit:  # Any: values of SQLite, in the order of the columns
    iri, label, kind, _standing, _key, *lists = row[:8]
    return Hit(iri, label, kind, *(tuple(json.loads(each)) for each in lists))


def _rank(  # Any: as in _hit
    row: Sequence[Any], terms: Sequence[Term], whole: Term
) -> tuple[int, int, int, float, str, str]:
    """The less, the better: called exactly so, called by all the words, described by them; things before claims."""
    iri, label, _kind, standing, key, aliases, notations, _descriptions, weight, is_label = row
    names = [words(name) for name in (label, *json.loads(aliases), *json.loads(notations), key)]
    found = {word for name in names for word in name}
    if is_label is not None:
        closeness, nearness = 1 - is_label, 0
    elif whole.fits_any(found):
        closeness, nearness = 2, 0
    elif all(term.fits_any(found) for term in terms):
        closeness, nearness = 2, min(_nearness(name, found, terms) for name in names)
    else:
        closeness, nearness = 3, 0
    return (closeness, standing, nearness, weight, label.casefold(), iri)


def _nearness(name: Sequence[str], found: Collection[str], terms: Sequence[Term]) -> int:
    """0 for a name that begins as it was looked for, 1 where the words are there as they are, 2 where they go on."""
    if len(name) >= len(terms) and all(term.fits(word) for term, word in zip(terms, name, strict=False)):
        return 0
    return 1 if all({term.word, *term.instead} & set(found) for term in terms) else 2
