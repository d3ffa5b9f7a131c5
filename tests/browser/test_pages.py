"""Every page as people have it: narrow and wide, with scripts and without, by the rules of WCAG 2.2 AA."""

from collections.abc import Callable

import pytest
from tests.browser.conftest import Visit

PAGES = [
    "/", "/sparql", "/queries", "/queries/who-uses-a-tool", "/doc/organisation", "/doc/organisation/dcms",
    "/doc/tool/twitter", "/doc/claim/2009-06/dcms-twitter", "/def/govsocial", "/def/status", "/dumps/", "/dataset.html",
    "/api", "/about", "/accessibility",
    "/def/tool-kind", "/def/shapes", "/def/govsocial?page=2", "/doc/snapshot/2009-06",
    "/nothing-here", "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+20", "/sparql?query=SELECT+nonsense",
    "/queries/tools-by-use", "/queries/who-does-a-practice?practice=practice:ministerial-video",
    "/sparql?query=SELECT+?t+(COUNT(*)+AS+?n)+%7B?s+a+?t%7D+GROUP+BY+?t&view=chart",
    "/sparql?query=ASK+%7B%7D&view=raw",
    "/sparql?query=DESCRIBE+%3Chttps://w3id.org/govsocial/id/tool/twitter%3E&view=graph",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+200&iris=show",
    "/doc/person/julia-chandler", "/doc/initiative/budget", "/doc/unit/fco-press-office", "/doc/report/2009-06/fco",
    "/doc/snapshot/2009-06", "/doc/source/2009-06", "/doc/evidence/2009-06/4257-4383", "/doc/event/creation-of-bis",
    "/doc/organisation/dius?without=derived&without=enrichment",
    "/search", "/search?q=twiter", "/search?q=dcms&kind=claim", "/search?q=huddel", "/browse", "/doc/claim",
    "/doc/organisation?claim.tool=tool:twitter&claim.status=status:in-use&sort=-claims", "/ask",
    "/ask?show=organisation&status=any&tool=tool:twitter", "/ask?show=tool&organisation=organisation:home-office",
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_and_does_not_scroll_sideways(visit: Callable[..., Visit], path: str, width: int) -> None:
    begun = visit(width=width)
    begun.open(path)
    assert begun.breaches() == []
    assert begun.overflow() == 0
