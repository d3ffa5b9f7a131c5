"""The archive: the releases that a publisher keeps, the newest first.

See https://www.w3.org/TR/dwbp/#VersioningInfo
"""

from pathlib import Path

from govsocial.errors import SourceError
from govsocial.publishing.release import MANIFEST, Release


def open_archive(directory: Path) -> tuple[Release, ...]:
    """The release in a directory, or the releases in its folders: the one issued last comes first, then by folder.

    Raises SourceError when there is none, or one is not whole.
    """
    if not directory.is_dir() or (directory / MANIFEST).exists():
        return (Release.open(directory),)
    folders = sorted(path.parent for path in directory.glob(f"*/{MANIFEST}") if not path.parent.name.startswith("."))
    if not folders:
        raise SourceError(f"this is no release, and no folder of releases: there is no {MANIFEST}", str(directory))
    releases = {release.name: release for release in map(Release.open, folders)}  # a copy has the name of its original
    return tuple(sorted(releases.values(), key=lambda release: (release.issued, release.directory.name), reverse=True))
