"""What the front tells the writer to do, and what it hears back.

See https://www.w3.org/TR/sparql11-http-rdf-update/ for what is done to a graph.
"""

from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from govsocial.store import frames
from govsocial.store.base import ALWAYS, GraphName, Precondition, Update
from govsocial.store.frames import Frame, FrameKind


class Verb(Enum):
    """What is done to a graph, by the name of its HTTP method."""

    PUT = "put"
    POST = "post"
    DELETE = "delete"


@dataclass(frozen=True)
class GraphWrite:
    """One write to one graph; the documents are N-Triples files."""

    verb: Verb
    graph: GraphName
    files: tuple[Path, ...] = ()
    precondition: Precondition = ALWAYS


def encode_update(update: Update) -> bytes:
    """The frame of an update."""
    return frames.encode_record(FrameKind.UPDATE, asdict(update))


def decode_update(frame: Frame) -> Update:
    """What `encode_update` sent."""
    return Update(**frame.record())


def encode_graph_write(write: GraphWrite) -> bytes:
    """The frame of a write to a graph."""
    record = {
        "verb": write.verb.value,
        "graph": write.graph,
        "files": [str(path.absolute()) for path in write.files],
        "precondition": asdict(write.precondition),
    }
    return frames.encode_record(FrameKind.GRAPH, record)


def decode_graph_write(frame: Frame) -> GraphWrite:
    """What `encode_graph_write` sent."""
    record = frame.record()
    required = record["precondition"]
    precondition = Precondition(required["exists"], tuple(required["one_of"]), tuple(required["none_of"]))
    files = tuple(Path(path) for path in record["files"])
    return GraphWrite(Verb(record["verb"]), record["graph"], files, precondition)
