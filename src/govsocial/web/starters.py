"""The stored queries that are best to begin with."""

from collections.abc import Sequence

from govsocial.model.stored_queries import StoredQuery

START = "start"
"""The tag of such a query."""

_AT_MOST = 5


def starters(queries: Sequence[StoredQuery]) -> list[StoredQuery]:
    """Those that are tagged as a start; where none is, the first of each topic."""
    first = {query.topic: query for query in reversed(queries)}
    return ([query for query in queries if START in query.tags] or list(reversed(first.values())))[:_AT_MOST]
