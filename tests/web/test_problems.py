"""Errors and the responses that they become: the whole tree, so that no class is forgotten."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI, Request

from govsocial import errors
from govsocial.errors import GovsocialError, from_record
from govsocial.model.iris import Names
from govsocial.publishing.software import installed_code
from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web import problems
from govsocial.web.clients import Clients
from govsocial.web.metrics import Metrics
from govsocial.web.observation import Observation
from govsocial.web.search.search import Search
from govsocial.web.site import Site


def tree(root: type[GovsocialError] = GovsocialError) -> Iterator[type[GovsocialError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


TREE = list(tree())


@pytest.mark.parametrize("error", TREE)
def test_each_class_has_a_status_of_its_own_in_the_table(error: type[GovsocialError]) -> None:
    assert 400 <= problems.STATUS[error] < 600


def test_the_table_holds_nothing_but_the_tree() -> None:
    assert set(problems.STATUS) == set(TREE)


@pytest.mark.parametrize("error", [error for error in TREE if issubclass(error, errors.RequestError)])
def test_a_fault_of_the_request_is_the_clients(error: type[GovsocialError]) -> None:
    assert 400 <= problems.STATUS[error] < 500


def get(path: str, accept: str = "*/*") -> httpx2.Response:
    """What an application answers that raises whatever error the address names."""
    app = FastAPI()
    app.state.site = site = Site(None, Settings(), Names(), {}, None, installed_code())  # type: ignore[arg-type]  # no store is asked
    app.state.search = Search(site.store, site.names, site.inspector)

    @app.get("/raise/{name}")
    async def fail(name: str, request: Request) -> None:
        if name == "unexpected":
            raise ValueError("a secret")
        raise from_record({"error": name, "message": "It went <wrong>.", **dict(request.query_params)})

    problems.install(app)
    app.add_middleware(Observation, clients=Clients(), metrics=Metrics(WorkerStore((), "r", Settings())))

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get(path, headers={"Accept": accept})

    return asyncio.run(ask())


@pytest.mark.parametrize("error", [error for error in TREE if problems.STATUS[error] != 500])
def test_an_error_is_a_problem_document_with_its_class_and_sentence(error: type[GovsocialError]) -> None:
    response = get(f"/raise/{error.__name__}")
    assert response.status_code == problems.STATUS[error]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["error"] == error.__name__
    assert response.json()["detail"] == "It went <wrong>."
    assert response.json()["status"] == response.status_code


def test_an_error_is_a_page_for_those_who_ask_for_pages() -> None:
    response = get("/raise/NotFoundError", "text/html")
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "It went &lt;wrong&gt;." in response.text


@pytest.mark.parametrize("name", ["unexpected", "GovsocialError", "SourceError"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_fault_of_ours_tells_a_number_and_nothing_else(
    name: str, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = get(f"/raise/{name}", accept)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "wrong" not in response.text
    (record,) = (record for record in caplog.records if record.message.startswith("Fault"))
    number = record.message.split()[1]
    assert number in response.text


def test_a_busy_server_says_when_to_come_again() -> None:
    assert get("/raise/BusyError?retry_after_seconds=7").headers["retry-after"] == "7"


def test_a_path_that_is_not_there_and_a_method_that_is_not_taken() -> None:
    assert get("/none").json()["error"] == "NotFoundError"
    assert get("/none").json()["detail"] == "There is nothing at /none."
