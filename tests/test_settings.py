"""Tests of govsocial.settings."""

from dataclasses import fields

import pytest

from govsocial.errors import SettingError
from govsocial.settings import Settings, help_text, variable

NAMES = [each.name for each in fields(Settings)]


def test_the_defaults_can_be_used() -> None:
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8000)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_a_help_sentence(name: str) -> None:
    assert help_text(name).endswith(".")


def test_a_setting_has_an_environment_variable() -> None:
    assert variable("max_query_bytes") == "GOVSOCIAL_MAX_QUERY_BYTES"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"timeout": 0.0}, "Setting timeout is 0.0; give 0.001 to 86400."),
        ({"timeout": float("nan")}, "Setting timeout is nan; give 0.001 to 86400."),
        ({"workers": 0}, "Setting workers is 0; give 1 or more."),
        ({"port": -1}, "Setting port is -1; give 0 to 65535."),
        ({"port": 65_536}, "Setting port is 65536; give 0 to 65535."),
        ({"queue_wait": float("inf")}, "Setting queue_wait is inf; give 0 to 86400."),
    ],
)
def test_a_number_out_of_range_is_refused_with_the_range(settings: dict[str, float], sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        Settings(**settings)  # type: ignore[arg-type]  # a table of settings of several types


@pytest.mark.parametrize("base_iri", ["example.org/", "http://example.org", "ftp://example.org/", ""])
def test_a_base_iri_is_an_http_iri_that_keys_can_be_appended_to(base_iri: str) -> None:
    with pytest.raises(SettingError, match="give an http or https IRI that ends in '/'"):
        Settings(base_iri=base_iri)


def test_trusted_proxies_are_addresses_and_networks() -> None:
    networks = Settings(trusted_proxies="10.0.0.0/8, ::1").proxy_networks
    assert [str(network) for network in networks] == ["10.0.0.0/8", "::1/128"]
    assert Settings().proxy_networks == ()


@pytest.mark.parametrize("proxies", ["proxy.example.org", "10.0.0.1/8", "10.0.0.0/33"])
def test_a_proxy_that_is_no_address_is_refused(proxies: str) -> None:
    with pytest.raises(SettingError, match=r"trusted_proxies: .*such as 10\.0\.0\.0/8,::1\."):
        Settings(trusted_proxies=proxies)


def test_the_endpoints_that_service_may_call_are_split_at_blanks() -> None:
    settings = Settings(service_allow=" http://a/sparql  https://b:8443/x?y=z http://a/sparql ")
    assert settings.services == ("http://a/sparql", "https://b:8443/x?y=z")
    assert Settings().services == ()


@pytest.mark.parametrize(
    "iri",
    ["sparql", "/sparql", "ftp://a/", "http://", "http:///x", "http://u:p@a/", "http://a/#x", "http://a:x/", "<a>"],
)
def test_what_is_no_endpoint_is_refused(iri: str) -> None:
    with pytest.raises(SettingError, match="service_allow"):
        Settings(service_allow=f"http://a/sparql {iri}")
