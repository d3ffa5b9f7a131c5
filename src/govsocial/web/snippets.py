"""How a query is asked from a program: the code, in a few languages, with the query in it as it stands.

See https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
"""

import json
import shlex
from dataclasses import dataclass


@dataclass(frozen=True)
class Snippet:
    """Code that prints the answer to a query."""

    language: str
    text: str


def snippets(endpoint: str, query: str, media_type: str) -> tuple[Snippet, ...]:
    """Code for a shell, Python, R and JavaScript, each without packages beyond the language's own."""
    accept = json.dumps(media_type)
    url = json.dumps(endpoint)
    return (
        Snippet(
            "curl",
            f"curl --data-urlencode {shlex.quote('query=' + query)} \\\n"
            f"  -H {shlex.quote('Accept: ' + media_type)} {shlex.quote(endpoint)}",
        ),
        Snippet(
            "Python",
            "from urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\n"
            f"query = {_python(query)}\n"
            f'data = urlencode({{"query": query}}).encode()\n'
            f'with urlopen(Request({url}, data, {{"Accept": {accept}}})) as answer:\n    print(answer.read().decode())',
        ),
        Snippet(
            "R",
            f"query <- {_r(query)}\n"
            f'address <- paste0({url}, "?query=", URLencode(query, reserved = TRUE))\n'
            f'cat(readLines(url(address, headers = c(Accept = {accept})), encoding = "UTF-8"), sep = "\\n")',
        ),
        Snippet(
            "JavaScript",
            f"const query = {_javascript(query)};\n"
            f'const answer = await fetch({url}, {{\n  method: "POST",\n  headers: {{ Accept: {accept} }},\n'
            "  body: new URLSearchParams({ query }),\n});\nconsole.log(await answer.text());",
        ),
    )


def _python(text: str) -> str:
    is_readable = _is_plain(text) and '"""' not in text and "\\" not in text and not text.endswith('"')
    return f'"""{text}"""' if is_readable else ascii(text)


def _r(text: str) -> str:
    is_readable = _is_plain(text) and ")---" not in text
    return f'r"---({text})---"' if is_readable else json.dumps(text, ensure_ascii=False)


def _javascript(text: str) -> str:
    is_readable = _is_plain(text) and not any(each in text for each in ("`", "\\", "${"))
    return f"`{text}`" if is_readable else json.dumps(text)


def _is_plain(text: str) -> bool:
    """Whether it is the same when it stands in a file of code as it is."""
    return all(line.isprintable() for line in text.split("\n"))
