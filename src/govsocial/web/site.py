"""What the routes share: the store, the settings and the content of one publication."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from govsocial.model.iris import Names
from govsocial.model.stored_queries import StoredQuery
from govsocial.publishing.release import Release
from govsocial.settings import Settings
from govsocial.store.base import Store


@dataclass(frozen=True)
class Site:
    """One publication as it is served. Stored queries are found by name, in their order."""

    store: Store
    settings: Settings
    names: Names
    stored_queries: Mapping[str, StoredQuery]
    release: Release | None


def site_of(request: Request) -> Site:
    """The site that a request is made to."""
    site = request.app.state.site
    assert isinstance(site, Site)  # create_app put it there
    return site
