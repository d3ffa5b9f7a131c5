"""The log of a server: lines of JSON, so that programs can read it and nothing that a client sends can forge a line.

See https://jsonlines.org/
"""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from govsocial.web.tally import Answered


class JsonLines(logging.Formatter):
    """Time, level, logger and message of a record, then its own `fields`, and the exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, all of it ASCII; for a record of several requests one line each."""
        line = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        rest = json.dumps(line, default=str)[1:]
        answered: Sequence[Answered] | None = getattr(record, "answered", None)
        if answered is None:
            return f'{{"time": "{_time(record.created)}", {rest}'
        return "\n".join(_line(each, rest) for each in answered)


def _line(answered: Answered, rest: str) -> str:
    """The line of a request that is like others but for these."""
    came_at, number, client, seconds, size = answered
    own = f'"id": "{number}", "client": "{client}", "bytes": {size}, "milliseconds": {seconds * 1000:.1f}'
    return f'{{"time": "{_time(came_at)}", {own}, {rest}'  # none of it needs escapes


def _time(seconds: float) -> str:
    return _of_millisecond(int(seconds * 1000))


@lru_cache(1_024)  # at full speed many requests have the same
def _of_millisecond(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{rest:03}+00:00"


def log_to_stderr() -> None:
    """Ours from INFO on (a line a request), those of others from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler])
    logging.getLogger("govsocial").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether it is anything but an answer that we cut, which uvicorn takes for a fault and we have told already."""
    return "returned without completing response" not in record.getMessage()
