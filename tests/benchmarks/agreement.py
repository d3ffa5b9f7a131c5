"""Whether systems give the same answer: the same solutions, in whatever order.

See https://www.w3.org/TR/sparql11-results-json/
"""

import json
from collections.abc import Mapping

from tests.benchmarks.processes import BenchmarkError


def rows(body: bytes) -> list[str]:
    """The solutions of an answer in JSON, in an order that depends on nothing but them."""
    solutions = json.loads(body)["results"]["bindings"]
    return sorted(json.dumps({name: term["value"] for name, term in row.items()}, sort_keys=True) for row in solutions)


def require_agreement(what: str, answers: Mapping[str, bytes]) -> None:
    """Raises BenchmarkError unless all systems gave the same rows, and at least one."""
    found = {name: rows(body) for name, body in answers.items()}
    first = next(iter(found.values()))
    if not first or any(each != first for each in found.values()):
        counts = {name: len(each) for name, each in found.items()}
        raise BenchmarkError(f"{what}: the systems do not give the same answer; rows: {counts}")
