"""What may have been meant by a name of which nothing is known: one spelled otherwise, of another kind, or near.

See https://docs.python.org/3/library/difflib.html#difflib.get_close_matches
"""

import difflib
import re
from collections.abc import Mapping
from functools import partial
from itertools import islice
from urllib.parse import unquote

from fastapi import Request

from govsocial.errors import GovsocialError
from govsocial.model.formats import TSV
from govsocial.model.iris import Names
from govsocial.store import description
from govsocial.store.base import Query
from govsocial.web.reading import ask_store, inspect, read
from govsocial.web.site import site_of

MAX_SUGGESTIONS = 3
_MAX_NAME = 100
"""Characters of a name that is compared with others; a longer one is not."""

_MAX_COMPARED = 500
"""Names that one is compared with: 90 ms of processor time where all are anagrams of each other (2026-11)."""

_MAX_LIST_BYTES = 2 * 1024 * 1024
_LIST_SECONDS = 1
_CUTOFF = 0.75
_LONGER = 5
"""Characters by which names may differ in length that are compared."""

_SEPARATORS = re.compile(r"[\s_.+-]+")


class Index:
    """Names, with the IRIs that they stand for, as they can be found by what is like them."""

    def __init__(self, iris: Mapping[str, str]) -> None:
        self._iris = iris
        self._by_spelling: dict[str, list[str]] = {}
        self._by_key: dict[str, list[str]] = {}
        for name in iris:
            self._by_spelling.setdefault(_plain(name), []).append(name)
            self._by_key.setdefault(_key(name), []).append(name)

    def __len__(self) -> int:
        return len(self._iris)

    def suggest(self, name: str) -> dict[str, str]:
        """Those of the names that this one may be meant for, with their IRIs, the likeliest first."""
        if len(name) > _MAX_NAME:
            return {}
        spelled = self._by_spelling.get(_plain(name), [])
        of_other_kinds = [*self._by_key.get(_key(name), []), *self._by_key.get(_plain(_without_extension(name)), [])]
        found = dict.fromkeys((*spelled, *of_other_kinds)) or dict.fromkeys(self._similar(name))
        return {each: self._iris[each] for each in list(found)[:MAX_SUGGESTIONS]}

    def _similar(self, name: str) -> list[str]:
        """Names of the same kind with a key that is near; of all kinds where there is none of this one."""
        kind = _plain(name).partition("/")[0] + "/"
        texts = [text for text in self._by_spelling if text.startswith(kind)] or self._by_spelling
        asked = _plain(name)
        start = len(kind) if texts is not self._by_spelling else 0
        fitting = {text[start:]: text for text in texts if abs(len(text) - len(asked)) <= _LONGER}
        compared = list(islice(fitting, _MAX_COMPARED))
        near = difflib.get_close_matches(asked[start:], compared, MAX_SUGGESTIONS, _CUTOFF)
        return [name for text in near for name in self._by_spelling[fitting[text]]]


class KnownNames:
    """The names that documents have, asked for once a revision, when one is missed: `tool/twitter`, `def/status`."""

    def __init__(self) -> None:
        self._revision: str | None = None
        self._names = Index({})

    async def of(self, request: Request) -> Index:
        """The names. Raises GovsocialError when the store cannot tell."""
        site = site_of(request)
        if self._revision != site.store.revision:
            # Who comes meanwhile gets none, and asks no second time.
            self._names, self._revision = Index({}), site.store.revision
            self._names = Index(await _listed(request, site.names))
        return self._names


async def near(request: Request, name: str) -> dict[str, str]:
    """The names that may have been meant, the likeliest first, with their IRIs; none when the store cannot tell."""
    known_names = request.app.state.known_names
    assert isinstance(known_names, KnownNames)  # create_app put it there
    try:
        names = await known_names.of(request)
        return await inspect(request, len(names), partial(names.suggest, name))
    except GovsocialError:
        return {}


def name_of(path: str) -> str:
    """What a document is called: its path without what is the same for all."""
    return path.removeprefix("/").removeprefix("id/").removeprefix("doc/")


def _plain(text: str) -> str:
    """The text without what people take for another: capitals, escapes, underscores, a slash at the end."""
    return _SEPARATORS.sub("-", unquote(text).casefold()).strip("/-")


def _key(name: str) -> str:
    """What comes after the kind; the whole of what has none."""
    plain = _plain(name)
    return plain.partition("/")[2] or plain


def _without_extension(name: str) -> str:
    key = name.partition("/")[2]
    return key.rpartition(".")[0] or key


async def _listed(request: Request, names: Names) -> dict[str, str]:
    """All names, up to a limit. Raises GovsocialError."""
    query = Query(description.documented(names.base), TSV, None, timeout_seconds=_LIST_SECONDS)
    content, _ = await read(await ask_store(request, query), _MAX_LIST_BYTES)
    iris = [line.strip()[1:-1] for line in content.decode("utf-8", "ignore").splitlines()[1:]]
    listed = {name_of(path): iri for iri in iris if (path := names.path(iri)) is not None}
    sets = {name.partition("/")[0]: f"{names.base}id/{name.partition('/')[0]}" for name in listed if _is_thing(name)}
    return {**sets, **listed}


def _is_thing(name: str) -> bool:
    return "/" in name and not name.startswith(("def/", "graph/"))
