"""Files that pages load: built at install from `frontend/`, each under a name that changes with its content.

Where they were not built there is one style sheet, hand-written, and no script: every page works with that alone.
See https://www.rfc-editor.org/rfc/rfc8246 for what is kept for ever.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parent
BUILT = _PACKAGE / "static"
"""Where the build of the front end puts its files."""

_TEMPLATES = _PACKAGE / "templates"
_HAND_WRITTEN = (_TEMPLATES / "site.css", _TEMPLATES / "figures" / "figures.css", _TEMPLATES / "icon.svg")
MANIFEST, LICENCES = "manifest.json", "THIRD-PARTY-LICENSES.txt"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    path: Path
    name: str

    @property
    def media_type(self) -> str:
        """By its extension."""
        return _MEDIA_TYPES[self.path.suffix]


@dataclass(frozen=True)
class Assets:
    """The files there are, by the name that pages call them by: `site.css`, `sparql-editor.js`."""

    by_name: Mapping[str, Asset]

    def address(self, name: str) -> str | None:
        """Where browsers find a file; None for a script that was not built."""
        asset = self.by_name.get(name)
        return None if asset is None else f"/static/{asset.name}"

    def sent_as(self, name: str) -> Asset | None:
        """The file that has this name in its address."""
        return next((asset for asset in self.by_name.values() if asset.name == name), None)


def load_assets(folder: Path = BUILT) -> Assets:
    """What was built into a folder, and for the rest what is written by hand."""
    by_hand = {path.name: Asset(path, _name_with_digest(path)) for path in _HAND_WRITTEN}
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return Assets(by_hand)
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    built = {name: Asset(folder / file, file) for name, file in names.items()}
    return Assets({**by_hand, **built, LICENCES: Asset(folder / LICENCES, LICENCES)})


def _name_with_digest(path: Path) -> str:
    return f"{path.stem}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"
