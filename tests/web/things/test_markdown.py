"""A thing in Markdown tells what its page tells."""

import html
import re

import pytest
from markdown_it import MarkdownIt
from tests.web.things.conftest import Served, section, summary, words

PAGES = [
    "organisation/dcms",
    "tool/twitter",
    "person/julia-chandler",
    "claim/2009-06/dfid-twitter",
    "report/2009-06/fco",
]
SECTIONS = {
    "Key facts": "facts",
    "What is claimed": "said",
    "Evidence": "evidence",
    "Claims": "claims",
    "Side by side: claims that do not say the same": "compared",
    "What is not known": "unknown",
    "Statements": "statements",
    "Referred to by": "referred",
    "Where this comes from": "trail",
    "How to cite": "cite",
    "Report a mistake": "mistake",
}


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").render(text))


@pytest.mark.parametrize("path", PAGES)
def test_it_has_the_sections_of_the_page(served: Served, path: str) -> None:
    text, page = served.markdown(path), served.page(path)
    headings = set(re.findall(r"^## (.+)$", text, re.MULTILINE))
    assert headings & set(SECTIONS) == {heading for heading, anchor in SECTIONS.items() if section(page, anchor)}


@pytest.mark.parametrize("path", PAGES)
def test_it_begins_with_the_sentences_of_the_page(served: Served, path: str) -> None:
    assert summary(served.page(path)) in words(rendered(served.markdown(path)))


@pytest.mark.parametrize("path", PAGES)
def test_it_leads_to_the_same_words_and_files(served: Served, path: str) -> None:
    text = served.markdown(path)
    page = html.unescape(served.page(path))
    for link in set(re.findall(r'class="words" href="([^"]+)"', page)):
        assert f"<{link}>" in text
    for file in set(re.findall(r'href="/(dataset#[^"]+)"', section(page, "trail"))):
        assert f"https://w3id.org/govsocial/{file}" in text


def test_what_is_derived_or_from_elsewhere_is_marked(served: Served) -> None:
    text = served.markdown("organisation/dius")
    assert re.search(r"- Later became: \[BIS\].* \(enrichment\)", text)
    assert re.search(r"uses tool.*\(derived, from \[Shortcuts \(derived\)\].*; from the claims ", text)


def test_the_checks_are_there_as_code(served: Served) -> None:
    assert "`govsocial verify-evidence source-2009-06.txt`" in served.markdown("claim/2009-06/dfid-twitter")
