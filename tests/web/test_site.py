"""What the routes share."""

from fastapi import FastAPI, Request

from govsocial.model.iris import Names
from govsocial.publishing.software import installed_code
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.site import Site, site_of


def test_a_request_knows_the_site_it_is_made_to() -> None:
    app = FastAPI()
    app.state.site = Site(WorkerStore((), "r", Settings()), Settings(), Names(), {}, None, installed_code())
    assert site_of(Request({"type": "http", "app": app, "headers": []})) is app.state.site
