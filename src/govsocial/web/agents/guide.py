"""The guide for language models: what this graph is, its rules, and the addresses where each thing is found.

See https://llmstxt.org/
"""

from collections.abc import Iterator

from govsocial.web.markdown import escaped
from govsocial.web.publication import Publication
from govsocial.web.site import Site


def guide(site: Site, publication: Publication, root: str) -> str:
    """The guide in Markdown, with whole addresses below `root`."""
    return "\n".join(_lines(site, publication, root)) + "\n"


def _lines(site: Site, publication: Publication, root: str) -> Iterator[str]:
    yield f"# {escaped(publication.title or 'govsocial')}"
    yield "\n> A graph of linked data that can be asked in SPARQL; each thing in it has an address."
    if site.stored_queries:
        yield "\nWhat the graph does not say is not a no. Cite the IRIs that an answer rests on."
    yield "\n## Tools\n"
    yield f"- [MCP server]({root}/mcp): search, describe, vocabulary, sparql, and a tool for each question below"
    yield f"- [SPARQL endpoint]({root}/sparql): `?query=…`, results by `Accept` or `format=csv|json|xml|tsv|ttl`"
    yield f"- [Vocabulary]({root}/vocab.json): prefixes, classes, properties and named things"
    yield f"- [OpenAPI]({root}/openapi.json): every address, its parameters and formats"
    yield f"- Any page `{root}/doc/…` as Markdown: add `.md` to its address"
    if site.stored_queries:
        yield "\n## Questions\n"
        for query in site.stored_queries.values():
            asked = f" Parameters: {', '.join(each.name for each in query.parameters)}." if query.parameters else ""
            yield f"- [{escaped(query.title)}]({root}/queries/{query.name}.md): {escaped(query.summary)}{asked}"
    if site.release is not None:
        yield "\n## Optional\n"
        yield f"- [The dataset]({root}/dataset.md): who made it, licence, snapshots"
        yield f"- [Dumps]({root}/dumps/): the whole graph as files"
