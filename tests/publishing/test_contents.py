"""All files of a release: every cut in every syntax, each compressed too."""

from pathlib import Path

from govsocial.model.iris import Names
from govsocial.model.sources import Sources
from govsocial.publishing.assembly import assemble
from govsocial.publishing.contents import steps_of, write_contents


def test_every_cut_is_there_in_every_syntax_and_compressed(sources: Sources, tmp_path: Path) -> None:
    steps: list[str] = []
    release = write_contents(tmp_path / "release", sources, assemble(sources, Names()), steps.append)
    names = {file.name for file in release.files}
    assert names >= {
        f"tiny{cut}.{extension}{compression}"
        for cut in ("", "-stated", "-2009-06", "-ontology")
        for extension in ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
        for compression in ("", ".gz")
    }
    assert len(steps) == steps_of(sources)
    release.verify()
