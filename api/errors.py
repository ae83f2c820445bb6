"""One table from error to HTTP status; every error body is problem+json (RFC 9457)."""

from __future__ import annotations

import re
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.language import language
from gridgen.model.errors import (
    AccessError,
    CommandError,
    ConditionError,
    ConflictError,
    CoordinateError,
    DeniedError,
    NoConditionError,
    NotInPlanError,
    NotInStoreError,
    PrintError,
    ProviderError,
    ReadError,
    RequestError,
    RulesError,
    StoreError,
    StoreFailedError,
    TooLargeError,
    WriteError,
)
from gridgen.words.discreet import masked
from gridgen.words.say import GridgenError, say, sentences

STATUS_OF: dict[type[GridgenError], HTTPStatus] = {
    NotInPlanError: HTTPStatus.NOT_FOUND,
    RequestError: HTTPStatus.BAD_REQUEST,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NoConditionError: HTTPStatus.PRECONDITION_REQUIRED,
    ConditionError: HTTPStatus.PRECONDITION_FAILED,
    CoordinateError: HTTPStatus.BAD_REQUEST,
    AccessError: HTTPStatus.UNAUTHORIZED,
    DeniedError: HTTPStatus.FORBIDDEN,
    NotInStoreError: HTTPStatus.NOT_FOUND,
    # It may be well again in a moment: whoever asked may ask again.
    StoreFailedError: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.CONFLICT,
    # An edit that cannot be made.
    CommandError: HTTPStatus.UNPROCESSABLE_ENTITY,
    # Only an upload is written before it is known whole: no room for it.
    WriteError: HTTPStatus.INSUFFICIENT_STORAGE,
    PrintError: HTTPStatus.UNPROCESSABLE_ENTITY,
    # The service works; that one plan does not.
    ReadError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RulesError: HTTPStatus.UNPROCESSABLE_ENTITY,
    GridgenError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

RETRY_S = "5"
"""Seconds after which a store that failed may be asked again."""

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


_NO_SUCH = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
TYPE_OF = {
    "job_process_unknown": f"{_NO_SUCH}/no-such-process",
    "job_missing": f"{_NO_SUCH}/no-such-job",
    "job_not_ready": f"{_NO_SUCH}/result-not-ready",
}
"""By which URI standards call a problem, by the key of its sentence."""


def problem(
    status: int, detail: str, lang: str, *, kind: str = "about:blank", **more: Any
) -> JSONResponse:
    """Return an answer of type application/problem+json; `lang` is that of title and detail, and
    `more` what else there is to tell.
    """
    title = f"http_{status}" if f"http_{status}" in sentences() else f"http_{status // 100}xx"
    body = {
        "type": kind,
        "title": say(title, lang),
        "status": status,
        "detail": detail,
        **more,
    }
    return JSONResponse(
        body,
        status_code=status,
        headers={"Content-Language": lang, "Vary": "Accept-Language"},
        media_type="application/problem+json",
    )


def status_of(error: GridgenError) -> HTTPStatus:
    """Return the status of the nearest class of `error` in the table."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def answer_to(request: Request, error: GridgenError) -> JSONResponse:
    """Return the problem that an error is, in the language of a request."""
    lang, status = language(request), status_of(error)
    more: dict[str, Any] = {}
    if isinstance(error, ConflictError):
        more = {"head": error.head, "edits": [*map(asdict, error.edits)]}
    kind = TYPE_OF.get(error.key, "about:blank")
    answer = problem(status, error.text(lang, by_command=False), lang, kind=kind, **more)
    if status == HTTPStatus.UNAUTHORIZED:
        # As RFC 6750 has it: whoever sent something may get another token, and try again.
        odd = "" if error.key == "access_none" else ', error="invalid_token"'
        answer.headers["WWW-Authenticate"] = f'Bearer realm="gridgen"{odd}'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_S
    return answer


def add_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of FastAPI and of Starlette with a problem."""

    @app.exception_handler(GridgenError)
    async def ours(request: Request, error: GridgenError) -> JSONResponse:
        return answer_to(request, error)

    @app.exception_handler(RequestValidationError)
    async def wrong_input(request: Request, error: RequestValidationError) -> JSONResponse:
        lang = language(request)
        said = [_sentence(one, lang) for one in error.errors()]
        # As OGC API has it, for all routes: what cannot be taken is a bad request.
        return problem(HTTPStatus.BAD_REQUEST, say("sentence_gap", lang).join(said), lang)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        lang = language(request)
        key = _DETAIL_OF.get(error.status_code, "http_detail")
        detail = say(key, lang, path=request.url.path, method=request.method, why=error.detail)
        answer = problem(error.status_code, detail, lang)
        answer.headers.update(error.headers or {})
        return answer


_DETAIL_OF = {404: "http_detail_404", 405: "http_detail_405"}

_KINDS = {
    "missing": "asked_missing",
    "int_parsing": "asked_no_whole",
    "float_parsing": "asked_no_number",
    "finite_number": "asked_no_number",
    "greater_than_equal": "asked_too_low",
    "less_than_equal": "asked_too_high",
    "literal_error": "asked_no_choice",
    "string_too_long": "asked_too_long",
    "too_long": "asked_too_many",
}
"""Which sentence says what is wrong, by the name that pydantic has for it."""


def _sentence(error: dict[str, Any], lang: str) -> str:
    """Where, what was found, what was expected."""
    found, limits = masked(repr(error["input"])), error.get("ctx", {})
    return say(
        _KINDS.get(error["type"], "asked_odd"),
        lang,
        where=str(error["loc"][-1]),
        found=found if len(found) <= 60 else f"{found[:60]}...",
        why=error["msg"],
        low=limits.get("ge"),
        high=limits.get("le", limits.get("max_length")),
        known=re.findall(r"'([^']*)'", str(limits.get("expected"))),  # 'zh' or 'en'
    )
