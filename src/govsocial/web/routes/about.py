"""Pages about the site: whose it is and how it came about, and how far everybody can use it.

See https://www.w3.org/WAI/planning/statements/
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from govsocial.model.namespaces import GS
from govsocial.web.metadata import citation, metadata_of
from govsocial.web.pages import page
from govsocial.web.reading import select
from govsocial.web.routing import readable
from govsocial.web.site import site_of

router = APIRouter()

_HAS_CLAIMS = f"ASK {{ VALUES ?class {{ <{GS}Claim> <{GS}ToolClaim> <{GS}ToolUse> }} ?claim a ?class }}"


@readable(router, "/about")
async def show_about(request: Request) -> Response:
    """Source, credit, method, limits, contact and licence, as the data tells them."""
    site = site_of(request)
    about = await metadata_of(request)
    context = {
        "about": about,
        "labels": about.labels,
        "has_claims": (await select(request, _HAS_CLAIMS)).boolean,
        "citation": citation(about, None, None if site.release is None else site.release.revision),
    }
    return page(request, "about.html", context)


@readable(router, "/accessibility")
async def show_accessibility(request: Request) -> Response:
    """The accessibility statement."""
    about = await metadata_of(request)
    return page(request, "accessibility.html", {"about": about})
