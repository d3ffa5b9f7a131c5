"""Claims as pages show them: what is said of whom, by whom and when, how far along, and on which words it rests.

See the table of what a report says in README.md, and https://www.w3.org/TR/annotation-model/#text-position-selector
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from govsocial.settings import CANONICAL_BASE_IRI
from govsocial.web.terms import Term
from govsocial.web.things.classes import CLAIM_CLASSES
from govsocial.web.things.facts import Facts, term_iri

_IN_USE = f"{CANONICAL_BASE_IRI}def/status#in-use"


class Kind(Enum):
    """What sort of statement a claim is: the style of its tag, what it says in words, and the heading of its like."""

    USE = ("use", "that it is in use", "In use")
    TRIAL = ("trial", "that it is used on trial", "On trial")
    INTENDED = ("intended", "that a use is intended, which is not yet there", "Intended")
    REFUSED = ("refused", "that it is not used", "Not used")
    NAMED = ("named", "neither that it is used nor that it is not", "Named, without a status")
    INVOLVEMENT = ("part", "what part a team has in it", "The part of teams")
    TEAM = ("team", "how a team is made up", "Teams")
    ASSESSMENT = ("assessment", "what came of it, or how it is judged", "Assessments")
    GAP = ("gap", "that the snapshot does not cover the body, which is no word on what it uses", "Not covered")
    CLAIM = ("other", "something of another sort", "Other claims")

    def __init__(self, style: str, words: str, heading: str) -> None:
        self.style = style
        self.words = f"says {words}"
        self.heading = heading
        self.predicate = words

    @property
    def is_use(self) -> bool:
        """Whether the tool is used, as a matter of course or on trial."""
        return self in (Kind.USE, Kind.TRIAL)


_BY_CLASS = {
    "gs:NonUse": Kind.REFUSED,
    "gs:IntendedUse": Kind.INTENDED,
    "gs:ToolUse": Kind.TRIAL,
    "gs:InvolvementClaim": Kind.INVOLVEMENT,
    "gs:TeamClaim": Kind.TEAM,
    "gs:Assessment": Kind.ASSESSMENT,
    "gs:CoverageGap": Kind.GAP,
    "gs:ToolClaim": Kind.NAMED,
    "gs:Claim": Kind.CLAIM,
}
"""The narrower classes before the wider."""


@dataclass(frozen=True)
class Passage:
    """Words of a source, by their place; `link` leads to them on the original page, `page` to the page alone."""

    evidence: str
    source: str | None = None
    start: int | None = None
    end: int | None = None
    sha256: str | None = None
    link: str | None = None
    page: str | None = None
    first_words: str | None = None
    last_words: str | None = None


@dataclass(frozen=True)
class Claim:
    """One claim. `tools` are the tool it names, or else the kinds of tool; `graphs` those that state it."""

    iri: str
    kind: Kind
    sort: Term
    status: Term | None
    explicitness: Term | None
    organisations: tuple[Term, ...]
    tools: tuple[Term, ...]
    units: tuple[Term, ...]
    involvements: tuple[Term, ...]
    run_by: tuple[Term, ...]
    report: str | None
    reporters: tuple[Term, ...]
    snapshot: str | None
    date: str | None
    passages: tuple[Passage, ...]
    is_ambiguous: bool
    graphs: tuple[str, ...]


def claims_among(iris: Iterable[str], facts: Facts, graphs: Mapping[str, Iterable[str]]) -> tuple[Claim, ...]:
    """Those of the IRIs that are claims, by kind, place in the source and IRI. `graphs` are those that state each."""
    found = (iri for iri in dict.fromkeys(iris) if not CLAIM_CLASSES.isdisjoint(facts.classes(iri)))
    claims = [_claim(iri, facts, tuple(sorted(graphs.get(iri, ())))) for iri in found]
    order = list(Kind)
    return tuple(sorted(claims, key=lambda claim: (order.index(claim.kind), _place(claim), claim.iri)))


def passages_of(thing: str, facts: Facts) -> tuple[Passage, ...]:
    """The passages on which a claim, or another statement, rests, by their place."""
    found = [passage(evidence, facts) for evidence in facts.iris(thing, "gs:evidence")]
    return tuple(sorted(found, key=lambda each: (each.start or 0, each.evidence)))


def passage(evidence: str, facts: Facts) -> Passage:
    """What the facts say of one passage."""
    selector = next(iter(facts.iris(evidence, "oa:hasSelector")), "")
    source = next(iter(facts.iris(evidence, "oa:hasSource")), None)
    return Passage(
        evidence,
        source,
        facts.number(selector, "oa:start"),
        facts.number(selector, "oa:end"),
        facts.text(evidence, "gs:passageSha256"),
        next(iter(facts.iris(evidence, "gs:textFragment")), None),
        next(iter(facts.iris(source or "", "foaf:page")), None),
        facts.text(evidence, "gs:firstWords"),
        facts.text(evidence, "gs:lastWords"),
    )


def kind_of(classes: Iterable[str], status: str | None, facts: Facts) -> tuple[Kind, Term]:
    """The kind of a claim of these classes, and the narrowest of them that is ours."""
    own = set(classes)
    name = next(name for name in _BY_CLASS if term_iri(name) in own)
    is_settled = status is not None and _IN_USE in facts.ancestors(status)
    kind = Kind.USE if name == "gs:ToolUse" and is_settled else _BY_CLASS[name]
    return kind, Term("uri", term_iri(name))


def _claim(iri: str, facts: Facts, graphs: tuple[str, ...]) -> Claim:
    status = facts.first(iri, "gs:status")
    kind, sort = kind_of(facts.classes(iri), status.value if status else None, facts)
    report = next(iter(facts.iris(iri, "gs:inReport")), None)
    snapshot = next(iter(facts.iris(iri, "gs:inSnapshot")), None)
    return Claim(
        iri,
        kind,
        sort,
        status,
        facts.first(iri, "gs:explicitness"),
        facts.values(iri, "gs:organisation"),
        facts.values(iri, "gs:tool") or facts.values(iri, "gs:toolKind"),
        facts.values(iri, "gs:unit"),
        facts.values(iri, "gs:involvement"),
        facts.values(iri, "gs:runBy"),
        report,
        facts.values(report or "", "prov:wasAttributedTo"),
        snapshot,
        facts.text(snapshot or "", "dcterms:date"),
        passages_of(iri, facts),
        facts.text(iri, "gs:ambiguous") in ("true", "1"),
        graphs,
    )


def _place(claim: Claim) -> int:
    return min((each.start or 0 for each in claim.passages), default=0)
