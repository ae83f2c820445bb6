"""Why a job failed, as plain values: the key and the fields of a sentence, and back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from gridgen.model import errors
from gridgen.words.discreet import masked
from gridgen.words.say import GridgenError, sentences


def told_of(error: BaseException) -> dict[str, Any]:
    """Return an error as plain values; of one that nobody foresaw nothing but its kind.

    Personal numbers in its fields are masked.
    """
    if not isinstance(error, GridgenError):
        error = GridgenError("job_broke", kind=type(error).__name__)
    told = {name: _plain(value) for name, value in error.fields.items()}
    return {"kind": type(error).__name__, "key": error.key, "fields": told}


def error_of(problem: Mapping[str, Any]) -> GridgenError:
    """Return the error that `told_of` told, to be said in Chinese or English.

    >>> error_of(told_of(errors.ReadError("no_such_file", file="a.csv"))).text("zh")
    '找不到文件 a.csv。请核对文件名和文件夹。'
    """
    if problem["key"] not in sentences():
        # The sentence of an older gridgen.
        return GridgenError("job_broke", kind=problem["kind"])
    kind = getattr(errors, problem["kind"], GridgenError)
    fields = {name: _back(value) for name, value in problem["fields"].items()}
    # A conflict tells which edits it is with, and of these there is nothing in a job.
    if kind is errors.ConflictError:
        kind = errors.StoreError
    return kind(problem["key"], **fields)


def _plain(value: Any) -> Any:
    """Return the value of a field as JSON has it; what JSON cannot tell apart has a name."""
    if isinstance(value, GridgenError):
        return {"error": told_of(value)}
    if isinstance(value, tuple):
        return {"either": [masked(str(text)) for text in value]}
    if isinstance(value, list):
        return [masked(str(one)) for one in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    return masked(os.fspath(value) if isinstance(value, os.PathLike) else str(value))


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return error_of(value["error"]) if "error" in value else tuple(value["either"])
