"""What operators look at: the counts of an application, and whether it is ready."""

from dataclasses import dataclass

from fastapi import FastAPI, Request

from govsocial.store.base import Store
from govsocial.web.metrics import Metrics
from govsocial.web.readiness import Readiness


@dataclass(frozen=True)
class Operations:
    """The operators' view of one application."""

    metrics: Metrics
    readiness: Readiness

    @classmethod
    def of_store(cls, store: Store) -> "Operations":
        """A view with nothing counted yet."""
        return cls(Metrics(store), Readiness(store))


def operations_of(asked: Request | FastAPI) -> Operations:
    """The operators' view of an application, or of the one that a request is made to."""
    app = asked.app if isinstance(asked, Request) else asked
    operations = app.state.operations
    assert isinstance(operations, Operations)  # create_app put it there
    return operations
