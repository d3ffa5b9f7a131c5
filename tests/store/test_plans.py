"""What a child process is told at its start."""

import json
from pathlib import Path

from govsocial.errors import SourceError, StoreError
from govsocial.store.frames import FrameKind, Splitter
from govsocial.store.plans import CheckpointPlan, FilesPlan, Plan, WriterPlan


def record(plan: Plan) -> dict[str, object]:
    (frame,) = Splitter().feed(plan.frame())
    assert frame.kind is FrameKind.START
    return dict(json.loads(frame.payload))


def test_paths_are_absolute_and_memory_is_in_bytes() -> None:
    here = Path.cwd()
    assert record(FilesPlan(512, (Path("a.ttl"),), "x:/")) == {
        "memory_bytes": 512 * 2**20,
        "files": [str(here / "a.ttl")],
        "base_iri": "x:/",
        "checkpoint": None,
        "is_union": True,
        "relay_port": None,
    }
    assert record(CheckpointPlan(512, Path("c"), is_union=False))["checkpoint"] == str(here / "c")
    assert record(WriterPlan(512, Path("live"), None, 7))["live"] == str(here / "live")


def test_the_writer_alone_keeps_the_lock() -> None:
    assert WriterPlan(512, Path("live"), None, 7).descriptors == (7,)
    assert CheckpointPlan(512, Path("c"), is_union=False).descriptors == ()


def test_too_little_memory_is_the_fault_of_the_largest_file_or_of_the_setting(tmp_path: Path) -> None:
    small, large = tmp_path / "small.ttl", tmp_path / "large.ttl"
    small.write_text("")
    large.write_text("# large")
    failure = FilesPlan(512, (small, large), "x:/").too_large()
    assert isinstance(failure, SourceError)
    assert failure.path == str(large)
    failure = CheckpointPlan(512, tmp_path, is_union=True).too_large()
    assert isinstance(failure, StoreError)
    assert "worker_memory" in failure.message
