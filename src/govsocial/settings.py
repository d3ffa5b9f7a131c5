"""Every setting, once: its name, default, unit and help. Flags and GOVSOCIAL_* variables are made from this table."""

from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from govsocial.errors import SettingError

CANONICAL_BASE_IRI = "https://w3id.org/govsocial/"
MEBIBYTE = 1024 * 1024
DAY = 86_400.0

Network = IPv4Network | IPv6Network


def _setting(
    default: Any, text: str, minimum: float | None = None, maximum: float = float("inf")
) -> Any:  # Any: as dataclasses.field has it
    return field(default=default, metadata={"help": text, "minimum": minimum, "maximum": maximum})


@dataclass(frozen=True)
class Settings:
    """The settings of one server or command. Raises SettingError for a value out of range."""

    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 for all.")
    port: int = _setting(8000, "Port to listen on; 0 for any free one.", minimum=0, maximum=65_535)
    reuse_port: bool = _setting(
        False, "Share the port with other servers of the same user that say so too; the system spreads connections."
    )
    base_iri: str = _setting(CANONICAL_BASE_IRI, "IRI under which things are named; /id/x describes {base}id/x.")
    timeout: float = _setting(10.0, "Seconds that a query may take.", minimum=0.001, maximum=DAY)
    count_timeout: float = _setting(
        600.0,
        "Seconds that a count of all that a store holds may take, beside the queries.",
        minimum=0.001,
        maximum=DAY,
    )
    workers: int = _setting(2, "Queries that run at the same time, each in a process of its own.", minimum=1)
    spares: int = _setting(2, "Further processes that take over at once when a query is stopped.", minimum=1)
    long_queries: int = _setting(
        4, "Queries that take long and run beside the others, in further processes.", minimum=0
    )
    worker_memory: int = _setting(2048, "MiB of address space that one worker may use.", minimum=512)
    queue: int = _setting(32, "Queries that may wait for a worker; further ones get 503.", minimum=0)
    queue_wait: float = _setting(5.0, "Seconds that a query may wait for a worker.", minimum=0, maximum=DAY)
    max_query_bytes: int = _setting(262_144, "Bytes of one query's text.", minimum=1)
    max_result_bytes: int = _setting(1024 * MEBIBYTE, "Bytes of one answer; a longer one is cut.", minimum=1)

    cache: int = _setting(64, "MiB of answers that are kept and given again while nothing changes; 0 for none.", 0)
    max_age: int = _setting(
        0, "Seconds for which browsers and proxies may give an answer again without asking; 0: they ask.", minimum=0
    )
    service_allow: str = _setting("", "Endpoints that SERVICE may call: IRIs, with blanks between.")

    update_timeout: float = _setting(30.0, "Seconds that an update or an upload may take.", minimum=0.001, maximum=DAY)
    max_upload_bytes: int = _setting(64 * MEBIBYTE, "Bytes of one upload, compressed or not.", minimum=1)
    union_default_graph: bool = _setting(
        False, "The default graph of a store on disk is the union of its graphs; each worker holds it in memory."
    )

    max_connections: int = _setting(1024, "Connections at the same time; idle ones are closed for new ones.", minimum=8)
    max_connections_per_client: int = _setting(
        128, "Connections of one client at the same time; its idle ones are closed for new ones.", minimum=1
    )
    grace: float = _setting(
        10.0, "Seconds that running requests get to finish when the server is told to stop.", minimum=0, maximum=DAY
    )
    trusted_proxies: str = _setting(
        "", "Addresses or networks, with commas, of proxies whose X-Forwarded-For or Forwarded is believed."
    )

    @property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The trusted proxies. Raises SettingError for what is no address and no network."""
        try:
            return tuple(ip_network(each.strip()) for each in self.trusted_proxies.split(",") if each.strip())
        except ValueError as error:
            raise SettingError(
                f"Setting trusted_proxies: {error}; give addresses or networks, such as 10.0.0.0/8,::1."
            ) from error

    def __post_init__(self) -> None:
        for setting in fields(self):
            minimum, maximum = setting.metadata["minimum"], setting.metadata["maximum"]
            value = getattr(self, setting.name)
            if minimum is not None and not minimum <= value <= maximum:
                right = f"{minimum:g} or more" if maximum == float("inf") else f"{minimum:g} to {maximum:g}"
                raise SettingError(f"Setting {setting.name} is {value}; give {right}.")
        self._check_services()
        if not self.base_iri.startswith(("http://", "https://")) or not self.base_iri.endswith(("/", "#")):
            raise SettingError(
                f"Setting base_iri is '{self.base_iri}'; give an http or https IRI that ends in '/', such as "
                f"{CANONICAL_BASE_IRI}."
            )
        _ = self.proxy_networks  # raises for what cannot be read

    @property
    def services(self) -> tuple[str, ...]:
        """The endpoints that SERVICE may call."""
        return tuple(dict.fromkeys(self.service_allow.split()))

    def _check_services(self) -> None:
        for iri in self.services:
            try:
                parts = urlsplit(iri)
                is_right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
            except ValueError:
                is_right = False
            if not is_right or "@" in parts.netloc or "#" in iri or any(sign in '<>"{}|^`\\' for sign in iri):
                raise SettingError(
                    f"Setting service_allow has '{iri}'; give absolute http or https IRIs of endpoints, such as "
                    "https://query.wikidata.org/sparql, with blanks between them."
                )


def help_text(name: str) -> str:
    """What the setting means, as its help sentence."""
    return next(str(setting.metadata["help"]) for setting in fields(Settings) if setting.name == name)


def variable(name: str) -> str:
    """The environment variable of a setting: `timeout` → `GOVSOCIAL_TIMEOUT`."""
    return f"GOVSOCIAL_{name.upper()}"
