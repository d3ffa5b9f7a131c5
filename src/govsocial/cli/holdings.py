"""What a store that someone else runs holds of a release, which decides what is served over it.

See https://www.w3.org/TR/sparql11-query/#rdfDataset
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from govsocial.errors import StoreError
from govsocial.settings import Settings
from govsocial.store.oxigraph import NamedNode, parse
from govsocial.store.remote import RemoteStore


@dataclass(frozen=True)
class Holdings:
    """The named graphs of a release: all, those that the store lacks, and those that have another size there."""

    graphs: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the store holds the release, as far as counting tells."""
        return not self.lacking and not self.differing

    @property
    def is_nothing(self) -> bool:
        """Whether the store holds no graph of the release."""
        return self.graphs == self.lacking

    def __str__(self) -> str:
        """What follows for those who are served."""
        if self.is_whole:
            return f"The store holds the {len(self.graphs)} graphs of the release; these are served, and no others."
        if self.is_nothing:
            return "The store holds no graph of the release; all its own are served, without stored queries and dumps."
        faults = [f"<{iri}> is not there" for iri in self.lacking]
        faults += [f"<{iri}> has other triples" for iri in self.differing]
        return (
            f"The store differs from the release in {len(faults)} of {len(self.graphs)} graphs ({faults[0]}); "
            "all its own are served, without dumps."
        )


def holdings_of(dataset: Path, url: str, settings: Settings, authorization: str | None) -> Holdings:
    """What the store at a URL holds of a release, whose N-Quads are in the file `dataset`.

    Raises SettingError, and StoreError naming the URL.
    """
    wanted = _sizes(dataset)
    return asyncio.run(_ask(url, settings, authorization, wanted))


def compared(wanted: Mapping[str, int], found: Mapping[str, int]) -> Holdings:
    """The holdings that follow from the sizes of graphs."""
    return Holdings(
        tuple(wanted),
        tuple(iri for iri in wanted if iri not in found),
        tuple(iri for iri, size in wanted.items() if iri in found and found[iri] != size),
    )


def _sizes(dataset: Path) -> dict[str, int]:
    names = (quad.graph_name for quad in set(parse(dataset)))
    return dict(sorted(Counter(name.value for name in names if isinstance(name, NamedNode)).items()))


async def _ask(url: str, settings: Settings, authorization: str | None, wanted: Mapping[str, int]) -> Holdings:
    store = RemoteStore(url, replace(settings, workers=1, spares=1), authorization, tuple(wanted))
    try:
        await store.open()
        return compared(wanted, await store.graph_sizes())
    except StoreError as error:
        raise StoreError(f"{url} cannot be served: {error}") from error
    finally:
        await store.close()
