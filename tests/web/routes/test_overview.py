"""The first page, of our vocabulary and of others', over real sockets."""

import html
import re
from pathlib import Path

import httpx2
import pytest
from tests.web.conftest import serving

from govsocial.settings import Settings


@pytest.fixture(scope="module")
def page(browser: httpx2.Client) -> str:
    response = browser.get("/")
    assert response.status_code == 200
    return response.text


def test_it_says_what_this_is(page: str) -> None:
    assert "<h1>A tiny snapshot</h1>" in page
    assert "Independent project. Not a government service." in page
    assert "<strong>5</strong> tools" in page


@pytest.mark.parametrize(
    "words",
    [
        "FCO, Twitter: In use (in use)",
        "FCO, Tool with an accent: Pilot (on trial)",
        "FCO, Tool with a space: intended (intended)",
        "DCMS, Twitter: No demand (not used, as it says)",
    ],
)
def test_the_matrix_says_in_words_what_its_marks_show(page: str, words: str) -> None:
    assert f'<span class="hidden">{words}</span>' in page


def test_use_trial_plan_refusal_silence_and_a_gap_all_look_different(page: str) -> None:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    marks = ("mark-use", "mark-trial", "mark-intended", "mark-refused", "mark-silent")
    assert [body.count(f'"mark {mark}"') for mark in marks] == [1, 1, 1, 1, 2]
    assert "not covered by the snapshot" in body


def test_the_totals_count_active_use_only(page: str) -> None:
    assert '<td class="total">2 / 3</td>' in page
    assert '<td class="total">0 / 1</td>' in page
    feet = page.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert re.findall(r"(\d+) / (\d+)", feet) == [("1", "2"), ("1", "1"), ("0", "1")]


def test_it_leads_to_a_question(page: str) -> None:
    assert '<a href="/queries/who-speaks">' in page


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    response = client.head("/")
    assert (response.status_code, response.content) == (200, b"")


def test_data_of_others_is_shown_by_its_classes(tmp_path: Path) -> None:
    data = tmp_path / "other.ttl"
    data.write_text(
        '<http://x/a> a <http://x/C> ; <http://xmlns.com/foaf/0.1/name> "A thing" . <http://x/C> a <javascript:D> .'
    )
    with serving((data,), Settings(workers=1), tmp_path, None) as url, httpx2.Client(base_url=url) as client:
        page = client.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<h1>A graph to browse and to ask</h1>" in page.text
        assert "3 triples." in page.text
        assert 'href="/sparql?query=SELECT' in page.text
        assert 'href="javascript' not in page.text
        assert page.text.count("<figure") == 1
        assert "C and D are the largest of 2 classes, with 1 thing each" in page.text
        assert "How to cite" not in page.text
        assert 'id="not"' not in page.text
        assert client.get("/dumps/").status_code == 404
        assert client.get("/queries.html").status_code == 200
        assert client.get("/doc/tool").status_code == 404


def test_data_without_a_class_has_no_figure(tmp_path: Path) -> None:
    data = tmp_path / "other.ttl"
    data.write_text("<http://x/a> <http://x/p> <http://x/b> .")
    with serving((data,), Settings(workers=1), tmp_path, None) as url, httpx2.Client(base_url=url) as client:
        page = client.get("/", headers={"Accept": "text/html"}).text
        assert "<figure" not in page
        assert "1 triple." in page


def test_a_figure_says_how_to_cite_it_and_where_to_take_it(page: str) -> None:
    figure = page.partition('<figure id="tools"')[2].partition("</figure>")[0]
    assert 'href="/figures/tools.csv"' in figure
    assert 'href="/figures/tools.svg"' in figure
    assert 'href="/sparql?query=PREFIX' in figure
    assert 'href="/queries/matrix"' not in figure  # the tiny publication does not have that question
    cite = html.unescape(figure.partition('<p class="cite">')[2].partition("</p>")[0])
    assert cite.startswith("The </script> publisher. “")
    assert cite.endswith("https://w3id.org/govsocial/dataset. https://creativecommons.org/licenses/by/4.0/.")
