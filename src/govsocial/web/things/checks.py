"""How anybody checks a passage: the command that proves all of a source, and one line that needs no software of ours.

See https://www.w3.org/TR/annotation-model/#text-position-selector
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from govsocial.model.iris import Names
from govsocial.web.things.claims import Passage

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_DIGEST = (
    'python3 -c \'import hashlib; print(hashlib.sha256(open("{file}", encoding="utf-8", newline="")'
    ".read()[{start}:{end}].encode()).hexdigest())'"
)


@dataclass(frozen=True)
class Check:
    """The commands for the passages of one source: the whole check, and a line that shows the digest of each."""

    command: str
    digests: tuple[str, ...]


def checks_of(passages: Iterable[Passage], names: Names) -> tuple[Check, ...]:
    """What to run, with a copy of each source under a name that is made from its IRI."""
    by_source: dict[str, list[Passage]] = {}
    for each in passages:
        if each.source is not None and each.start is not None and each.end is not None and each.sha256:
            by_source.setdefault(each.source, []).append(each)
    return tuple(_check(source, own, names) for source, own in sorted(by_source.items()))


def _check(source: str, passages: list[Passage], names: Names) -> Check:
    relative = source.removeprefix(names.base + "id/")
    file = _NOT_IN_A_NAME.sub("-", relative if relative != source else source.rpartition("/")[2]).strip("-.") + ".txt"
    own = "" if names == Names() else " --sources DIR"
    digests = tuple(_DIGEST.format(file=file, start=each.start, end=each.end) for each in passages)
    return Check(f"govsocial verify-evidence {file}{own}", digests)
