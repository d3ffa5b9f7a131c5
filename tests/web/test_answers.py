"""Looks at an answer, and the addresses of other looks at it."""

import pytest

from govsocial.protocol.sparql import parse_parameters
from govsocial.web.answers import PAGE_ROWS, Look, Shown, View
from govsocial.web.terms import Solutions, Term

ROW = {"n": Term("literal", "1")}


def look(query_string: bytes, view: View = View.TABLE, page: int = 1, shows_iris: bool = False) -> Look:
    return Look(view, page, shows_iris, parse_parameters(query_string), True)


def shown(count: int, page: int = 1) -> Shown:
    return Shown(look(b"query=ASK", page=page), 0.1, Solutions(("n",), (ROW,) * count), {}, count)


def test_an_address_keeps_what_is_asked_and_leaves_out_how_it_was_looked_at() -> None:
    asked = look(b"query=ASK+%7B%7D&default-graph-uri=x:a&default-graph-uri=x:b&view=raw&page=2&iris=show&format=html")
    assert asked.view_address(View.CHART) == (
        "/sparql?query=ASK%20%7B%7D&default-graph-uri=x%3Aa&default-graph-uri=x%3Ab&view=chart"
    )


def test_a_page_keeps_the_iris_that_are_shown() -> None:
    assert look(b"query=ASK", shows_iris=True).page_address(3) == "/sparql?query=ASK&iris=show&page=3"
    assert look(b"query=ASK", page=3).page_address(1) == "/sparql?query=ASK"


def test_what_came_in_a_body_has_no_address() -> None:
    assert Look(View.TABLE, 1, False, {"query": ["ASK {}"]}, False).address() is None


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (PAGE_ROWS, 1), (PAGE_ROWS + 1, 2), (10 * PAGE_ROWS, 10)])
def test_each_row_is_on_one_page(count: int, pages: int) -> None:
    assert shown(count).pages == pages
    assert sum(len(shown(count, page).rows.rows) for page in range(1, pages + 1)) == count
