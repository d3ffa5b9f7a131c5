"""The operators' view belongs to its application."""

from fastapi import FastAPI, Request

from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.operations import Operations, operations_of


def test_a_request_knows_the_view_of_its_application() -> None:
    app = FastAPI()
    app.state.operations = Operations.of_store(WorkerStore((), "r", Settings()))
    assert operations_of(app) is app.state.operations
    assert operations_of(Request({"type": "http", "app": app, "headers": []})) is app.state.operations
