"""Files of a release: what is said of each, and compression without name and time."""

import gzip
import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

from govsocial.publishing.files import gzipped, new_file

FILE = new_file("a.ttl", "text/turtle", b"<s> <p> <o> .\n" * 100, title="A file", format_name="ttl", cut="whole")


def test_a_file_is_described_by_its_own_bytes() -> None:
    assert (FILE.about.bytes, FILE.about.sha256) == (1400, hashlib.sha256(FILE.content).hexdigest())
    assert FILE.about.content_type == "text/turtle; charset=utf-8"


def test_a_compressed_file_is_what_it_is_and_says_what_is_in_it() -> None:
    compressed = gzipped(FILE)
    assert gzip.decompress(compressed.content) == FILE.content
    about = compressed.about
    assert (about.name, about.media_type, about.compression) == ("a.ttl.gz", "text/turtle", "gzip")
    assert about.content_type == "application/gzip"
    assert about.sha256 == hashlib.sha256(compressed.content).hexdigest()
    assert about.bytes == len(compressed.content) < FILE.about.bytes


def test_a_compressed_file_has_neither_name_nor_time_in_it(program: Callable[[str], str], tmp_path: Path) -> None:
    content = gzipped(FILE).content
    assert content[3] == 0  # no flag: no name, no comment
    assert content[4:8] == bytes(4)  # no time
    (tmp_path / "a.ttl.gz").write_bytes(content)
    assert (
        subprocess.run([program("gzip"), "-dc", tmp_path / "a.ttl.gz"], capture_output=True, check=True).stdout
        == FILE.content
    )
