"""Terms of ours that nobody defined, and what is said of them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govsocial.protocol.spelling import NOTICE_HEADER, are_surely_right, notice_headers, notices, terms

GS = "https://w3id.org/govsocial/def/govsocial#"
STATUS = "https://w3id.org/govsocial/def/status#"
DEFINED = frozenset({GS + "usesTool", GS + "ToolUse", GS + "organisation", STATUS + "no-demand", STATUS + "pilot"})
PROLOGUE = f"PREFIX gs: <{GS}> PREFIX s: <{STATUS}> PREFIX x: <https://w3id.org/govsocial/def/audience#> "


def told(query: str) -> list[str]:
    return notices(terms(PROLOGUE + query, None), DEFINED)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("ASK { ?s gs:useTool ?o }", "gs:useTool is not defined; did you mean gs:usesTool?"),
        ("ASK { ?s gs:usestool ?o }", "gs:usestool is not defined; did you mean gs:usesTool?"),
        ("ASK { ?s gs:organization ?o }", "gs:organization is not defined; did you mean gs:organisation?"),
        ("ASK { ?s a gs:Tooluse }", "gs:Tooluse is not defined; did you mean gs:ToolUse?"),
        ("ASK { ?s ?p s:nodemand }", "s:nodemand is not defined; did you mean s:no-demand?"),
        (f"ASK {{ ?s <{GS}useTool> ?o }}", f"<{GS}useTool> is not defined; did you mean <{GS}usesTool>?"),
        ("ASK { ?s gs:xyzzy ?o }", "gs:xyzzy is not defined."),
    ],
)
def test_a_term_that_is_not_defined_is_told_with_the_near_one(query: str, sentence: str) -> None:
    assert told(query) == [sentence]


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s gs:usesTool ?o ; a gs:ToolUse }",
        "ASK { ?s ?p 'gs:useTool' } # gs:useTool",
        "ASK { ?s ?p x:nothing-of-this-vocabulary-is-here }",
        "PREFIX gs: <http://elsewhere/> ASK { ?s gs:useTool ?o }",
        "ASK { GRAPH <https://w3id.org/govsocial/def/govsocial> { ?s ?p ?o } }",
        "nonsense {",
    ],
)
def test_of_what_is_right_or_not_ours_nothing_is_said(query: str) -> None:
    assert told(query) == []


def test_a_term_is_told_once_and_five_at_most() -> None:
    assert len(told("ASK { ?s gs:useTool ?o . ?o gs:useTool ?s }")) == 1
    assert len(told(f"ASK {{ {' '.join(f'?s gs:x{number} ?o .' for number in range(9))} }}")) == 5


def test_no_more_terms_are_looked_at_than_are_told() -> None:
    found = iter(terms(PROLOGUE + "ASK { " + "".join(f"?s gs:misspelt{n} ?o . " for n in range(9)) + "}", None))
    assert len(notices(found, DEFINED)) == 5
    assert len(list(found)) == 4


def test_the_header_is_a_list_of_strings_in_ascii() -> None:
    assert notice_headers([]) == {}
    assert notice_headers(['a "b" \\', "é."]) == {NOTICE_HEADER: '"a \\"b\\" \\\\", "%C3%A9."'}


PIECES = st.sampled_from(
    [
        *(
            "PREFIX ",
            "prefix\n",
            "PREFIX #c\n",
            "gs:",
            "GS:",
            ":",
            "x.gs:",
            f"<{GS}>",
            f"<{STATUS}>",
            f"<{GS}usesTool>",
        ),
        *(f"<{GS}useTool>", f"<{GS[:-1]}>", "<govsocial#useTool>", "<#useTool>", f"BASE <{GS[:-10]}> ", f"Base <{GS}>"),
        *(
            "usesTool",
            "useTool",
            "ToolUse",
            ".",
            "; ",
            "/",
            "%74",
            "\\u0074",
            "'gs:useTool'",
            '"',
            "#",
            "\n",
            " ",
            "{",
            "}",
        ),
        *("PREFIX gs: <http://elsewhere/> ", f"PREFIX gs: <{GS}> ", "def/", "<def/govsocial#useTool>", "ASK "),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@example(f"BASE <{GS[:-10]}> ASK {{ ?s <govsocial#useTool> ?o }}")
@example(f"PREFIX #c\ngs: <{GS}> ASK {{ ?s gs:useTool ?o }}")
@example(f"PREFIX gs: <{GS}> PREFIX gs: <{STATUS}> ASK {{ ?s gs:usesTool ?o }}")
def test_a_glance_never_takes_for_right_what_is_not(text: str) -> None:
    for query in (text, PROLOGUE + text):
        if are_surely_right(query, DEFINED):
            assert all(iri in DEFINED for _, iri in terms(query, "https://w3id.org/govsocial/sparql"))


@pytest.mark.parametrize(
    "query", ["ASK { ?s gs:usesTool ?o ; a gs:ToolUse.}", f"ASK {{ ?s <{GS}usesTool>/gs:ToolUse ?o }}"]
)
def test_a_glance_is_enough_for_what_people_write(query: str) -> None:
    assert are_surely_right(PROLOGUE + query, DEFINED)
    assert not are_surely_right(PROLOGUE + query.replace("usesTool", "useTool"), DEFINED)
