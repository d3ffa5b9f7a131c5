"""What people are told of the data as a whole, and how to cite it."""

from dataclasses import replace

import httpx2

from govsocial.web.metadata import Metadata, citation

ABOUT = Metadata(
    iri="https://data.example.org/dataset",
    title="A tiny snapshot",
    description=None,
    publishers=("https://data.example.org/dataset#publisher",),
    licences=("https://creativecommons.org/licenses/by/4.0/",),
    contacts=(),
    issued="2026-11-01",
    modified="2026-11-23",
    keywords=(),
    snapshots=(),
    gaps=(),
    labels={"https://data.example.org/dataset#publisher": "The publisher"},
)


def test_a_citation_says_whose_what_when_which_where_and_on_which_terms() -> None:
    assert citation(ABOUT, "Two of three", "0123456789abcdef") == (
        "The publisher. “Two of three”. A tiny snapshot (2026-11-23). Release 0123456789ab. "
        "https://data.example.org/dataset. https://creativecommons.org/licenses/by/4.0/."
    )


def test_a_citation_says_no_more_than_is_known() -> None:
    bare = replace(ABOUT, publishers=(), licences=(), issued=None, modified=None)
    assert citation(bare, None, None) == "A tiny snapshot. https://data.example.org/dataset."
    assert citation(replace(ABOUT, title=None), None, None) is None


def test_the_data_says_what_it_is_not(browser: httpx2.Client) -> None:
    page = browser.get("/").text.partition('<h2 id="not">')[2].partition("</section>")[0]
    assert 'href="/doc/claim/gap"' in page
    assert "Silence is not a no." in page
