"""The page about the API, made from its own description."""

import html
import re
import subprocess
import sys
from collections.abc import Callable

import httpx2
import pytest

from govsocial.model.formats import BY_NAME
from govsocial.web.examples import FIRST_QUERY


@pytest.fixture(scope="module")
def page(client: httpx2.Client) -> str:
    return client.get("/api").text


def test_every_operation_of_the_description_is_on_the_page_with_all_that_it_says(
    page: str, client: httpx2.Client
) -> None:
    for path, item in client.get("/openapi.json").json()["paths"].items():
        for method, said in item.items():
            start = page.partition(f"<code>{method.upper()} {path}</code>")[2]
            assert start, (method, path)
            section = start.partition("<h4")[0]
            assert html.escape(said["description"], quote=False) in html.unescape(section)
            for parameter in said["parameters"]:
                assert f"<code>{parameter['name']}</code>" in section
            for status, response in said["responses"].items():
                assert status in section
                for media_type in response.get("content", {}) if int(status) < 400 else ():
                    assert f"<code>{media_type}</code>" in section
            assert ("needs the token" in section) == ("security" in said)


def test_every_format_is_on_the_page_with_media_type_suffix_and_name(page: str) -> None:
    table = page.partition('aria-label="Formats"')[2].partition("</table>")[0]
    for each in BY_NAME.values():
        assert f"<code>{each.media_type}</code>" in table
        assert f"<code>.{each.extension}</code>" in table
        assert f"<code>{each.name}</code>" in table


def test_the_limits_are_those_that_hold_here(page: str) -> None:
    table = page.partition('aria-label="Limits"')[2].partition("</table>")[0]
    assert "<code>timeout</code></th><td>8</td>" in table
    assert "<code>max_query_bytes</code></th><td>20,000</td>" in table


def test_the_links_of_the_page_lead_somewhere(page: str, client: httpx2.Client) -> None:
    links = set(re.findall(r'href="(/[^"#]*)', page.partition("<main")[2].partition("</main>")[0]))
    assert "/openapi.json" in links
    assert {link: status for link in links if (status := client.get(link).status_code) != 200} == {}


def snippet(page: str, language: str) -> str:
    return html.unescape(page.partition(f"<h3>{language}</h3>")[2].partition(">")[2].partition("</pre>")[0])


@pytest.fixture(scope="module")
def expected(client: httpx2.Client) -> list[str]:
    answer = client.get("/sparql", params={"query": FIRST_QUERY}, headers={"Accept": "text/csv"})
    assert answer.text.startswith("class,things")
    return answer.text.split()


def test_the_first_call_works_with_curl(page: str, expected: list[str], program: Callable[[str], str]) -> None:
    program("curl")
    run = subprocess.run(["sh", "-c", f"{snippet(page, 'curl')} --silent"], capture_output=True, check=True)
    assert run.stdout.decode().split() == expected


def test_the_first_call_works_in_python(page: str, expected: list[str]) -> None:
    run = subprocess.run([sys.executable, "-c", snippet(page, "Python")], capture_output=True, check=True)
    assert run.stdout.decode().split() == expected


def test_the_first_call_works_in_javascript(page: str, expected: list[str], program: Callable[[str], str]) -> None:
    command = [program("node"), "--input-type=module", "--eval", snippet(page, "JavaScript")]
    assert subprocess.run(command, capture_output=True, check=True).stdout.decode().split() == expected
