"""The process that writes the bundled release: it is the one that `build` gives."""

import subprocess
import sys
from pathlib import Path

from govsocial.model.iris import Names
from govsocial.publishing.bundle import write_bundled
from govsocial.publishing.release import Release


def test_the_process_writes_the_release_of_the_bundled_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "govsocial.publishing.bundle", str(tmp_path / "one"), Names().base]
    subprocess.run(command, check=True)
    release = Release.open(tmp_path / "one")
    release.verify()
    assert release.name == write_bundled(tmp_path / "two", Names()).name
