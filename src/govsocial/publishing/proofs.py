"""Proofs that the files of a release still are those that were released, before they are sent with their checksums.

See https://www.rfc-editor.org/rfc/rfc9530#name-security-considerations
"""

import hashlib
from pathlib import Path

from govsocial.errors import StoreError
from govsocial.publishing.files import ReleaseFile


class Proofs:
    """Which files were found to have the bytes that were released: by their inode, size and time of writing.

    A file is read once before it is first sent, and again when it has been written or replaced.
    """

    def __init__(self) -> None:
        self._proven: dict[Path, tuple[int, int, int]] = {}

    def prove(self, path: Path, file: ReleaseFile) -> float:
        """When the file was written, in seconds. Raises StoreError when it is not the one that was released."""
        try:
            stat = path.stat()
            state = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if self._proven.get(path) != state:
                if stat.st_size != file.bytes or _digest(path) != file.sha256:
                    raise StoreError("The release was changed or replaced while the server runs; start it again.")
                self._proven[path] = state
        except OSError as error:
            raise StoreError("The release is no longer where it was when the server started.") from error
        return stat.st_mtime


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
