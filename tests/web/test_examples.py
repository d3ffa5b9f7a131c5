"""Examples: made from what is served, asked once for each revision."""

import html
import re

import httpx2

EXAMPLE = re.compile(r'<pre tabindex="0" class="code">(curl.*?)</pre>', re.DOTALL)
COMMAND = re.compile(r"curl(?: -H 'Accept: ([^']*)')? '?([^\s']*)'?\Z")


def examples(page: str) -> dict[str, list[str]]:
    """The lines below each command."""
    operations = page.partition('id="operations"')[2]
    found = (html.unescape(each).split("\n") for each in EXAMPLE.findall(operations))
    return {command: answer for command, _, *answer in found}


def test_each_example_is_what_a_client_gets(client: httpx2.Client) -> None:
    found = examples(client.get("/api").text)
    assert len(found) >= 20
    for command, (status, *lines) in found.items():
        asked = COMMAND.match(command)
        assert asked is not None, command
        answer = client.get(asked[2], headers={"Accept": asked[1] or "*/*"})
        assert status.split() == [str(answer.status_code), *answer.headers.get("content-type", "").split()], command
        shown = [line.removesuffix("…") for line in lines if line]
        body = answer.text + "\nLocation: " + answer.headers.get("location", "")
        if "/vocab.json" not in command:
            assert [line for line in shown if line not in body] == [], command


def test_the_examples_are_of_what_is_served_here(client: httpx2.Client) -> None:
    targets = {
        command.rpartition(" ")[2].strip("'").removeprefix(str(client.base_url))
        for command in examples(client.get("/api").text)
    }
    assert "/queries/who-speaks" in targets
    assert any(re.fullmatch(r"/doc/\w+/.+", target) for target in targets)
    assert not any("{" in target for target in targets)


def test_they_are_asked_once_and_anew_after_a_write(writable: httpx2.Client, right: dict[str, str]) -> None:
    def things() -> list[str]:
        return [
            line
            for command, lines in examples(writable.get("/api").text).items()
            if "/sparql" in command
            for line in lines
        ]

    assert things()[2:] == ["class,things"]
    headers = {**right, "Content-Type": "application/sparql-update"}
    assert writable.post("/update", content="INSERT DATA { <http://x/s> a <http://x/C> }", headers=headers).is_success
    assert things()[2:] == ["class,things", "http://x/C,1"]
