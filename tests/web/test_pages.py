"""What all pages share."""

import re

import httpx2
import pytest

PAGES = [
    "/", "/sparql", "/queries", "/queries/who-speaks", "/dumps/", "/doc/tool", "/doc/tool/hostile",
    "/doc/claim/fco-twitter", "/def/status", "/graph/scheme/status", "/none",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_landmarks_one_heading_and_a_skip_link(browser: httpx2.Client, path: str) -> None:
    page = browser.get(path).text
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert page.count("<h1>") == page.count("<main ") == page.count("<footer>") == 1
    assert '<a class="skip" href="#main">' in page
    assert "Independent project. Not a government service." in page
    assert re.search(r"<title>[^<]+ \u2013 govsocial</title>", page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_that_its_policy_refuses(browser: httpx2.Client, path: str) -> None:
    response = browser.get(path)
    assert "script-src 'self'" in response.headers["content-security-policy"]
    # A block of data is no script to the policy: the browser does not run it.
    scripts = re.findall(r'<script(?! type="application/ld\+json">)[^>]*>[^<]*', response.text)
    assert all(re.fullmatch(r'<script type="module" src="/static/[^"]+">', script) for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", response.text)
    assert not re.search(r'(?:src|action|rel="stylesheet" href)="(?!/)', response.text)


@pytest.mark.parametrize("path", PAGES)
def test_the_ids_of_a_page_differ(browser: httpx2.Client, path: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', browser.get(path).text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_table_that_may_be_wide_can_be_scrolled_by_keyboard(browser: httpx2.Client, path: str) -> None:
    page = browser.get(path).text
    assert page.count("<table") == len(
        re.findall(r'role="region" tabindex="0" aria-label(?:ledby)?="[^"]+">\s*<table', page)
    )


def test_every_link_of_ours_leads_somewhere(browser: httpx2.Client) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        response = browser.get(path)
        assert response.status_code == (410 if path.startswith("/doc/unit/old") else 200), path
        links = re.findall(r'href="(/[^"#]*)', response.text) if "html" in response.headers["content-type"] else []
        fresh = {link.replace("&amp;", "&") for link in links} - seen
        # Terms without any triple, and an ontology that is not in the tiny data, lead nowhere there.
        fresh = {link for link in fresh if not link.startswith(("/def/govsocial", "/sparql?", "/doc/source"))}
        seen |= fresh
        waiting += sorted(fresh)
    assert {"/doc/tool/caf%C3%A9", "/doc/tool/a%20b", "/graph/scheme/status"} <= seen
    assert any(path.startswith("/dumps/2026-11-23-") and path.endswith("/tiny.ttl") for path in seen)
