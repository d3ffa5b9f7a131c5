"""A vocabulary as a page, as Markdown and as a picture: the same in each."""

import re
from xml.etree import ElementTree

import httpx2
import pytest
from tests.web.test_reference import entry

from govsocial.web.definitions import FIGURE

SVG = "{http://www.w3.org/2000/svg}"


def test_text_of_the_data_never_becomes_markup(theirs: httpx2.Client) -> None:
    for path in ("/def/transport", "/def/fuel"):
        page = theirs.get(path).text
        assert "<script>alert" not in page
        assert "<b>buses</b>" not in page
        assert 'href="javascript:' not in page


@pytest.mark.parametrize("path", ["/def/transport", "/def/fuel"])
def test_the_contents_lead_to_every_term_and_nowhere_else(theirs: httpx2.Client, path: str) -> None:
    page = theirs.get(path).text
    ids = re.findall(r'\sid="([^"]*)"', page)
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]*)"', contents)
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)
    assert {each for each in re.findall(r'<h3 id="([^"]*)"', page) if not each.startswith("f0")} <= set(targets)


@pytest.mark.parametrize("path", ["/def/transport", "/def/fuel"])
def test_the_markdown_tells_of_each_term_what_the_page_tells(theirs: httpx2.Client, path: str) -> None:
    page, text = theirs.get(path).text, theirs.get(f"{path}.md").text
    plain = re.sub(r"\\(.)", r"\1", re.sub(r"\[([^]]*)\]\(<[^>]*>\)", r"\1", text))
    for anchor in re.findall(r'<h3 id="([A-Za-z]+)">', page):
        if entry(page, anchor).startswith(anchor + " Term"):  # of these nothing is counted
            continue
        counted = re.search(r"(\d+ (?:things?|statements?|by fuel)|not used)", entry(page, anchor))
        assert counted is not None
        heading = re.search(rf'<h3 id="{anchor}">(.*?)</h3>', page)
        assert heading is not None
        told = plain.partition(f"### {heading[1]}\n")[2].partition("###")[0]
        assert f"In the data: {counted[1]}" in told


@pytest.mark.parametrize("path", ["/def/transport", "/def/fuel"])
def test_the_picture_stands_on_the_page_and_is_a_file_with_the_same_boxes(theirs: httpx2.Client, path: str) -> None:
    page, file = theirs.get(path).text, theirs.get(f"{path}.svg")
    assert file.headers["content-type"] == "image/svg+xml; charset=utf-8"
    inside = page.partition("<figure>")[2].partition("</figure>")[0]
    assert f'aria-labelledby="{FIGURE}-title"' in inside
    boxes = [link.get("href") for link in ElementTree.fromstring(file.content).iter(f"{SVG}a")]  # noqa: S314  # ours
    assert boxes == re.findall(r'<a class="box [^"]*" href="([^"]*)"', inside)
    assert f'href="{path}.svg"' in inside


def test_the_links_of_the_picture_lead_to_terms(theirs: httpx2.Client) -> None:
    page, file = theirs.get("/def/transport").text, theirs.get("/def/transport.svg")
    addresses = re.findall(r'href="([^"]*)"', file.text)
    assert {each for each in addresses if each.startswith("/")} == {
        "/def/transport#Vehicle",
        "/def/transport#Bus",
        "/def/transport#Coach",
    }
    for each in addresses:
        if each.startswith("/"):
            assert f'<h3 id="{each.partition("#")[2]}">' in page
