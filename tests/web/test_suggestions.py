"""What may have been meant by a name that is not known: by the rules, and over real sockets."""

import itertools
import string
import time

import httpx2
import pytest

from govsocial.web.suggestions import MAX_SUGGESTIONS, Index, name_of

BASE = "https://w3id.org/govsocial/"
NAMES = [
    "organisation/dcms", "organisation/hm-treasury", "organisation/fco", "organisation", "tool/twitter", "tool/café",
    "claim/2009-06/dcms-twitter", "def/status", "graph/snapshot/2009-06/dcms", "tool",
]  # fmt: skip
KNOWN = Index({name: f"urn:{name}" for name in NAMES})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("organisation/dcmms", "organisation/dcms"),
        ("organisation/DCMS", "organisation/dcms"),
        ("Organisation/dcms", "organisation/dcms"),
        ("organisation/hm_treasury", "organisation/hm-treasury"),
        ("organisation/hm%20treasury", "organisation/hm-treasury"),
        ("organisation/HM Treasury", "organisation/hm-treasury"),
        ("organisation/dcms/", "organisation/dcms"),
        ("organisation/dcms.exe", "organisation/dcms"),
        ("organisation/twitter", "tool/twitter"),
        ("organisations/dcms", "organisation/dcms"),
        ("organisatoin", "organisation"),
        ("tool/caf%C3%A9s", "tool/café"),
        ("def/statuss", "def/status"),
        ("claim/2009-06/dcms-twiter", "claim/2009-06/dcms-twitter"),
        ("graph/snapshot/2009-06/dcm", "graph/snapshot/2009-06/dcms"),
    ],
)
def test_a_slip_has_what_was_meant_first(name: str, meant: str) -> None:
    assert next(iter(KNOWN.suggest(name).items())) == (meant, f"urn:{meant}")


@pytest.mark.parametrize("name", ["organisation/", "organisation/zzzzzz", "x", "", "%00", "%", "//", "tool/%zz%"])
def test_what_is_like_nothing_has_no_suggestion(name: str) -> None:
    assert set(KNOWN.suggest(name)) <= {"organisation"}


def test_there_are_no_more_than_a_few() -> None:
    assert len(Index({f"{kind}/x": "" for kind in string.ascii_lowercase}).suggest("tool/x")) == MAX_SUGGESTIONS


def test_a_long_list_takes_no_long_time() -> None:
    """Twenty thousand names that are all of the asked one's kind and length, and made of its letters."""
    letters = itertools.islice(itertools.permutations("abcdefgh"), 20_000)
    names = Index({f"tool/{''.join(each) * 5}": "" for each in letters})
    started = time.process_time()
    names.suggest("tool/" + "hgfedcba" * 5)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("path", "name"), [("/doc/tool/x", "tool/x"), ("/id/tool/x", "tool/x"), ("/def/status", "def/status")]
)
def test_documents_are_called_by_what_tells_them_apart(path: str, name: str) -> None:
    assert name_of(path) == name


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/doc/organisation/dcmms", "organisation/dcms"),
        ("/doc/organisation/DCMS.ttl", "organisation/dcms"),
        ("/doc/organisation/home_office/", "organisation/home-office"),
        ("/doc/organisation/twitter", "tool/twitter"),
        ("/doc/tol", "tool"),
    ],
)
def test_a_problem_and_a_page_say_what_may_have_been_meant(
    client: httpx2.Client, browser: httpx2.Client, path: str, meant: str
) -> None:
    problem = client.get(path)
    assert problem.status_code == 404
    assert problem.json()["suggestions"] == [f"{BASE}id/{meant}"]
    asked = path.removeprefix("/doc/").removesuffix(".ttl")
    assert problem.json()["detail"] == f"Nothing is known of {asked}; did you mean {meant}?"
    page = browser.get(path.removesuffix(".ttl"))
    assert page.status_code == 404
    assert f'<a href="/doc/{meant}"' in page.text


def test_a_vocabulary_is_suggested_too(client: httpx2.Client) -> None:
    assert client.get("/def/Statuss").json()["suggestions"] == [f"{BASE}def/status"]


def test_a_name_of_ten_thousand_characters_is_compared_with_none(client: httpx2.Client) -> None:
    response = client.get("/doc/tool/" + "twitter" * 1_400)
    assert response.status_code == 404
    assert "suggestions" not in response.json()
