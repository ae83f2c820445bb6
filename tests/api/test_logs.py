"""Lines of the log: JSON for machines, text for people, nothing personal in either."""

from __future__ import annotations

import json
import logging
import logging.config
import sys

import pytest

from api.logs import FORMS, LEVELS, AsJson, AsText, config_of, told


def record(message: str = "", *, level: int = logging.INFO, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("gridgen.requests", level, "f.py", 1, message, None, None)
    vars(made).update(told("request", **fields) if fields else {})
    return made


def failed(message: str) -> logging.LogRecord:
    made = record("it failed", level=logging.ERROR)
    try:
        raise ValueError(message)
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


def test_a_line_of_json_has_time_level_and_what_is_told() -> None:
    line = json.loads(AsJson().format(record(method="GET", status=200, caller="p7")))

    assert line["time"].endswith("+00:00")
    assert {name: line[name] for name in line if name != "time"} == {
        "level": "info", "logger": "gridgen.requests", "event": "request", "method": "GET",
        "status": 200, "caller": "p7",
    }  # fmt: skip


def test_a_line_for_people_leaves_out_what_is_empty() -> None:
    line = AsText().format(record(method="GET", route="/locate", status=200, caller=""))

    assert line[13:] == "GET /locate 200"
    assert AsText().format(record("gone", level=logging.WARNING))[13:] == "WARNING gone"


@pytest.mark.parametrize("form", [AsJson(), AsText()])
def test_numbers_of_people_are_masked_in_messages_and_tracebacks(form: logging.Formatter) -> None:
    line = form.format(failed("13800138000 cannot be read"))

    assert "ValueError" in line
    assert "cannot be read" in line
    assert "13800138000" not in line
    assert "13800138000" not in form.format(record("call 13800138000"))


def test_a_line_of_json_is_one_line_also_with_a_traceback() -> None:
    assert "\n" not in AsJson().format(failed("so\nmany\nlines"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_form_and_level_can_be_set_up(form: str, level: str) -> None:
    ours, root = logging.getLogger("gridgen"), logging.getLogger()
    before = ours.level, root.level, root.handlers[:]
    try:
        logging.config.dictConfig(config_of(form, level))

        assert logging.getLogger("gridgen.requests").isEnabledFor(getattr(logging, level.upper()))
        assert not logging.getLogger("sqlalchemy").isEnabledFor(logging.INFO)
    finally:
        ours.setLevel(before[0])
        root.setLevel(before[1])
        root.handlers[:] = before[2]
