"""The log of a server: lines of JSON, so that programs can read it and nothing that a client sends can forge a line.

See https://jsonlines.org/
"""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Time, level, logger and message of a record, then its own `fields`, and the exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, all of it ASCII."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


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
