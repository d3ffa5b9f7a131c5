"""The application as a whole."""

from govsocial.settings import Settings
from govsocial.store.workers import WorkerStore
from govsocial.web.app import create_app
from govsocial.web.site import Site


def test_the_frameworks_own_pages_are_off() -> None:
    settings = Settings(base_iri="https://data.example.org/")
    app = create_app(WorkerStore((), "r", settings), settings, (), None)
    assert (app.docs_url, app.redoc_url) == (None, None)
    assert isinstance(app.state.site, Site)
    assert app.state.site.names.base == "https://data.example.org/"


def test_every_address_that_is_described_has_a_sentence() -> None:
    settings = Settings()
    app = create_app(WorkerStore((), "r", settings), settings, (), None)
    operations = [operation for path in app.openapi()["paths"].values() for operation in path.values()]
    assert len(operations) >= 15
    assert all(operation["description"].endswith(".") for operation in operations)
