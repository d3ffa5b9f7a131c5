"""The tokens of SPARQL, each with its place."""

from hypothesis import given
from hypothesis import strategies as st

from govsocial.model.tokens import tokens


def test_white_space_and_comments_are_no_tokens() -> None:
    assert [token.text for token in tokens("SELECT # a { comment\n * {}")] == ["SELECT", "*", "{", "}"]


def test_brackets_in_strings_and_iris_are_not_brackets() -> None:
    found = list(tokens("""?s <http://a/{> '{' \"\"\"}'{\"\"\" ex:a\\( @en"""))
    assert [token.text for token in found if token.kind == "mark"][:3] != ["{", "}"]
    assert [token.kind for token in tokens("""'{' \"}\" <http://a#b> ex:a?b""")] == [
        "string",
        "string",
        "iri",
        "prefixed",
        "variable",
    ]


def test_only_a_bare_word_is_a_keyword() -> None:
    assert [token.keyword for token in tokens("where ?where 'where' where:x <where>")] == ["WHERE", "", "", "", ""]


def test_a_prefix_may_have_dots() -> None:
    assert [token.text for token in tokens("?s.ex.v2:a ?o.ex:b 1.ex:c")] == [
        *("?s", ".", "ex.v2:a"),
        *("?o", ".", "ex:b"),
        *("1", ".", "ex:c"),
    ]


@given(st.text())
def test_each_token_stands_where_it_says(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert text.startswith(token.text, token.start)
        assert token.start >= end
        end = token.start + len(token.text)
