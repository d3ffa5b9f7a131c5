"""Stored queries: the header, the parameters, and values that take the place of the defaults as terms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsocial.errors import RequestError, SourceError
from govsocial.model.iris import Names
from govsocial.model.stored_queries import Form, Kind, StoredQuery, load_checks, load_stored_queries

HEADER = "#+ title: Who uses it?\n#+ summary: One row a use.\n#+ tags: tool, status\n"
QUERY = """PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
PREFIX tool: <https://w3id.org/govsocial/id/tool/>
# VALUES ?tool { of a comment }
SELECT ?use WHERE {
  VALUES ?tool { tool:twitter }
  ?use gs:tool ?tool ; gs:label "VALUES ?tool { of a string }" .
}
"""
PARAMETER = "#+ parameter: tool | Tool | iri of gs:Tool | The tool to ask about\n"


def _write(root: Path, text: str, name: str = "tools/who-uses.rq") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


def _load(root: Path, text: str) -> StoredQuery:
    return load_stored_queries(_write(root, text))[0]


def _query_with(kind: str, default: str, root: Path) -> StoredQuery:
    text = f"{HEADER}#+ parameter: x | X | {kind} | A value\nSELECT ?x WHERE {{ VALUES ?x {{ {default} }} }}\n"
    return _load(root, text)


def test_a_query_says_what_its_file_says(tmp_path: Path) -> None:
    query = _load(tmp_path, HEADER + "#+ reading: Each row\n#+   is a use.\n" + PARAMETER + QUERY)
    assert (query.topic, query.name, query.title) == ("tools", "who-uses", "Who uses it?")
    assert (query.summary, query.reading) == ("One row a use.", "Each row is a use.")
    assert query.tags == ("tool", "status")
    (parameter,) = query.parameters
    assert (parameter.name, parameter.label, parameter.kind) == ("tool", "Tool", Kind.IRI)
    assert parameter.of_class == "https://w3id.org/govsocial/def/govsocial#Tool"
    assert parameter.default == "tool:twitter"


def test_a_parameter_may_be_a_concept_of_a_scheme(tmp_path: Path) -> None:
    query = _query_with("iri in status", "UNDEF", tmp_path)
    assert query.parameters[0].in_scheme == "https://w3id.org/govsocial/def/status"


def test_a_value_replaces_the_inside_of_the_block_and_nothing_that_looks_like_it(tmp_path: Path) -> None:
    query = _load(tmp_path, HEADER + PARAMETER + QUERY)
    bound = query.bind({"tool": "tool:flickr"})
    assert bound == (HEADER + PARAMETER + QUERY).replace(
        "{ tool:twitter }", "{ <https://w3id.org/govsocial/id/tool/flickr> }"
    )


def test_without_a_value_the_query_is_as_it_stands(tmp_path: Path) -> None:
    query = _load(tmp_path, HEADER + PARAMETER + QUERY)
    assert query.bind({}) == query.bind({"tool": ""}) == query.text


@pytest.mark.parametrize(
    ("kind", "default", "value", "term"),
    [
        ("iri", "UNDEF", "https://example.org/a%20b", "<https://example.org/a%20b>"),
        ("iri", "UNDEF", "status:pilot", "<https://w3id.org/govsocial/def/status#pilot>"),
        ("string", '"a"', 'a "quote" \\ and\nline', '"a \\"quote\\" \\\\ and\\nline"'),
        ("integer", "1", "007", "7"),
        ("integer", "1", "-3", "-3"),
        ("date", '"2009-06-08"', "2009-06-09", '"2009-06-09"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_a_value_becomes_a_term_of_its_kind(kind: str, default: str, value: str, term: str, tmp_path: Path) -> None:
    assert f"VALUES ?x {{ {term} }}" in _query_with(kind, default, tmp_path).bind({"x": value})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "twitter"),
        ("iri", "tool:twitter> } ?s ?p ?o { <x"),
        ("iri", "https://example.org/\\u003E"),
        ("string", "half \ud800"),
        ("integer", "1 2"),
        ("integer", "٣"),
        ("integer", "1" * 19),
        ("date", "2009-02-30"),
        ("date", "20090608"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_would_be_right(kind: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"^Parameter x is .*; give .*, such as .*\.$"):
        _query_with(kind, "UNDEF", tmp_path).bind({"x": value})


def test_an_unknown_parameter_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"Query who-uses has no parameter 'body'; it has: x\."):
        _query_with("iri", "UNDEF", tmp_path).bind({"body": ""})


@given(value=st.text())
def test_no_string_leaves_its_quotes(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    query = _query_with("string", '"a"', tmp_path_factory.getbasetemp() / "strings")
    inside = query.bind({"x": value}).removesuffix(" } }\n").rpartition("{ VALUES ?x { ")[2]
    if value:
        unescaped = inside[1:-1].replace("\\\\", "").replace('\\"', "")
        assert inside[0] == inside[-1] == '"'
        assert not set(unescaped) & {'"', "\n", "\r"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("SELECT * {}", 1, "the line '#+ title: …' is missing at the top"),
        (HEADER + "#+ author: me\n", 4, "'author' is no header"),
        (HEADER + "#+ title: Again\n", 4, "'title' is given twice"),
        (HEADER + "#+ so it goes\n", 4, "is not of the form '#+ key: text'"),
        (HEADER + "#+ parameter: tool | Tool | iri\n" + QUERY, 4, "a parameter is 'name | label | kind | description'"),
        (HEADER + "#+ parameter: tool | Tool | colour | It\n" + QUERY, 4, "'colour' is no kind"),
        (HEADER + "#+ parameter: body | Body | iri | It\n" + QUERY, 4, "there are 0"),
        (HEADER + "#+ parameter: timeout | Time | integer | It\n" + QUERY, 4, "cannot name a parameter"),
        (HEADER + PARAMETER + QUERY + QUERY, 4, "there are 2"),
        (HEADER + PARAMETER + "SELECT * { VALUES ?tool { } }", 4, "is empty"),
    ],
)
def test_a_wrong_file_is_refused_with_path_and_line(text: str, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        _load(tmp_path, text)
    assert message in raised.value.message
    assert (raised.value.path, raised.value.line) == (str(tmp_path / "tools/who-uses.rq"), line)


def test_queries_come_in_order_of_topic_and_name_and_checks_apart(tmp_path: Path) -> None:
    for name in ("tools/b.rq", "people/c.rq", "tools/a.rq", "checks/d.rq"):
        _write(tmp_path, HEADER + QUERY, name)
    assert [query.name for query in load_stored_queries(tmp_path)] == ["c", "a", "b"]
    assert [query.name for query in load_checks(tmp_path)] == ["d"]


def test_one_name_in_two_topics_is_refused(tmp_path: Path) -> None:
    for name in ("people/a.rq", "tools/a.rq"):
        _write(tmp_path, HEADER + QUERY, name)
    with pytest.raises(SourceError, match=r"tools/a\.rq: the topic 'people' has a query of this name already"):
        load_stored_queries(tmp_path)


def test_a_query_of_another_publication_asks_for_its_things(tmp_path: Path) -> None:
    query = load_stored_queries(_write(tmp_path, HEADER + PARAMETER + QUERY), Names("https://data.example.org/"))[0]
    assert "PREFIX tool: <https://data.example.org/id/tool/>" in query.text
    assert "PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>" in query.text
    assert "{ <https://data.example.org/id/tool/flickr> }" in query.bind({"tool": "tool:flickr"})


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("iri of gs:Tool", "<https://x.example/a>", "https://x.example/a"),
        ("iri", "UNDEF", ""),
        ("iri", "<urn:a> <urn:b>", ""),
        ("integer", "10", "10"),
        ("string", '"blog"', "blog"),
        ("string", '"a \\"quote\\""', ""),
        ("date", '"2009-06-08"^^<http://www.w3.org/2001/XMLSchema#date>', "2009-06-08"),
    ],
)
def test_the_one_term_of_a_default_is_known(tmp_path: Path, kind: str, default: str, value: str) -> None:
    assert _query_with(kind, default, tmp_path).parameters[0].default_value == value


def test_a_default_is_read_by_the_prefixes_of_the_query(tmp_path: Path) -> None:
    query = _load(tmp_path, HEADER + PARAMETER + QUERY.replace("id/tool/>", "id/other/>"))
    assert query.parameters[0].default_value == "https://w3id.org/govsocial/id/other/twitter"


def test_the_body_is_the_query_without_its_header(tmp_path: Path) -> None:
    assert _load(tmp_path, HEADER + PARAMETER + "\n" + QUERY).body == QUERY


@pytest.mark.parametrize(("text", "form"), [("ASK {}", Form.ASK), ("BASE <urn:x>\nSELECT * {}", Form.SELECT)])
def test_a_query_is_a_select_or_an_ask(tmp_path: Path, text: str, form: Form) -> None:
    assert _load(tmp_path, HEADER + text).form is form


@pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <urn:x>", "INSERT DATA {}", ""])
def test_what_is_neither_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="a SELECT or an ASK"):
        _load(tmp_path, HEADER + text)


@pytest.mark.parametrize("name", ["search", "sparql"])
def test_a_query_is_not_called_as_a_tool_for_agents_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="another name"):
        load_stored_queries(_write(tmp_path, HEADER + QUERY, f"tools/{name}.rq"))


def test_a_chart_names_variables_of_the_query(tmp_path: Path) -> None:
    assert _load(tmp_path, HEADER + "#+ chart: use, tool\n" + QUERY).chart == ("use", "tool")
    with pytest.raises(SourceError, match="no variable \\?uses"):
        _load(tmp_path, HEADER + "#+ chart: uses\n" + QUERY)
