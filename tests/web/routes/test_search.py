"""`/search` over real sockets: pages and JSON, validators, hostile texts, and what was just written."""

import httpx2
import pytest

BASE = "https://w3id.org/govsocial/id/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def found(client: httpx2.Client, text: str, **more: str) -> list[str]:
    answer = client.get("/search", params={"q": text, "format": "json", **more})
    assert answer.status_code == 200, answer.text
    return [hit["iri"] for hit in answer.json()["results"]]


def test_json_says_what_a_thing_is_called_and_where_its_page_is(client: httpx2.Client) -> None:
    answer = client.get("/search", params={"q": "mcms"}, headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]
    document = answer.json()
    assert document["results"] == [
        {
            "iri": BASE + "organisation/dcms",
            "label": "DCMS",
            "kind": "organisation",
            "page": "/doc/organisation/dcms",
            "aliases": ["MCMS"],
        }
    ]
    assert (document["query"], document["total"], document["kinds"]) == ("mcms", 1, {"organisation": 1})
    assert document["complete"] is True


def test_a_page_groups_what_was_found_and_marks_the_match(browser: httpx2.Client) -> None:
    page = browser.get("/search?q=twiter")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/doc/tool/twitter"><b>Twitter</b></a>' in page.text
    assert "Nothing is called “<bdi>twiter</bdi>”" in page.text
    assert page.text.index("Tool <span") < page.text.index("Claim <span")


def test_accents_and_case_do_not_matter(client: httpx2.Client) -> None:
    assert found(client, "CAFE")[0] == BASE + "tool/café"
    assert found(client, "accént")[0] == BASE + "tool/café"


def test_of_one_kind_only(client: httpx2.Client) -> None:
    assert found(client, "twitter", kind="claim") == [BASE + "claim/fco-twitter"]


def test_without_a_text_there_is_a_form_and_ways_to_look_around(browser: httpx2.Client) -> None:
    page = browser.get("/search").text
    assert '<input id="q" name="q"' in page
    assert '<a href="/doc/organisation">' in page


def test_where_nothing_is_found_the_nearest_names_and_lists_are_offered(browser: httpx2.Client) -> None:
    page = browser.get("/search", params={"q": "homeoffices"}).text
    assert "Nothing found" in page
    assert '<a href="/doc/organisation/home-office">' in page
    assert '<a href="/doc/tool">' in page


def test_every_page_has_the_form(browser: httpx2.Client) -> None:
    for path in ("/", "/sparql", "/doc/tool/twitter", "/nothing-here"):
        assert '<form class="find" action="/search" method="get" role="search"' in browser.get(path).text


def test_names_never_become_markup(browser: httpx2.Client) -> None:
    page = browser.get("/search", params={"q": "script alert"}).text
    assert "&lt;<b>script</b>&gt;<b>alert</b>(1)" in page
    assert "<script>" not in page.replace('<script type="module"', "")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_client_that_has_the_answer_is_told_so(client: httpx2.Client, accept: str) -> None:
    headers = {"Accept": accept}
    first = client.get("/search?q=twitter", headers=headers)
    again = client.get("/search?q=twitter", headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/search?q=fco", headers={**headers, "If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_page_and_json_have_tags_of_their_own(client: httpx2.Client) -> None:
    tags = {client.get("/search?q=fco", headers={"Accept": each}).headers["etag"] for each in ("text/html", "*/*")}
    assert len(tags) == 2
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    "text",
    ['"', "'", '" OR ""', "NEAR(a b)", "NEAR/2", "*", "tw*", "^tw", "label:twitter", "-twitter", "(", "AND", "\x00",
     "tw\x00itter", "\u202ertl", "שלום עולם", "😀", "a" * 200, "} UNION { ?s ?p ?o", "<b>", "%", "\\", "\n", "1=1; --"],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_hostile_text_has_an_answer(client: httpx2.Client, text: str, accept: str) -> None:
    answer = client.get("/search", params={"q": text}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert "\x00" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 10_000, "q=a&q=b", "q=%ED%A0%80", "q=%zz", "q=a&limit=0", "q=a&limit=x", "q=a&limit=99999",
     "q=a&limit=-1"],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_told(client: httpx2.Client, query: str) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 400, answer.text
    assert len(answer.json()["detail"]) < 200


def test_other_formats_are_not_acceptable(client: httpx2.Client) -> None:
    assert client.get("/search?q=a", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/search?q=a&format=ttl").status_code == 406


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    head, get = client.head("/search?q=fco"), client.get("/search?q=fco")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", get.headers["etag"])


def test_what_was_just_written_is_found_and_the_old_tag_is_not_good(
    writable: httpx2.Client, right: dict[str, str]
) -> None:
    before = writable.get("/search?q=huddle&format=json")
    assert before.json()["total"] == 0
    update = f'INSERT DATA {{ <https://data.example.org/id/tool/huddle> <{LABEL}> "Huddle" }}'
    headers = right | {"Content-Type": "application/sparql-update"}
    assert writable.post("/update", content=update, headers=headers).status_code == 204
    after = writable.get("/search?q=huddle&format=json", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert [hit["iri"] for hit in after.json()["results"]] == ["https://data.example.org/id/tool/huddle"]
    assert writable.post("/update", content="DELETE WHERE { ?s ?p ?o }", headers=headers).status_code == 204
    assert writable.get("/search?q=huddle&format=json").json()["total"] == 0
