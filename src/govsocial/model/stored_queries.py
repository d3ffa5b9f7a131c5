"""Stored queries: `.rq` files that run as they stand, with a header of `#+` lines and parameters as `VALUES` blocks.

    #+ title: Which departments use Twitter, and how far along are they?
    #+ summary: One row a use claim, with its status. Plans and refusals are not use, so they are not here;
    #+   a line that is indented goes on with the one before it.
    #+ reading: How to read the answer, where that is not plain (optional).
    #+ tags: tool, status
    #+ parameter: tool | Tool | iri of gs:Tool | The tool to ask about
    PREFIX gs: <https://w3id.org/govsocial/def/govsocial#>
    PREFIX tool: <https://w3id.org/govsocial/id/tool/>
    SELECT ?organisation ?status WHERE {
      VALUES ?tool { tool:twitter }
      ?use a gs:ToolUse ; gs:tool ?tool ; gs:organisation ?organisation ; gs:status ?status .
    }

`title`, `summary` and `tags` are needed, each once. `#+ chart: using, planning` names the variables whose numbers are
drawn as bars; nobody else can know that a rank is to be drawn and a position is not.
`parameter` may repeat: name | label | kind | description. Kinds:

    iri               any IRI, whole or with one of our prefixes (`tool:twitter`)
    iri of gs:Tool    an instance of a class
    iri in status     a concept of one of our schemes
    string            a plain literal
    integer           a whole number
    date              a day, as 2009-06-08

A stored query is a SELECT or an ASK: its answer is a table, or yes or no.

A parameter `tool` is the inside of the one `VALUES ?tool { … }` block; what stands there is its default (`UNDEF` for
"any"). A value takes its place as a term that is built and checked, never as text.
See https://www.w3.org/TR/sparql11-query/#inline-data
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from govsocial.errors import RequestError, SourceError
from govsocial.model.iris import Names, is_iri
from govsocial.model.keys import expand
from govsocial.model.namespaces import PREFIXES, SCHEMES
from govsocial.model.prologue import resolved
from govsocial.model.sources import read_text
from govsocial.model.tokens import tokens
from govsocial.settings import CANONICAL_BASE_IRI

CHECKS = "checks"
"""The folder of queries/ whose rows are faults in the data."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HEADER = re.compile(r"#\+(?P<indent> *)(?P<content>.*)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONCE = ("title", "summary", "reading", "tags", "chart")
_NEEDED = ("title", "summary", "tags")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_TAKEN = ("format", "labels", "page", "query", "timeout")  # query parameters that the server reads itself
RESERVED = ("describe", "search", "sparql", "vocabulary")
"""No stored query is called so: agents have a tool of the name of each query, and these tools beside them."""


