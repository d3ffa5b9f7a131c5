"""The web application: the routes over one store.

See https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/ldp/
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from govsocial.model.iris import Names
from govsocial.model.stored_queries import StoredQuery
from govsocial.publishing.release import Release
from govsocial.settings import Settings
from govsocial.store.base import Store
from govsocial.web import problems
from govsocial.web.clients import Clients
from govsocial.web.headers import Options
from govsocial.web.observation import Observation
from govsocial.web.operations import Operations
from govsocial.web.routes import (
    dataset,
    definitions,
    dumps,
    graph_store,
    graphs,
    health,
    overview,
    queries,
    sparql,
    static,
    things,
    update,
    vocabulary,
)
from govsocial.web.site import Site, Writing

_ROUTES = (
    overview,
    sparql,
    update,
    graph_store,
    things,
    dataset,
    definitions,
    graphs,
    dumps,
    queries,
    health,
    static,
    vocabulary,
)


def create_app(
    store: Store,
    settings: Settings,
    stored_queries: Sequence[StoredQuery],
    release: Release | None,
    writing: Writing | None = None,
) -> FastAPI:
    """The application; without `writing` it is read-only.

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
    app.state.site = Site(store, settings, Names(settings.base_iri), by_name, release, writing)
    app.state.operations = operations = Operations.of_store(store)
    for routes in _ROUTES:
        app.include_router(routes.router)
    problems.install(app)
    app.add_middleware(Options)
    app.add_middleware(Observation, clients=Clients(settings.proxy_networks), metrics=operations.metrics)  # outermost
    return app
