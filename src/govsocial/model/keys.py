"""How people write the IRI of a thing: with a prefix of ours, as a key, or whole.

See https://www.w3.org/TR/curie/
"""

from govsocial.errors import NotFoundError
from govsocial.model.iris import Names, is_iri
from govsocial.model.namespaces import KINDS, PREFIXES


def expand(value: str) -> str | None:
    """The IRI that a prefixed name of ours stands for; None when the text is none."""
    prefix, colon, local = value.partition(":")
    if not colon or prefix not in PREFIXES or not local or local.startswith("//"):
        return None
    return PREFIXES[prefix] + local


def resolve(key: str, names: Names) -> str:
    """The IRI that is meant: `tool/twitter`, `/id/tool/twitter`, `tool:twitter`, `<http://…>`, `http://…`.

    Raises NotFoundError for what can be none.
    """
    bare = key.removeprefix("<").removesuffix(">")
    expanded = expand(bare)
    if expanded is not None:
        return names.mint(expanded)
    if ":" not in bare:
        kind, _, rest = bare.strip("/").partition("/")
        bare = names.thing(kind, rest) if kind in KINDS else names.of_path("/" + bare.strip("/"))
    if not is_iri(bare):
        raise NotFoundError(f"'{key}' is no IRI; give one, or a key such as tool/twitter.")
    return bare
