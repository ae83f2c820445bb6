"""What the service writes to its log: one line for each thing, as JSON or for a terminal.

A line tells the template of a route, never its address: queries hold coordinates, and addresses the
ids of households. Numbers by which somebody can be found are masked wherever they come from.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from gridgen.words.discreet import masked

REQUESTS = logging.getLogger("gridgen.requests")
"""Where every request is told."""

FORMS = ("json", "text")
LEVELS = ("debug", "info", "warning", "error")


def told(event: str, **fields: Any) -> dict[str, Any]:
    """Return what a line says, for `extra` of a logger.

    >>> told("request", status=200)
    {'told': {'event': 'request', 'status': 200}}
    """
    return {"told": {"event": event, **fields}}


class AsJson(logging.Formatter):
    """A line of JSON: time, level, where it comes from, what is told."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        return json.dumps(
            {**line, **_fields(self, record)}, ensure_ascii=False, separators=(",", ":")
        )


class AsText(logging.Formatter):
    """A line for people: time, level where it is not the usual one, what is told."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end; a traceback follows on lines of its own."""
        fields = _fields(self, record)
        traceback = fields.pop("traceback", "")
        level = "" if record.levelno == logging.INFO else f" {record.levelname}"
        said = [str(value) for name, value in fields.items() if value != "" and name != "event"]
        line = f"{_time(record)[11:23]}{level} {' '.join(said)}"
        return f"{line}\n{traceback}" if traceback else line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(formatter: logging.Formatter, record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "told", None) or {
        "event": "log",
        "message": masked(record.getMessage()),
    }
    if record.exc_info:
        fields = {**fields, "traceback": masked(formatter.formatException(record.exc_info))}
    return fields


def config_of(form: str, level: str) -> dict[str, Any]:
    """Return how the loggers of a process of the service are set up, for `logging.config`.

    Parameters
    ----------
    form
        One of `FORMS`.
    level
        One of `LEVELS`: what is less is not told.
    """
    formatter = {"json": "api.logs.AsJson", "text": "api.logs.AsText"}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler", "formatter": "ours",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"gridgen": {"level": level.upper()}},
    }  # fmt: skip
