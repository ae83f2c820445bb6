"""The state of a version as HTTP names it, and the one for which a change is meant."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from gridgen.model.errors import ConditionError, NoConditionError
from gridgen.versions.store.versions import Version

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})-(\d{1,9})"')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description="The ETag of the version as it was seen, or * for whatever it is.",
    ),
]


def etag_of(version: int, edit: int) -> str:
    """Return the ETag of a version after an edit.

    >>> etag_of(12, 5)
    '"12-5"'
    """
    return f'"{version}-{edit}"'


def seen_in(condition: str | None, version: Version) -> int:
    """Return the edit after which whoever asks for a change has seen a version.

    Parameters
    ----------
    condition
        What If-Match says: an ETag, "*" for whatever there is, or several, of which the oldest
        counts. A weak one, as proxies make of them, is taken for what it was.
    version
        As it is now.

    Raises
    ------
    NoConditionError
        There is none.
    ConditionError
        It names no state that the version was in.
    """
    if condition is None:
        raise NoConditionError(
            "planning_unconditional", etag=etag_of(version.id, version.head), version=version.id
        )
    if condition.strip() == "*":
        return version.head
    told = [(int(one), int(edit)) for one, edit in _ETAG.findall(condition)]
    seen = [edit for one, edit in told if one == version.id and edit <= version.head]
    if not seen:
        raise ConditionError(
            "planning_condition", found=condition, version=version.id,
            etag=etag_of(version.id, version.head),
        )  # fmt: skip
    return min(seen)


async def condition_of(if_match: IfMatch = None) -> str | None:
    """Return what If-Match says."""
    return if_match


ConditionHere = Annotated[str | None, Depends(condition_of)]
