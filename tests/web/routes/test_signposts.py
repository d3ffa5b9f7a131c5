"""The catalogue of the interfaces. The TimeGate and the TimeMap are tested with what they rest on."""

import httpx2
import pytest


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_catalogue_of_interfaces_is_at_its_well_known_place(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/.well-known/api-catalog")
    assert response.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    assert response.links["api-catalog"]["url"] == "/.well-known/api-catalog"


def test_the_catalogue_names_the_endpoint_with_its_descriptions(client: httpx2.Client, address: str) -> None:
    contexts = client.get("/.well-known/api-catalog").json()["linkset"]
    endpoint = next(each for each in contexts if each["anchor"] == f"{address}/sparql")
    for target in (*endpoint["service-desc"], *endpoint["service-doc"]):
        response = client.get(target["href"], headers={"Accept": target["type"]})
        assert response.headers["content-type"].partition(";")[0] == target["type"]
    items = [item["href"] for each in contexts for item in each.get("item", ())]
    assert items == [f"{address}/sparql", f"{address}/queries"]
