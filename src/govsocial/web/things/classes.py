"""Which page a thing gets, by its class: one for each kind of thing that we have more to say of, else the shared one.

See https://www.w3.org/TR/vocab-org/ and https://www.w3.org/TR/annotation-model/
"""

from collections.abc import Collection

from govsocial.web.things.facts import term_iri

FALLBACK = "thing"

_CLASSES = {
    "claim": (
        "gs:Claim", "gs:ToolClaim", "gs:ToolUse", "gs:IntendedUse", "gs:NonUse", "gs:InvolvementClaim", "gs:TeamClaim",
        "gs:Assessment", "gs:CoverageGap",
    ),
    "report": ("gs:Report",),
    "snapshot": ("gs:Snapshot",),
    "tool": ("gs:Tool",),
    "initiative": ("gs:Initiative",),
    "evidence": ("oa:SpecificResource",),
    "unit": ("org:OrganizationalUnit",),
    "organisation": ("org:Organization", "org:FormalOrganization"),
    "person": ("foaf:Person",),
    "source": ("foaf:Document",),
}  # fmt: skip
"""The classes by the name of the page, the narrower before the wider: a unit is an organisation too."""

_IRIS = {name: frozenset(map(term_iri, classes)) for name, classes in _CLASSES.items()}
CLAIM_CLASSES = _IRIS["claim"]
PAGES = (*_CLASSES, FALLBACK)
"""All pages that there are."""


def page_for(classes: Collection[str]) -> str:
    """The name of the page for a thing of these classes; that of all things for classes of others."""
    return next((name for name, iris in _IRIS.items() if not iris.isdisjoint(classes)), FALLBACK)
