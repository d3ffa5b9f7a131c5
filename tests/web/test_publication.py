"""What the data says of itself, read once for each revision."""

import httpx2


def test_the_rights_are_those_that_the_data_gives_now(writable: httpx2.Client, right: dict[str, str]) -> None:
    base = "https://data.example.org/"
    about = (
        "<{base}dataset> <http://purl.org/dc/terms/license> <http://x/{licence}> . <{base}id/tool/x> <http://x/p> 1 ."
    )
    for licence in ("first", "second"):
        content = about.format(base=base, licence=licence)
        writable.put("/graphs?default", content=content, headers={**right, "Content-Type": "text/turtle"})
        assert writable.get("/doc/tool/x").links["license"]["url"] == f"http://x/{licence}"
