"""What the routes share: the store, the settings and the content of one publication."""

from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from fastapi import Request

from govsocial.model.iris import Names
from govsocial.model.stored_queries import StoredQuery
from govsocial.publishing.proofs import Proofs
from govsocial.publishing.release import Release, Summary
from govsocial.publishing.software import Code
from govsocial.settings import Settings
from govsocial.store.base import Store, WritableStore
from govsocial.web.defined_terms import DefinedTerms
from govsocial.web.inspection import Desk, Inspector

_LARGE_PAGES = 4
"""So many are made at the same time."""


@dataclass(frozen=True)
class Writing:
    """The store as those with the token may write to it."""

    store: WritableStore
    token: str


@dataclass(frozen=True)
class Site:
    """One publication as it is served; without `writing`, read-only. Stored queries are found by name, in order.

    `releases` are those whose files are offered, the newest first; they may still be written while others wait.
    `modified` is when what is served was put here, data or code, to the second; None where nobody knows.
    `started` is since when it is served so: settings, releases and queries may have been others before.
    """

    store: Store
    settings: Settings
    names: Names
    stored_queries: Mapping[str, StoredQuery]
    release: Summary | None
    code: Code
    writing: Writing | None = None
    releases: Future[tuple[Release, ...]] | None = None
    modified: datetime | None = None
    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def edition(self) -> Hashable:
        """What all that is shown depends on beside the request: equal editions, equal answers."""
        return self.store.revision, self.releases is None or self.releases.done()

    @cached_property
    def defined_terms(self) -> DefinedTerms:
        """What the store defines."""
        return DefinedTerms(self.store)

    @cached_property
    def proofs(self) -> Proofs:
        """Which files of the releases are as they were released."""
        return Proofs()

    @cached_property
    def inspector(self) -> Inspector:
        """Where long texts are looked at."""
        return Inspector(self.settings)

    @cached_property
    def drawing(self) -> Desk:
        """Where large answers are made pages: each takes some twenty times its bytes meanwhile."""
        return Desk(self.settings, _LARGE_PAGES)


def site_of(request: Request) -> Site:
    """The site that a request is made to."""
    site = request.app.state.site
    assert isinstance(site, Site)  # create_app put it there
    return site
