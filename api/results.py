"""What came of a job -> the answer that whoever ordered it asked for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from api.described import OUTPUTS, REFERENCE
from api.errors import problem, status_of
from api.executions import RAW
from gridgen.words.say import GridgenError

_JSON = "application/json"


def answered(
    process: str, result: Mapping[str, Any], answer: Mapping[str, str], lang: str, here: str
) -> Response:
    """Return the results of a process.

    Parameters
    ----------
    process
        One of `OUTPUTS`.
    result
        As `gridgen.jobs` gives it.
    answer
        `Execution.answer`; empty for a document.
    lang
        "zh" or "en": of findings.
    here
        Address of the service.
    """
    name = OUTPUTS[process].name
    value = _VALUES[name](result, lang, here)
    if answer.get("response") != RAW:
        return JSONResponse({name: _in_document(name, value)})
    if answer.get("mode") == REFERENCE:
        link = f'<{value["href"]}>; rel="{value["rel"]}"; type="{value["type"]}"'
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Link": link})
    return JSONResponse(value)


def failed(error: GridgenError, lang: str) -> Response:
    """Return why a job failed: never as if it were the results that are not there."""
    status = status_of(error)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, error.text(lang, by_command=False), lang)


def _version(result: Mapping[str, Any], lang: str, here: str) -> dict[str, Any]:  # noqa: ARG001
    return {
        "href": f"{here}/versions/{result['version']}",
        "rel": "item",
        "type": _JSON,
        "title": f"{result['plan']} {result['number']}",
        **result,
    }


def _findings(result: Mapping[str, Any], lang: str, here: str) -> Any:  # noqa: ARG001
    return result["found"][lang]


def _suggestions(result: Mapping[str, Any], lang: str, here: str) -> Any:  # noqa: ARG001
    return dict(result)


_VALUES = {"version": _version, "findings": _findings, "suggestions": _suggestions}


def _in_document(name: str, value: Any) -> Any:
    """Return a value as results hold it: an object that is no link says that it is a value."""
    if name != "suggestions":
        return value
    return {"value": value, "mediaType": _JSON}
