"""One table from error to HTTP status; every error body is problem+json (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gridgen.model.errors import (
    CoordinateError,
    GridgenError,
    NotInPlanError,
    PrintError,
    ReadError,
)

STATUS_OF: dict[type[GridgenError], HTTPStatus] = {
    NotInPlanError: HTTPStatus.NOT_FOUND,
    CoordinateError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PrintError: HTTPStatus.UNPROCESSABLE_ENTITY,
    # The file is the operator's, not the asker's.
    ReadError: HTTPStatus.INTERNAL_SERVER_ERROR,
    GridgenError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What was asked is not there, or not understood; `detail` says why.",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                }
            }
        },
    }
}
"""How the OpenAPI document describes a problem."""


def problem(status: int, detail: str) -> JSONResponse:
    """Return an answer of type application/problem+json."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def status_of(error: GridgenError) -> HTTPStatus:
    """Return the status of the nearest class of `error` in the table."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def add_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of FastAPI and of Starlette with a problem."""

    @app.exception_handler(GridgenError)
    async def ours(_: Request, error: GridgenError) -> JSONResponse:
        return problem(status_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def wrong_input(_: Request, error: RequestValidationError) -> JSONResponse:
        sentences = [_sentence(one) for one in error.errors()]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(sentences))

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer


def _sentence(error: dict[str, Any]) -> str:
    """Where, what was found, what was expected."""
    where = str(error["loc"][-1])
    if error["type"] == "missing":
        return f"{where} is missing; it is required."
    found = repr(error["input"])
    shown = found if len(found) <= 60 else f"{found[:60]}..."
    return f"{where} is {shown}: {error['msg'].removeprefix('Input ').lower()}."
