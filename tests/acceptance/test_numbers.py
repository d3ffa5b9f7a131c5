"""Every number that the overview shows, against a count made in SPARQL for it."""

import csv
import html
import io
import re
from collections.abc import Callable

import httpx2
import pytest

PREFIXES = """
PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX explicitness: <https://w3id.org/govsocial/def/explicitness#>
"""
Rows = list[dict[str, str]]
Ask = Callable[[str], Rows]


@pytest.fixture(scope="module")
def ask(client: httpx2.Client) -> Ask:
    """The rows of a query, by the names of its variables."""

    def rows(query: str) -> Rows:
        answer = client.post("/sparql", data={"query": PREFIXES + query}, headers={"Accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))

    return rows


@pytest.fixture(scope="module")
def page(client: httpx2.Client) -> str:
    return client.get("/", headers={"Accept": "text/html"}).text


def figure(page: str, name: str) -> str:
    return page.partition(f'<figure id="{name}"')[2].partition(">")[2].partition("</figure>")[0]


def words(markup: str) -> str:
    """The text of markup, as one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", markup)).split())


def cells(table: str) -> list[list[str]]:
    """The rows of the body of the first table in the markup, as text."""
    body = table.partition("<tbody>")[2].partition("</tbody>")[0]
    return [[words(cell) for cell in re.findall("<t[hd][^>]*>.*?</t[hd]>", row, re.S)] for row in body.split("</tr>")][
        :-1
    ]


def rows_of(client: httpx2.Client, name: str) -> Rows:
    return list(csv.DictReader(io.StringIO(client.get(f"/figures/{name}.csv").text, newline="")))


def the_number(rows: Rows) -> int:
    ((number,),) = (row.values() for row in rows)
    return int(number)


@pytest.mark.parametrize("kind", ["organisation", "tool", "initiative", "person", "report", "claim"])
def test_the_count_of_a_kind_is_right(page: str, ask: Ask, kind: str) -> None:
    shown = re.search(rf'<a href="/doc/{kind}"><strong>([\d,]+)</strong>', page)
    assert shown is not None
    things = ask(
        f'SELECT (COUNT(DISTINCT ?thing) AS ?n) {{ ?thing a ?type FILTER(REGEX(STR(?thing), "/id/{kind}/[^#]+$")) }}'
    )
    assert int(shown[1].replace(",", "")) == the_number(things)


def test_the_count_of_each_sort_of_claim_is_right(page: str, ask: Ask) -> None:
    shown = dict(re.findall(r'<a href="/def/govsocial#(\w+)">[^<]*</a> \(([\d,]+)\)', page))
    assert len(shown) == 7
    for name, number in shown.items():
        assert int(number) == the_number(ask(f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a gs:{name} }}")), name


def test_the_number_of_triples_is_right(page: str, ask: Ask) -> None:
    shown = re.search(r"<p>([\d,]+) triples\.", page)
    assert shown is not None
    assert int(shown[1].replace(",", "")) == the_number(ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))


def test_the_sentence_about_tools_is_right(page: str, ask: Ask) -> None:
    sentence = words(figure(page, "tools").partition("</figcaption>")[0])
    used = ask("""
        SELECT ?label (COUNT(DISTINCT ?body) AS ?bodies) {
          ?claim a gs:ToolUse ; gs:tool ?tool ; gs:organisation ?body .
          ?tool rdfs:label ?label . FILTER(LANG(?label) = "en")
        } GROUP BY ?tool ?label ORDER BY DESC(?bodies) ?tool""")
    most = int(used[0]["bodies"])
    names = [row["label"] for row in used if int(row["bodies"]) == most]
    bodies = the_number(
        ask("""
        SELECT (COUNT(DISTINCT ?body) AS ?n) {
          ?claim a/rdfs:subClassOf* gs:ToolClaim ; gs:organisation ?body ; gs:tool|gs:toolKind ?tool .
        }""")
    )
    plans = the_number(ask("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a gs:IntendedUse ; gs:tool|gs:toolKind ?t }"))
    refusals = the_number(ask("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a gs:NonUse ; gs:tool|gs:toolKind ?t }"))
    assert [each for each in names if each not in sentence] == []
    assert [int(number) for number in re.findall(r"\d+", sentence)] == [most, bodies, plans, refusals]


def test_the_totals_of_the_matrix_count_use_alone_and_are_right(page: str, ask: Ask) -> None:
    matrix = figure(page, "tools")
    pattern = """
        SELECT (COUNT(DISTINCT %s) AS ?n) {
          ?claim a/rdfs:subClassOf* %s ; gs:organisation ?body .
          { ?claim gs:tool ?tool } UNION { ?claim gs:toolKind ?tool . FILTER NOT EXISTS { ?claim gs:tool ?named } }
          FILTER(%s = <https://w3id.org/govsocial%s>)
        }"""

    def totals(counted: str, of: str, href: str) -> list[int]:
        path = href.replace("/doc/", "/id/")
        return [the_number(ask(pattern % (counted, sort, of, path))) for sort in ("gs:ToolUse", "gs:ToolClaim")]

    heads = re.findall(r'<th scope="col" class="turned[^"]*"><span><a href="([^"]*)"', matrix)
    feet = re.findall(r"(\d+) / (\d+)", matrix.partition("<tfoot>")[2])
    assert len(heads) > 10
    assert {head: [int(each) for each in foot] for head, foot in zip(heads, feet, strict=True)} == {
        head: totals("?body", "?tool", head) for head in heads
    }
    rows = re.findall(
        r'<th scope="row"><a href="([^"]*)"[^>]*>[^<]*</a></th>\s*<td class="total">(\d+) / (\d+)', matrix
    )
    assert len(rows) > 5
    assert {row: [int(active), int(mentioned)] for row, active, mentioned in rows} == {
        row: totals("?tool", "?body", row) for row, _, _ in rows
    }


def test_each_mark_of_the_matrix_is_a_claim_and_each_claim_about_a_tool_is_there(
    page: str, client: httpx2.Client, ask: Ask
) -> None:
    claims = {
        row["c"] for row in ask("SELECT DISTINCT ?c { ?c a/rdfs:subClassOf* gs:ToolClaim ; gs:tool|gs:toolKind ?tool }")
    }
    gaps = {row["c"] for row in ask("SELECT DISTINCT ?c { ?c a gs:CoverageGap }")}
    body = figure(page, "tools").partition("<tbody>")[2].partition("</tbody>")[0]
    linked = {f"https://w3id.org/govsocial/id/{path}" for path in re.findall(r'href="/doc/(claim/[^"]*)"', body)}
    assert linked == claims | gaps
    assert {row["claim IRI"] for row in rows_of(client, "tools")} == claims | gaps


def test_the_numbers_about_press_offices_are_right(page: str, client: httpx2.Client, ask: Ask) -> None:
    counted = {
        row["part"]: row
        for row in ask("""
            SELECT ?part (COUNT(DISTINCT ?team) AS ?teams) (COUNT(DISTINCT ?told) AS ?stated) {
              ?claim a gs:InvolvementClaim ; gs:unit ?team ; gs:involvement ?part .
              OPTIONAL { ?claim gs:explicitness explicitness:stated ; gs:unit ?told . FILTER(?told = ?team) }
            } GROUP BY ?part""")
    }
    rows = rows_of(client, "involvement")
    assert {row["part IRI"] for row in rows} == set(counted)
    for row in rows:
        expected = counted[row["part IRI"]]
        implied = int(expected["teams"]) - int(expected["stated"])
        assert [row["teams"], row["stated"], row["only implied"]] == [
            expected["teams"],
            expected["stated"],
            f"{implied}",
        ]
        assert len(row["which teams IRI"].split()) == int(row["teams"])
    shown = figure(page, "involvement")
    assert [row[2:5] for row in cells(shown)] == [[row["teams"], row["stated"], row["only implied"]] for row in rows]
    assert re.findall(r'<text class="total"[^>]*>(\d+)</text>', shown) == [row["teams"] for row in rows]
    teams = the_number(
        ask("SELECT (COUNT(DISTINCT ?t) AS ?n) { ?c a gs:InvolvementClaim ; gs:unit ?t ; gs:involvement ?p }")
    )
    most = max(int(row["teams"]) for row in rows)
    sentence = words(shown.partition("</figcaption>")[0])
    assert [int(number) for number in re.findall(r"\d+", sentence)] == [most, teams]
    assert [row["part"] for row in rows if int(row["teams"]) == most and f"“{row['part']}”" not in sentence] == []


def test_the_numbers_about_practices_are_those_of_the_stored_query(page: str, client: httpx2.Client, ask: Ask) -> None:
    stored = client.get("/queries/practices-that-travel.csv").text
    expected = {row["practice"]: row["organisations"] for row in csv.DictReader(io.StringIO(stored, newline=""))}
    rows = rows_of(client, "practices")
    assert {row["practice IRI"]: row["bodies"] for row in rows} == expected
    shown = figure(page, "practices")
    assert [row[1] for row in cells(shown)] == [row["bodies"] for row in rows]
    assert re.findall(r'<text class="total"[^>]*>(\d+)</text>', shown) == [row["bodies"] for row in rows]
    practices = the_number(
        ask("""
        SELECT (COUNT(DISTINCT ?practice) AS ?n) {
          ?claim gs:practice ?practice ; gs:organisation ?body .
          { ?claim a gs:ToolUse } UNION { ?claim a gs:InvolvementClaim }
        }""")
    )
    numbers = [int(number) for number in re.findall(r"\d+", words(shown.partition("</figcaption>")[0]))]
    assert numbers == [len(expected), practices, max(int(number) for number in expected.values())]


@pytest.mark.parametrize("name", ["tools", "involvement", "practices"])
def test_a_figure_has_its_table_its_files_its_question_its_query_and_its_citation(
    page: str, client: httpx2.Client, name: str
) -> None:
    markup = figure(page, name)
    assert markup.count("<table") == 1
    links = [html.unescape(link) for link in re.findall(r'<a href="(/(?:figures|queries|sparql)[^"]*)"', markup)]
    assert [link.partition("?")[0].partition(".")[0] for link in links] == [
        f"/figures/{name}", f"/figures/{name}", f"/queries/{links[2].rpartition('/')[2]}", "/sparql",
    ]  # fmt: skip
    assert [client.get(link).status_code for link in links] == [200] * 4
    sentence = words(markup.partition("</figcaption>")[0])
    cited = words(markup.partition('<p class="cite">')[2].partition("</p>")[0])
    assert f"“{sentence.translate({0x201C: 0x2018, 0x201D: 0x2019})}”" in cited
    assert sentence in html.unescape(client.get(links[1]).text)
