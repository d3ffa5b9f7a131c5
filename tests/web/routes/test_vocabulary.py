"""`/vocab.json`."""

import httpx2


def test_a_client_that_has_the_vocabulary_is_told_so(client: httpx2.Client) -> None:
    first = client.get("/vocab.json")
    assert first.headers["content-type"] == "application/json"
    again = client.get("/vocab.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
