"""The child process that writes, the only one that does: `python -m govsocial.store.writer FD`.

It does one write after the other on a dataset of its own, and makes a checkpoint when it is told to; only that counts.
When it fails, or is killed, the next one begins at the last checkpoint. It reaches no network.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from govsocial.errors import GovsocialError, StoreError
from govsocial.store import child, fence, frames, writes
from govsocial.store.child import Front
from govsocial.store.frames import Frame, FrameKind
from govsocial.store.revisions import remake
from govsocial.store.writable import WritableDataset
from govsocial.store.writes import Verb


def main() -> None:
    """Serve the socket whose descriptor is the argument, until its other end is closed."""
    front = child.front()
    start = front.receive()
    if start is not None:
        record = start.record()
        child.limit_memory(record["memory_bytes"])
        is_fenced = fence.deny_network()
        dataset = _begin(front, Path(record["live"]), record["checkpoint"])
        child.silence()
        front.send(frames.encode_record(FrameKind.READY, {"is_fenced": is_fenced}))
        _serve(front, dataset)


def _begin(front: Front, live: Path, checkpoint: str | None) -> WritableDataset:
    try:
        remake(live, None if checkpoint is None else Path(checkpoint))
        return WritableDataset(live)
    except OSError as error:
        failure = StoreError(f"The store cannot be written to: {error.strerror or error}.")
        front.send(frames.encode_error(failure))
    except StoreError as error:
        front.send(frames.encode_error(error))
    sys.exit(0)


def _serve(front: Front, dataset: WritableDataset) -> None:
    while (frame := front.receive()) is not None:
        front.send(_answer(dataset, frame))


def _answer(dataset: WritableDataset, frame: Frame) -> bytes:
    actions: dict[FrameKind, Callable[[WritableDataset, Frame], bytes]] = {
        FrameKind.UPDATE: _update,
        FrameKind.GRAPH: _write_graph,
        FrameKind.CHECKPOINT: _checkpoint,
    }
    try:
        return actions[frame.kind](dataset, frame)
    except GovsocialError as error:
        return frames.encode_error(error)
    except MemoryError:
        os.abort()  # as the engine does when it gets no memory
    except Exception as error:  # the worker's boundary: whatever else the engine raises is no fault of ours
        return frames.encode_error(StoreError(f"The engine failed: {type(error).__name__}: {str(error)[:200]}"))


def _update(dataset: WritableDataset, frame: Frame) -> bytes:
    dataset.update(writes.decode_update(frame))
    return frames.encode(FrameKind.END)


def _write_graph(dataset: WritableDataset, frame: Frame) -> bytes:
    write = writes.decode_graph_write(frame)
    if write.verb is Verb.DELETE:
        existed = dataset.delete(write.graph, write.precondition)
    else:
        change = dataset.put if write.verb is Verb.PUT else dataset.post
        existed = change(write.graph, write.files, write.precondition)
    return frames.encode_record(FrameKind.END, {"existed": existed})


def _checkpoint(dataset: WritableDataset, frame: Frame) -> bytes:
    dataset.checkpoint(Path(frame.record()["to"]))
    return frames.encode(FrameKind.END)


if __name__ == "__main__":
    main()
