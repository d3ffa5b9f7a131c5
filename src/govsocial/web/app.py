"""The web application: the routes over one store.

See https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/ldp/
"""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from govsocial.model.iris import Names
from govsocial.model.stored_queries import StoredQuery
from govsocial.publishing.release import MANIFEST, Release, Summary
from govsocial.publishing.software import installed_code
from govsocial.settings import Settings
from govsocial.store.base import Store
from govsocial.web import problems
from govsocial.web.clients import Clients
from govsocial.web.documents import Found
from govsocial.web.examples import Rehearsals
from govsocial.web.headers import Options
from govsocial.web.observation import Observation
from govsocial.web.openapi import COMPONENTS
from govsocial.web.operations import Operations
from govsocial.web.publication import Reading
from govsocial.web.question_schemas import operations as operations_of_questions
from govsocial.web.routes import (
    about,
    agents,
    api,
    ask,
    browse,
    crawlers,
    dataset,
    definitions,
    dumps,
    figures,
    graph_store,
    graphs,
    health,
    overview,
    queries,
    search,
    signposts,
    sparql,
    static,
    things,
    update,
    vocabulary,
)
from govsocial.web.search.search import Search
from govsocial.web.site import Site, Writing
from govsocial.web.suggestions import KnownNames

_ROUTES = (
    overview,
    browse,
    about,
    api,
    crawlers,
    ask,
    sparql,
    update,
    graph_store,
    things,
    dataset,
    definitions,
    graphs,
    dumps,
    figures,
    queries,
    search,
    agents,
    signposts,
    health,
    static,
    vocabulary,
)


def create_app(
    store: Store,
    settings: Settings,
    stored_queries: Sequence[StoredQuery],
    release: Summary | None,
    writing: Writing | None = None,
    releases: Future[tuple[Release, ...]] | None = None,
) -> FastAPI:
    """The application; without `writing` it is read-only, and without `releases` it has no files.

    With a lifespan it opens and closes the store; a server without one does that itself.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await store.open()
        try:
            yield
        finally:
            await store.close()

    app = FastAPI(title="govsocial", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    by_name = {query.name: query for query in stored_queries}
    code, names = installed_code(), Names(settings.base_iri)
    modified = None if release is None else max(_put_here(release), code.modified)
    app.state.site = site = Site(store, settings, names, by_name, release, code, writing, releases, modified)
    app.state.reading = Reading()
    app.state.known_names = KnownNames()
    app.state.found = Found()
    app.state.search = Search(store, site.names, site.inspector)
    app.state.rehearsals = Rehearsals()
    app.state.operations = operations = Operations.of_store(store)
    for routes in _ROUTES:
        app.include_router(routes.router)
    problems.install(app)
    app.openapi()["components"] = COMPONENTS
    app.openapi()["paths"].update(operations_of_questions(stored_queries))
    app.add_middleware(Options)
    app.add_middleware(Observation, clients=Clients(settings.proxy_networks), metrics=operations.metrics)  # outermost
    return app


def _put_here(release: Summary) -> datetime:
    """When the release was written to where it lies; now, when it is still to be written."""
    if not isinstance(release, Release):
        return datetime.now(UTC).replace(microsecond=0)
    seconds = int((release.directory / MANIFEST).stat().st_mtime)
    return datetime.fromtimestamp(seconds, UTC)
