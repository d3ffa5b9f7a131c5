"""Everything that can go wrong, as one tree: a class for each thing that a caller would treat apart.

    GovsocialError
    ├── SettingError              a setting that cannot be used
    ├── SourceError               a file that cannot be read or understood: path, line, column
    ├── ValidationError           sources that parse, but break a rule: a fault for each break
    ├── EvidenceError             evidence that does not fit the source text
    ├── QueryError                what a query or an update can do wrong
    │   ├── QuerySyntaxError      line, column, what was expected
    │   ├── QueryRefusedError     it asks for what this server does not do (SERVICE, updates)
    │   ├── QueryTooComplexError  deeper or longer than any honest query
    │   ├── QueryTimeoutError     past its time
    │   ├── QueryMemoryError      needs more memory than a query may have
    │   ├── ResultTooLargeError   its answer passes the byte limit
    │   ├── ServiceError          an endpoint that it calls by SERVICE does not answer as it should
    │   └── UpdateConflictError   an update that does not fit what the store holds
    ├── RequestError              a request that the protocol does not allow
    │   ├── NotAcceptableError    no representation that the client takes
    │   ├── UnsupportedMediaTypeError
    │   ├── MethodNotAllowedError
    │   ├── TooLargeError         a body over the limit
    │   ├── AddressTooLongError   what is asked for has too long a name
    │   ├── HeaderTooLargeError   headers over their limit, or too many
    │   ├── RequestTimeoutError   it did not come in time
    │   ├── DocumentError         RDF that was sent and cannot be read: line, column
    │   ├── RangeError            a part of a file that it does not have
    │   └── PreconditionFailedError  a graph is not in the state that the write expects
    ├── RightsError               a request that the client has no right to make
    │   ├── UnauthorizedError     no token, or one that is not the right one
    │   └── ForbiddenError        what nobody may do here: write where all is read-only, LOAD
    ├── UnknownMethodError        no address here takes this method
    ├── NotFoundError             nothing is known under this name
    ├── BusyError                 try again in some seconds
    │   ├── TooManyRequestsError  so many of the client's own are waiting already
    │   └── CountingError         the store is being counted, and without that there is no answer
    └── StoreError                the store cannot answer, through no fault of the request

No class knows HTTP (web/problems.py gives each its status). Each is a dataclass, so that it crosses a worker's socket
as its name and its fields, and is rebuilt on the other side.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(eq=False)
class GovsocialError(Exception):
    """The root of the tree. `message` is a whole sentence for the person who gets it."""

    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class SettingError(GovsocialError):
    """A setting, flag or environment variable that cannot be used."""


@dataclass(eq=False)
class SourceError(GovsocialError):
    """A file that cannot be read or understood. Lines and columns count from 1."""

    path: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        position = "".join(f":{number}" for number in (self.line, self.column) if number is not None)
        return f"{self.path}{position}: {self.message}"


@dataclass(frozen=True)
class Fault:
    """One break of one rule, in words: which file, which subject, what is wrong, what would be right."""

    path: str
    subject: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        position = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{position}: {self.subject}: {self.message}"


@dataclass(eq=False)
class ValidationError(GovsocialError):
    """Sources that parse but break rules; `faults` is never empty, in order of path and subject."""

    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {fault}" for fault in self.faults)])


@dataclass(eq=False)
class EvidenceError(GovsocialError):
    """Evidence that does not fit the text of its source."""


@dataclass(eq=False)
class QueryError(GovsocialError):
    """A query or an update that cannot be answered as it stands."""


@dataclass(eq=False)
class QuerySyntaxError(QueryError):
    """A query that does not parse. Lines and columns count from 1; None where the parser gives none."""

    line: int | None = None
    column: int | None = None
    token: str | None = None
    hint: str | None = None


@dataclass(eq=False)
class QueryRefusedError(QueryError):
    """A query that asks for something this server does not do."""


@dataclass(eq=False)
class QueryTooComplexError(QueryError):
    """A query nested or chained beyond the limits, or one that overflowed the engine's stack."""


@dataclass(eq=False)
class QueryTimeoutError(QueryError):
    """A query that was stopped at its deadline."""

    timeout_seconds: float = 0.0


@dataclass(eq=False)
class QueryMemoryError(QueryError):
    """A query that was stopped at the memory limit of its worker."""

    limit_bytes: int = 0


