"""The right to write, whoever asks and however the token is spelled."""

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_has_no_case(writable: httpx2.Client, scheme: str) -> None:
    headers = UPDATE | {"Authorization": f"{scheme} a-token-of-the-tests"}
    assert writable.post("/update", content="CLEAR GRAPH <x:none>", headers=headers).status_code in (204, 409)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30))
def test_no_other_token_is_taken(writable: httpx2.Client, token: str) -> None:
    answer = writable.post("/update", content="CLEAR ALL", headers=UPDATE | {"Authorization": f"Bearer {token}"})
    assert answer.status_code == (204 if token == "a-token-of-the-tests" else 401)
