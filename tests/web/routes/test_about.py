"""Pages about the site: what the data says of itself, and no more."""

import html
import re
from pathlib import Path

import httpx2
from tests.web.conftest import serving

from govsocial.settings import Settings


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page.partition("<main")[2])).split())


def test_it_says_whose_the_data_is_and_on_which_terms(browser: httpx2.Client) -> None:
    told = words(browser.get("/about").text)
    assert "A tiny snapshot" in told
    assert "The </script> publisher" in told
    assert "https://creativecommons.org/licenses/by/4.0/" in told
    assert "June 2009" in told
    assert "a query has 8 seconds" in told


def test_of_data_that_says_nothing_of_itself_nothing_is_said(tmp_path: Path) -> None:
    data = tmp_path / "other.ttl"
    data.write_text("<http://x/a> <http://x/p> <http://x/b> .")
    with serving((data,), Settings(workers=1), tmp_path, None) as url:
        page = httpx2.get(f"{url}/about").text
    assert re.findall("<h2[^>]*>([^<]*)", page) == ["The software"]


def test_an_address_that_is_none_of_the_web_or_of_mail_is_not_linked(tmp_path: Path) -> None:
    base, vcard = "https://w3id.org/govsocial/", "http://www.w3.org/2006/vcard/ns#"
    data = tmp_path / "other.ttl"
    data.write_text(
        f"<{base}dataset> <http://www.w3.org/ns/dcat#contactPoint> <{base}dataset#contact> . "
        f'<{base}dataset#contact> <{vcard}fn> "<b>Us</b>" ; <{vcard}hasEmail> <mailto:us@example.org> ; '
        f"<{vcard}hasURL> <javascript:alert(1)>, <https://example.org/contact> ."
    )
    with serving((data,), Settings(workers=1), tmp_path, None) as url:
        for path in ("/about", "/accessibility", "/dataset"):
            page = httpx2.get(url + path, headers={"Accept": "text/html"}).text
            assert 'href="mailto:us@example.org"' in page
            assert 'href="https://example.org/contact"' in page
            assert 'href="javascript' not in page
            assert "&lt;b&gt;Us&lt;/b&gt;" in page


def test_the_statement_says_what_was_tested_what_was_not_and_when(browser: httpx2.Client) -> None:
    told = words(browser.get("/accessibility").text)
    for said in (
        "WCAG 2.2, level AA",
        "axe",
        "No screen reader has been tried",
        "partial conformance",
        "November 2026",
    ):
        assert said in told, said


def test_every_page_leads_to_them(browser: httpx2.Client) -> None:
    for path in ("/", "/none", "/sparql"):
        foot = browser.get(path).text.partition("<footer>")[2]
        assert re.findall('href="(/[a-z]+)"', foot)[-3:] == ["/about", "/api", "/accessibility"]


def test_every_link_of_ours_leads_somewhere(browser: httpx2.Client) -> None:
    for path in ("/about", "/accessibility", "/dataset"):
        main = browser.get(path).text.partition("<main")[2].partition("</main>")[0]
        links = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', main)}
        # Terms of an ontology that is not in the tiny data, and a file that its release does not have.
        links = {link for link in links if not link.startswith("/def/govsocial")}
        assert {link: status for link in links if (status := browser.get(link).status_code) not in (200, 410)} == {}
