"""What a store that someone else runs holds of a release, which decides what is served over it.

See https://www.w3.org/TR/sparql11-query/#rdfDataset
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govsocial.errors import BusyError, QueryError, StoreError
from govsocial.settings import Settings
from govsocial.store.oxigraph import NamedNode, parse
from govsocial.store.remote import RemoteStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Holdings:
    """The graphs of a release: all with their sizes, those that a store lacks, and those of another size there."""

    graphs: Mapping[str, int]
    lacking: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the store holds the release, as far as counting tells."""
        return not self.lacking and not self.differing

    @property
    def is_nothing(self) -> bool:
        """Whether the store holds no graph of the release."""
        return tuple(self.graphs) == self.lacking

    @property
    def faults(self) -> list[str]:
        """What is wrong with each graph that is not there as it should be."""
        lacking = [f"<{iri}> is not there" for iri in self.lacking]
        return lacking + [f"<{iri}> has other triples" for iri in self.differing]

    def __str__(self) -> str:
        """What follows for those who are served."""
        if self.is_whole:
            return f"The store holds the {len(self.graphs)} graphs of the release; these are served, and no others."
        if self.is_nothing:
            return "The store holds no graph of the release; all its own are served, without stored queries and dumps."
        return (
            f"The store differs from the release in {len(self.faults)} of {len(self.graphs)} graphs "
            f"({self.faults[0]}); "
            "all its own are served, without dumps."
        )


def holdings_of(dataset: Path, urls: Sequence[str], settings: Settings, authorization: str | None) -> Holdings:
    """What the store at some URLs holds of a release, whose N-Quads are in the file `dataset`.

    Several URLs are replicas, of which each must hold the whole release; one of them must be up. Raises SettingError,
    and StoreError naming the URL.
    """
    return asyncio.run(_ask(urls, settings, authorization, _sizes(dataset)))


def compared(wanted: Mapping[str, int], found: Mapping[str, int]) -> Holdings:
    """The holdings that follow from the sizes of graphs."""
    return Holdings(
        wanted,
        tuple(iri for iri in wanted if iri not in found),
        tuple(iri for iri, size in wanted.items() if iri in found and found[iri] != size),
    )


def _sizes(dataset: Path) -> dict[str, int]:
    names = (quad.graph_name for quad in set(parse(dataset)))
    return dict(sorted(Counter(name.value for name in names if isinstance(name, NamedNode)).items()))


async def _ask(
    urls: Sequence[str], settings: Settings, authorization: str | None, wanted: Mapping[str, int]
) -> Holdings:
    if len(urls) == 1:
        return await _ask_one(urls[0], settings, authorization, wanted)
    held: dict[str, Holdings] = {}
    for url in urls:
        try:
            held[url] = await _ask_one(url, settings, authorization, wanted)
        except StoreError as error:
            logger.warning("%s", error)
    for url, each in held.items():
        if not each.is_whole:
            raise StoreError(
                f"{url} does not hold the release, as each of several stores must: it differs in {len(each.faults)} of "
                f"{len(wanted)} graphs ({each.faults[0]}); govsocial publish brings it there."
            )
    if not held:
        raise StoreError(f"None of the {len(urls)} stores can be served; the log says why.")
    return compared(wanted, wanted)


async def _ask_one(url: str, settings: Settings, authorization: str | None, wanted: Mapping[str, int]) -> Holdings:
    store = RemoteStore(url, replace(settings, workers=1, spares=1), authorization, tuple(wanted))
    try:
        await store.open()
        return compared(wanted, await store.graph_sizes())
    except (StoreError, QueryError, BusyError) as error:
        raise StoreError(f"{url} cannot be served: {error}") from error
    finally:
        await store.close()
