"""What people look for first."""

import re

from tests.web.things.conftest import Served, section, words


def facts(page: str) -> dict[str, str]:
    rows = re.findall(r"<div><dt>(.*?)</dt>(.*?)</div>", section(page, "facts"), re.DOTALL)
    return {heading: words(values) for heading, values in rows}


def test_a_body_has_its_names_its_reporter_and_its_addresses_elsewhere(served: Served) -> None:
    found = facts(served.page("organisation/dcms"))
    assert found["Kind"] == "Department"
    assert found["Also called"] == "Department for Culture, Media & Sport enrichment"
    assert "Neill" in found["Reported by"]
    assert "wikidata.org" in found["Elsewhere on the web"]


def test_a_successor_is_known_from_outside_the_source_and_marked_so(served: Served) -> None:
    assert facts(served.page("organisation/dius"))["Later became"] == "BIS enrichment"
    assert facts(served.page("organisation/bis"))["Came from"] == "BERR enrichment DIUS enrichment"


def test_without_enrichment_there_is_no_successor(served: Served) -> None:
    page = served.page("organisation/dius?without=enrichment")
    assert "Later became" not in facts(page)
    assert '<span class="tag enrichment">enrichment</span></dd>' not in page


def test_whom_a_report_is_about_is_called_so(served: Served) -> None:
    found = facts(served.page("report/2009-06/dcms"))
    assert found["About"] == "DCMS"
    assert "Belongs to" not in found
