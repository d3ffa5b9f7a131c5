"""A disk that is full, or read-only: writes are refused, reads go on, and with room again all is as before."""

from pathlib import Path

import pytest
from tests.faults.disk import serving_from_disk, serving_read_only
from tests.faults.server import START, increment, serving

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE


def large(triples: int) -> str:
    return "".join(f'<x:s{number}> <x:p> "{number:040}" .\n' for number in range(triples))


def test_a_full_disk_refuses_writes_and_with_room_again_takes_them(tmp_path: Path) -> None:
    with serving_from_disk(tmp_path / "disk", tmp_path / "log", mebibytes=512) as disk:
        client = disk.server.client()
        assert client.update(START) == 204
        done, refused = 0, 0
        # From nothing on, so that it happens in an update, in a flush, in a checkpoint, and at a writer's start.
        for room in (0, 16, 32, 64, 128, 1024):
            disk.fill(but_bytes=room * KIBIBYTE)
            for number in range(5):
                status = client.update(increment(f"{room} {number}"))
                assert status in (204, 503)
                done, refused = done + (status == 204), refused + (status == 503)
                assert client.counter() == done
            disk.make_room()
            assert client.update(increment(f"{room} after")) == 204
            done += 1
            assert client.counter() == done
        assert refused


def test_an_upload_that_does_not_fit_is_refused_whole(tmp_path: Path) -> None:
    with serving_from_disk(tmp_path / "disk", tmp_path / "log", mebibytes=512) as disk:
        client = disk.server.client()
        assert client.put("x:g", b"<x:s> <x:p> 1 .") == 201
        content, statuses = large(40_000).encode(), list[int]()
        for room in (1, 3, 5, 7):  # in the upload, in the load, in the checkpoint
            disk.fill(but_bytes=room * MEBIBYTE)
            statuses.append(client.put("x:g", content))
            size = client.rows("SELECT (COUNT(*) AS ?n) { GRAPH <x:g> { ?s ?p ?o } }")
            disk.make_room()
            assert size == {503: [["1"]], 204: [["40000"]]}[statuses[-1]]
            assert client.put("x:g", b"<x:s> <x:p> 1 .") == 204
        assert 503 in statuses
        assert client.put("x:g", content) == 204
        assert client.rows("SELECT (COUNT(*) AS ?n) { GRAPH <x:g> { ?s ?p ?o } }") == [["40000"]]


def test_a_folder_that_becomes_read_only_is_read_on_and_then_written_to_again(tmp_path: Path) -> None:
    with serving_from_disk(tmp_path / "disk", tmp_path / "log", mebibytes=512) as disk:
        client = disk.server.client()
        assert client.update(START) == 204
        for number in range(2):
            disk.forbid_writing()
            for _ in range(2):
                assert client.update(increment()) == 503
                assert client.put("x:h", b"<x:s> <x:p> 1 .") == 503
                assert client.counter() == number
            disk.allow_writing()
            assert client.update(increment()) == 204
            assert client.counter() == number + 1


def test_a_folder_that_is_read_only_at_the_start_is_served_and_written_to_when_it_can_be(tmp_path: Path) -> None:
    with serving(tmp_path / "disk" / "store", tmp_path / "log") as server:
        assert server.client().update(START) == 204
    with serving_read_only(tmp_path / "disk", tmp_path / "log") as disk:
        client = disk.server.client()
        assert client.counter() == 0
        assert client.update(increment()) == 503
        assert client.put("x:h", b"<x:s> <x:p> 1 .") == 503
        assert client.counter() == 0
        disk.allow_writing()
        assert client.update(increment()) == 204
        assert client.counter() == 1


def test_a_new_store_in_a_folder_that_is_read_only_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "disk" / "store").mkdir(parents=True)
    with (
        pytest.raises(AssertionError, match=r"cannot be used as a store: Read-only file system\.\n$"),
        serving_read_only(tmp_path / "disk", tmp_path / "log"),
    ):
        pass
