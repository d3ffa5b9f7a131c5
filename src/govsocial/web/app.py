"""The web application: the routes over one store.

See https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/ldp/
"""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from govsocial.model.iris import Names
from govsocial.model.stored_queries import StoredQuery
from govsocial.publishing.release import MANIFEST, Release, Summary
from govsocial.publishing.software import installed_code
from govsocial.settings import MEBIBYTE, Settings
from govsocial.store.base import Store
from govsocial.web import problems
from govsocial.web.cache.entries import Cache
from govsocial.web.cache.layer import CacheLayer
from govsocial.web.census import Census
from govsocial.web.clients import Clients
from govsocial.web.documents import Found
from govsocial.web.examples import Rehearsals
from govsocial.web.express import Express
from govsocial.web.headers import Options
from govsocial.web.lanes import Lanes
from govsocial.web.observation import Observation
from govsocial.web.openapi import COMPONENTS
from govsocial.web.operations import Operations
from govsocial.web.prompt import PromptAnswers
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
from govsocial.web.routing import Direct
from govsocial.web.search.search import Search
from govsocial.web.site import Site, Writing
from govsocial.web.suggestions import KnownNames
from govsocial.web.tally import Tally

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


class Application(FastAPI):
    """The framework with our layers around it: what is asked again, and the queries, need none of it."""

    outermost: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.outermost(scope, receive, send)

    async def framework(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The framework alone."""
        await super().__call__(scope, receive, send)


def create_app(
    store: Store,
    settings: Settings,
    stored_queries: Sequence[StoredQuery],
    release: Summary | None,
    writing: Writing | None = None,
    releases: Future[tuple[Release, ...]] | None = None,
) -> Application:
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

    app = Application(title="govsocial", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    by_name = {query.name: query for query in stored_queries}
    code, names = installed_code(), Names(settings.base_iri)
    modified = None if release is None else max(_put_here(release), code.modified)
    app.state.site = site = Site(store, settings, names, by_name, release, code, writing, releases, modified)
    app.state.reading = Reading()
    app.state.known_names = KnownNames()
    app.state.found = Found()
    app.state.census = Census(store, settings.timeout)
    app.state.search = Search(store, site.names, site.inspector, settings.timeout)
    app.state.rehearsals = Rehearsals()
    app.state.operations = operations = Operations.of_store(store)
    for routes in _ROUTES:
        app.include_router(routes.router)
    problems.install(app)
    app.openapi()["components"] = COMPONENTS
    app.openapi()["paths"].update(operations_of_questions(stored_queries))
    app.add_middleware(Options)
    cache = Cache(site.edition, settings.cache * MEBIBYTE, settings.max_age)
    operations.metrics.show_cache(cache)
    direct = Direct(app.framework, app, {"/sparql": sparql.BY_METHOD})
    layer = CacheLayer(direct, cache)
    tally = Tally(operations.metrics)
    app.state.lanes = Lanes(Express(cache, tally), PromptAnswers(site, layer, tally))
    app.outermost = Observation(problems.Faults(layer), Clients(settings.proxy_networks), operations.metrics)
    return app


def lanes_of(app: FastAPI) -> Lanes:
    """The ways beside an application."""
    lanes = app.state.lanes
    assert isinstance(lanes, Lanes)  # create_app put it there
    return lanes


def _put_here(release: Summary) -> datetime:
    """When the release was written to where it lies; now, when it is still to be written."""
    if not isinstance(release, Release):
        return datetime.now(UTC).replace(microsecond=0)
    seconds = int((release.directory / MANIFEST).stat().st_mtime)
    return datetime.fromtimestamp(seconds, UTC)