# The tokens that may hold what looks like a VALUES block, an IRI or a brace, but is not one.
_TOKEN = re.compile(
    r"""
    (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<comment>\#[^\n\r]*)
  | (?P<values>\bVALUES\s*[?$](?P<variable>\w+)\s*\{)
  | (?P<close>\})
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class Form(Enum):
    """What a stored query asks for. See https://www.w3.org/TR/sparql11-query/#QueryForms"""

    SELECT = "SELECT"
    ASK = "ASK"


class Kind(Enum):
    """What a parameter's value is."""

    IRI = "iri"
    STRING = "string"
    INTEGER = "integer"
    DATE = "date"


@dataclass(frozen=True)
class Parameter:
    """One parameter. `default` is the term or terms of its VALUES block, as SPARQL.

    `default_value` is the IRI or the text of the one term that it is; empty for several, and for UNDEF. For an IRI,
    `of_class` or `in_scheme` says (as an IRI) what it is an instance or a concept of, where that is known.
    """

    name: str
    label: str
    kind: Kind
    description: str
    default: str
    default_value: str = ""
    of_class: str | None = None
    in_scheme: str | None = None


@dataclass(frozen=True)
class StoredQuery:
    """One stored query. `text` is the whole file, which runs as it stands, in the IRIs of the publication `names`.

    `chart` are the variables whose numbers are drawn as bars.
    """

    name: str
    topic: str
    title: str
    summary: str
    tags: tuple[str, ...]
    text: str
    form: Form = Form.SELECT
    parameters: tuple[Parameter, ...] = ()
    reading: str = ""
    chart: tuple[str, ...] = ()
    names: Names = field(default_factory=Names)

    @property
    def iri(self) -> str:
        """`{base}queries/{name}`"""
        return self.names.query(self.name)

    @property
    def body(self) -> str:
        """The query without its header."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith("#+")).lstrip()

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name. Raises RequestError when there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(parameter.name for parameter in self.parameters) or "none"
        raise RequestError(f"Query {self.name} has no parameter '{_cut(name)}'; it has: {known}.")

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with these values in the place of the defaults; an empty value leaves the default.

        Raises RequestError for an unknown parameter, or a value that is not of the parameter's kind.
        """
        terms = {name: term(self.parameter(name), value, self.names) for name, value in values.items() if value}
        for name in values:
            self.parameter(name)
        blocks = [block for block in _values_blocks(self.text) if block.variable in terms]
        text = self.text
        for block in reversed(blocks):
            text = f"{text[: block.start]} {terms[block.variable]} {text[block.end :]}"
        return text


def term(parameter: Parameter, value: str, names: Names) -> str:
    """The value as a term of SPARQL. Raises RequestError, saying what would be right."""
    built = _BUILDERS[parameter.kind](value, names)
    if built is None:
        raise RequestError(
            f"Parameter {parameter.name} is '{_cut(value)}'; give {_EXPECTED[parameter.kind]}, "
            f"such as {_EXAMPLES[parameter.kind]}."
        )
    return built


def stored_query_files(directory: Path) -> list[Path]:
    """The files of the stored queries below `directory`, in order of topic and name."""
    return [path for path in sorted(directory.glob("*/*.rq")) if path.parent.name != CHECKS]


def load_stored_queries(directory: Path, names: Names | None = None) -> tuple[StoredQuery, ...]:
    """All stored queries below `directory`, in order of topic and name; the checks are not among them.

    With `names`, they ask for the things and graphs of that publication. Raises SourceError, with path and line.
    """
    paths = stored_query_files(directory)
    queries = [_load(path, names or Names()) for path in paths]
    seen: dict[str, str] = {}
    for path, query in zip(paths, queries, strict=True):
        if query.name in seen:
            raise SourceError(f"the topic '{seen[query.name]}' has a query of this name already", path=str(path))
        seen[query.name] = query.topic
    return tuple(queries)


def load_checks(directory: Path, names: Names | None = None) -> tuple[StoredQuery, ...]:
    """The checks among the queries below `directory`, in order of name: a row of one is a fault in the data."""
    return tuple(_load(path, names or Names()) for path in sorted((directory / CHECKS).glob("*.rq")))


def _load(path: Path, names: Names) -> StoredQuery:
    text = _minted(read_text(path), names)
    if not _NAME.fullmatch(path.stem):
        raise SourceError("the name is not in lower case with hyphens, such as who-uses-twitter.rq", path=str(path))
    if path.stem in RESERVED:
        raise SourceError(f"no query is called {', '.join(RESERVED)}; give it another name", path=str(path))
    try:
        header = _header(text)
        blocks = tuple(_values_blocks(text))
        parameters = tuple(_parameter(line, content, blocks, text) for line, content in header.parameters)
        form, chart = _form(text), _chart(header, text)
    except _HeaderError as error:
        raise SourceError(str(error), path=str(path), line=error.line) from error
    return StoredQuery(
        name=path.stem,
        topic=path.parent.name,
        title=header.fields["title"],
        summary=header.fields["summary"],
        tags=_listed(header.fields["tags"]),
        text=text,
        form=form,
        parameters=parameters,
        reading=header.fields.get("reading", ""),
        chart=chart,
        names=names,
    )


class _HeaderError(Exception):
    """A header line that cannot be understood; its path is not known yet."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class _Header:
    fields: dict[str, str] = field(default_factory=dict)
    parameters: list[tuple[int, str]] = field(default_factory=list)


def _header(text: str) -> _Header:
    header = _Header()
    for line, key, content in _header_lines(text):
        if key == "parameter":
            header.parameters.append((line, content))
        elif key not in _ONCE:
            raise _HeaderError(f"'{key}' is no header; there are: {', '.join(_ONCE)}, parameter", line)
        elif key in header.fields:
            raise _HeaderError(f"'{key}' is given twice", line)
        elif not content:
            raise _HeaderError(f"'{key}' is empty", line)
        else:
            header.fields[key] = content
    for key in _NEEDED:
        if key not in header.fields:
            raise _HeaderError(f"the line '#+ {key}: …' is missing at the top")
    return header


def _header_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, key and content of each header, lines that go on joined to the one they belong to."""
    entries: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _HEADER.fullmatch(line)
        if match is None:
            break
        if len(match["indent"]) > 1 and entries:
            first, content = entries[-1]
            entries[-1] = (first, f"{content} {match['content'].strip()}")
        else:
            entries.append((number, match["content"].strip()))
    for number, entry in entries:
        key, colon, content = entry.partition(":")
        if not colon:
            raise _HeaderError(f"'{_cut(entry)}' is not of the form '#+ key: text'", number)
        yield number, key.strip(), content.strip()


def _parameter(line: int, content: str, blocks: tuple["_Block", ...], text: str) -> Parameter:
    parts = [part.strip() for part in content.split("|")]
    if len(parts) != 4 or not all(parts):
        raise _HeaderError("a parameter is 'name | label | kind | description'", line)
    name, label, kind, description = parts
    if not _PARAMETER_NAME.fullmatch(name) or name in _TAKEN:
        raise _HeaderError(f"'{name}' cannot name a parameter; take lower-case letters, and none of {_TAKEN}", line)
    mine = [block for block in blocks if block.variable == name]
    if len(mine) != 1:
        raise _HeaderError(f"parameter {name} needs one 'VALUES ?{name} {{ … }}' block; there are {len(mine)}", line)
    default = text[mine[0].start : mine[0].end].strip()
    if not default:
        raise _HeaderError(f"the block 'VALUES ?{name} {{ }}' is empty; put the default into it, or UNDEF", line)
    word, of_class, in_scheme = _kind(kind, line)
    value = _default_value(text[: mine[0].end], mine[0].start)
    return Parameter(name, label, word, description, default, value, of_class, in_scheme)


def _default_value(text: str, start: int) -> str:
    """The IRI or the text of the term that stands from `start` to the end, where it is one."""
    found = [(token, iri) for token, iri in resolved(tokens(text), None) if token.start >= start]
    if not found or (len(found) > 1 and found[1][0].text != "^^"):
        return ""
    token, iri = found[0]
    if token.kind == "string":
        return "" if "\\" in token.text or token.text.startswith(('""', "''")) else token.text[1:-1]
    return token.text if token.kind == "number" else iri or ""


def _kind(text: str, line: int) -> tuple[Kind, str | None, str | None]:
    match text.split():
        case [word] if word in {kind.value for kind in Kind}:
            return Kind(word), None, None
        case ["iri", "of", name] if (of_class := expand(name)) is not None:
            return Kind.IRI, of_class, None
        case ["iri", "in", scheme] if scheme in SCHEMES:
            return Kind.IRI, None, f"{CANONICAL_BASE_IRI}def/{scheme}"
    raise _HeaderError(
        f"'{text}' is no kind; there are: iri, iri of gs:Tool, iri in status, string, integer, date", line
    )


def _form(text: str) -> Form:
    keywords = (token.keyword for token in tokens(text))
    first = next((word for word in keywords if word and word not in _PROLOGUE), "nothing")
    if first not in {form.value for form in Form}:
        raise _HeaderError(f"a stored query is a SELECT or an ASK, and this begins with {_cut(first)}")
    return Form(first)


def _chart(header: _Header, text: str) -> tuple[str, ...]:
    variables = {token.text[1:] for token in tokens(text) if token.kind == "variable"}
    chart = _listed(header.fields.get("chart", ""))
    for name in chart:
        if name not in variables:
            raise _HeaderError(f"the chart is to show {_cut(name)}, and the query has no variable ?{_cut(name)}")
    return chart


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


@dataclass(frozen=True)
class _Block:
    """The inside of one VALUES block of one variable: where it starts and ends in the text."""

    variable: str
    start: int
    end: int


def _values_blocks(text: str) -> Iterator[_Block]:
    opened: re.Match[str] | None = None
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "variable" or token["values"]:
            opened = token
        elif token["close"] and opened is not None:
            yield _Block(opened["variable"], opened.end(), token.start())
            opened = None


def _minted(text: str, names: Names) -> str:
    """The query for the things of another publication: each IRI of ours moved under its base."""
    return _TOKEN.sub(lambda token: f"<{names.mint(token[0][1:-1])}>" if token["iri"] else token[0], text)


def _iri(value: str, names: Names) -> str | None:
    expanded = expand(value)
    iri = names.mint(expanded) if expanded else value
    return f"<{iri}>" if is_iri(iri) else None


def _string(value: str, _names: Names) -> str | None:
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        return None
    return '"' + value.translate(_ESCAPES) + '"'


def _integer(value: str, _names: Names) -> str | None:
    return str(int(value)) if _INTEGER.fullmatch(value) else None


def _date(value: str, _names: Names) -> str | None:
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        return None
    return f'"{day.isoformat()}"^^<{PREFIXES["xsd"]}date>' if day else None


def _cut(value: str) -> str:
    return value if len(value) <= 80 else value[:79] + "…"


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_BUILDERS = {Kind.IRI: _iri, Kind.STRING: _string, Kind.INTEGER: _integer, Kind.DATE: _date}
_EXPECTED = {
    Kind.IRI: "a whole IRI or a prefixed name",
    Kind.STRING: "text of whole Unicode characters",
    Kind.INTEGER: "a whole number of at most 18 digits",
    Kind.DATE: "a day of the calendar",
}
_EXAMPLES = {Kind.IRI: "tool:twitter", Kind.STRING: "blog", Kind.INTEGER: "10", Kind.DATE: "2009-06-08"}
