"""A question in Markdown, for those who read text and for language models: answer, reading, parameters, query.

See https://spec.commonmark.org/
"""

from collections.abc import Iterator, Mapping, Sequence

from govsocial.model.stored_queries import Parameter
from govsocial.web.descriptions import Description
from govsocial.web.markdown import escaped, markdown
from govsocial.web.questions import Choice, Question, heading
from govsocial.web.tables import Labels, markdown_table
from govsocial.web.terms import Solutions

Offered = Mapping[str, Sequence[Choice]]


def question_markdown(
    question: Question, found: Solutions, labels: Labels, offered: Offered, described: Description | None
) -> bytes:
    """The document in UTF-8; at its end what the graph says of the query."""
    lines = "\n".join(_lines(question, found, labels, offered)) + "\n"
    said = b"" if described is None else b"\n" + markdown(described)
    return lines.encode() + said.replace(b"\n# ", b"\n## ", 1)


def _lines(question: Question, found: Solutions, labels: Labels, offered: Offered) -> Iterator[str]:
    query = question.query
    yield f"# {escaped(query.title)}"
    yield f"\n{escaped(query.summary)}"
    for name, value in question.values.items():
        yield f"\nAsked here with {escaped(name)} = {escaped(value)}."
    yield "\n## Answer\n"
    yield from markdown_table(found, labels, {each: heading(each) for each in found.variables})
    if not found.is_complete:
        yield f"\nThese are the first {len(found.rows):,} rows; there are more in the CSV."
    elif not found.rows and found.boolean is None:
        yield "\nNo row: the graph says nothing that fits. That may be silence, which is not a no."
    if query.reading:
        yield f"\nHow to read it: {escaped(query.reading)}"
    if query.parameters:
        yield "\n## Ask it of something else\n"
        for parameter in query.parameters:
            yield from _parameter(parameter, offered[parameter.name])
    path = f"/queries/{query.name}"
    yield "\n## The answer as data\n"
    yield f"- CSV with labels: {path}.csv{question.search}"
    yield f"- JSON: {path}.json{question.search}"
    yield "\n## Query\n"
    fence = "```" if "```" not in question.text else "~~~~~"
    yield f"{fence}sparql\n{question.text.rstrip()}\n{fence}"


def _parameter(parameter: Parameter, offered: Sequence[Choice]) -> Iterator[str]:
    default = escaped(parameter.default)
    yield f"- `{parameter.name}` ({parameter.kind.value}): {escaped(parameter.description)}; if not given: {default}"
    yield from (f"  - {escaped(each.label)}: `?{parameter.name}={each.value}`" for each in offered)
