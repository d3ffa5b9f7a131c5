"""Which graphs a query sees: those that it names, by the protocol or in its text, and no others."""

import pytest
from tests.store.contract.conftest import EX, Standing

G1, G2, G3, NONE = (f"{EX}{name}" for name in ("g1", "g2", "g3", "no-such-graph"))

DEFAULT = f"SELECT ?o {{ ?s <{EX}uses> ?o }} ORDER BY ?o"
NAMED = f"SELECT ?o {{ GRAPH ?g {{ ?s <{EX}uses> ?o }} }} ORDER BY ?o"
BOTH = f"SELECT ?o ?g {{ {{ ?s <{EX}uses> ?o }} UNION {{ GRAPH ?g {{ ?s <{EX}uses> ?o }} }} }} ORDER BY ?o ?g"


@pytest.mark.parametrize(
    ("text", "default", "named", "wanted"),
    [
        (DEFAULT, (), (), ["blog", "twitter"]),
        (NAMED, (), (), ["blog", "twitter"]),
        (DEFAULT, (G1,), (), ["twitter"]),
        (DEFAULT, (G1, G2), (), ["blog", "twitter"]),
        (DEFAULT, (G1, G1), (), ["twitter"]),
        (DEFAULT, (NONE,), (), []),
        (DEFAULT, (), (G1,), []),
        (NAMED, (), (G1,), ["twitter"]),
        (NAMED, (), (G1, G3), ["twitter"]),
        (NAMED, (), (NONE,), []),
        (NAMED, (G1,), (), []),
        (BOTH, (G1,), (G2,), [f"blog,{G2}", "twitter,"]),
        (BOTH, (NONE,), (NONE,), []),
    ],
)
def test_a_dataset_is_named_by_the_protocol(
    standing: Standing, text: str, default: tuple[str, ...], named: tuple[str, ...], wanted: list[str]
) -> None:
    assert standing.store.capabilities.exact_datasets
    given = standing.ask(text, default_graphs=default, named_graphs=named)
    assert given.decode().split()[1:] == [EX + each for each in wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"SELECT ?o FROM <{G1}> {{ ?s <{EX}uses> ?o }}", ["twitter"]),
        (f"SELECT ?o FROM <{G1}>\nFROM <{G2}> {{ ?s <{EX}uses> ?o }} ORDER BY ?o", ["blog", "twitter"]),
        (f"SELECT ?o FROM <{G1}> {{ GRAPH ?g {{ ?s <{EX}uses> ?o }} }}", []),
        (f"SELECT ?o FROM NAMED <{G1}> {{ GRAPH ?g {{ ?s <{EX}uses> ?o }} }}", ["twitter"]),
        (f"SELECT ?o FROM NAMED <{G1}> {{ ?s <{EX}uses> ?o }}", []),
        (f"SELECT ?o FROM NAMED <{G1}> FROM <{G3}> {{ GRAPH ?g {{ ?s <{EX}uses> ?o }} }}", ["twitter"]),
        (f"PREFIX ex: <{EX}> SELECT ?o FROM ex:g1 # FROM ex:g2\n {{ ?s ex:uses ?o }}", ["twitter"]),
        (f"SELECT ?o FROM <g1> {{ ?s <{EX}uses> ?o }}", ["twitter"]),
        (f"SELECT ?o FROM <{NONE}> {{ ?s <{EX}uses> ?o }}", []),
    ],
)
def test_a_dataset_is_named_in_the_query(standing: Standing, text: str, wanted: list[str]) -> None:
    assert (standing.ask(text, base_iri=EX)).decode().split()[1:] == [EX + each for each in wanted]


def test_what_the_protocol_names_goes_before_what_the_query_names(standing: Standing) -> None:
    text = f"SELECT ?o FROM <{G1}> {{ ?s <{EX}uses> ?o }}"
    assert (standing.ask(text, default_graphs=(G2,))).split()[1:] == [f"{EX}blog".encode()]


def test_the_default_graph_is_the_union_where_the_store_says_so(standing: Standing) -> None:
    assert standing.store.capabilities.union_default_graph
    assert (standing.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).split() == [b"n", b"13"]