@dataclass(eq=False)
class ResultTooLargeError(QueryError):
    """An answer that was cut at the byte limit."""

    limit_bytes: int = 0


@dataclass(eq=False)
class ServiceError(QueryError):
    """An endpoint that a query calls by SERVICE is down, or answers with an error, too much, or nonsense."""

    endpoint: str = ""


@dataclass(eq=False)
class UpdateConflictError(QueryError):
    """An update that does not fit what the store holds: it creates a graph that is there, or drops one that is not."""


@dataclass(eq=False)
class RequestError(GovsocialError):
    """A request that the protocol does not allow."""


@dataclass(eq=False)
class NotAcceptableError(RequestError):
    """No representation fits what the client accepts; `offered` lists the media types there are.

    `alternates` are the links to them, as they stand in a Link header, where each has an address of its own.
    """

    offered: tuple[str, ...] = ()
    alternates: str | None = None


@dataclass(eq=False)
class UnsupportedMediaTypeError(RequestError):
    """A body of a media type that is not read here; `supported` lists those that are."""

    supported: tuple[str, ...] = ()


@dataclass(eq=False)
class MethodNotAllowedError(RequestError):
    """A method that this route does not have; `allowed` lists those that it has."""

    allowed: tuple[str, ...] = ()


@dataclass(eq=False)
class TooLargeError(RequestError):
    """A body or query over its limit."""

    limit_bytes: int = 0


@dataclass(eq=False)
class AddressTooLongError(RequestError):
    """The target of a request is over its limit."""

    limit_bytes: int = 0


@dataclass(eq=False)
class HeaderTooLargeError(RequestError):
    """The headers of a request are over their limit, or too many."""

    limit_bytes: int = 0


@dataclass(eq=False)
class RequestTimeoutError(RequestError):
    """A request of which a part did not come in time."""


@dataclass(eq=False)
class DocumentError(RequestError):
    """RDF that was sent and cannot be read. Lines and columns count from 1; None where the parser gives none."""

    line: int | None = None
    column: int | None = None


@dataclass(eq=False)
class RangeError(RequestError):
    """A part of a file that lies behind its end; `size_bytes` is all that it has."""

    size_bytes: int = 0


@dataclass(eq=False)
class PreconditionFailedError(RequestError):
    """A graph is not in the state that a write expects; `version` is the one it is in, None when it is not there."""

    version: str | None = None


@dataclass(eq=False)
class RightsError(GovsocialError):
    """A request that the client has no right to make."""


@dataclass(eq=False)
class UnauthorizedError(RightsError):
    """A write without the token, or with one that is not the right one; `was_given` tells which."""

    was_given: bool = False


@dataclass(eq=False)
class ForbiddenError(RightsError):
    """What nobody may do here: write to a server that is read-only, or have it fetch something."""


@dataclass(eq=False)
class UnknownMethodError(GovsocialError):
    """A method that no address here takes."""


@dataclass(eq=False)
class NotFoundError(GovsocialError):
    """Nothing is known under the name that was asked for; `suggestions` are the IRIs that may have been meant."""

    suggestions: tuple[str, ...] = ()


@dataclass(eq=False)
class BusyError(GovsocialError):
    """All workers are taken and the queue is full; asking again after `retry_after_seconds` may succeed."""

    retry_after_seconds: int = 1


@dataclass(eq=False)
class TooManyRequestsError(BusyError):
    """The client has more waiting than anybody else while others wait too."""


@dataclass(eq=False)
class CountingError(BusyError):
    """What is asked for cannot be told before the store has been counted, which goes on."""


@dataclass(eq=False)
class StoreError(GovsocialError):
    """The store cannot answer, through no fault of the request."""


def _tree(root: type[GovsocialError]) -> dict[str, type[GovsocialError]]:
    classes = {root.__name__: root}
    for child in root.__subclasses__():
        classes |= _tree(child)
    return classes


def to_record(
    error: GovsocialError,
) -> dict[str, Any]:  # Any: the fields of any class of the tree, as JSON values
    """The error as a JSON-ready object: its class under `error`, then its fields."""
    return {"error": type(error).__name__, **asdict(error)}


def from_record(record: dict[str, Any]) -> GovsocialError:  # Any: as in to_record
    """The error that `to_record` described. JSON's lists become the tuples that the fields had."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
    return _tree(GovsocialError)[str(fields.pop("error"))](**fields)
