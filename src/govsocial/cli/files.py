"""RDF files that a command is given.

It imports little, as `load` has to be quick about small files.
"""

from pathlib import Path

from govsocial.errors import SourceError
from govsocial.model import formats


def check_file(path: Path) -> None:
    """Raises SourceError when there is no such file, or its name tells no RDF format."""
    if not path.exists():
        raise SourceError("There is no such file.", str(path))
    if path.is_dir():
        raise SourceError("This is a directory; name the files in it.", str(path))
    if not path.is_file():
        raise SourceError("This is no regular file.", str(path))  # a pipe or device cannot be read twice
    if formats.of_path(path.name) is None:
        known = " ".join(f".{each.extension}" for each in formats.RDF_FORMATS)
        raise SourceError(f"Its name tells no RDF format; known are {known}, and .gz after each.", str(path))
