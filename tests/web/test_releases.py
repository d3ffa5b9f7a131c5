"""The releases whose files are offered."""

import httpx2


def test_where_there_is_no_release_there_are_no_files(writable: httpx2.Client) -> None:
    answer = writable.get("/dumps/")
    assert answer.status_code == 404
    assert "no release" in answer.json()["detail"]
