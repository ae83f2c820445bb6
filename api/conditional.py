"""Answers that a client may have already, told by a tag or a moment; packed where worth it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from http import HTTPStatus

from fastapi import Request, Response

from api.asked import takes_packed

_PACKED_FROM = 1_000
"""Bytes from which packing an answer is worth it."""


class Packed:
    """What is sent again and again, with a tag that changes when it does."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.tag = hashlib.blake2b(body, digest_size=12).hexdigest()

    @cached_property
    def packed(self) -> bytes | None:
        """The same by gzip; None where that is not worth it."""
        if len(self.body) < _PACKED_FROM:
            return None
        return gzip.compress(self.body, compresslevel=1, mtime=0)


def answer(
    request: Request,
    made: Packed,
    media_type: str,
    *,
    cached: str,
    modified: datetime | None = None,
    varies: Iterable[str] = (),
    more: Mapping[str, str] | None = None,
) -> Response:
    """Return what is asked for: 304 where the client has it, 204 where there is nothing.

    Parameters
    ----------
    request
        Its If-None-Match and If-Modified-Since say what the client has, Accept-Encoding whether
        it takes packed answers.
    made
        What there is.
    cached
        Cache-Control.
    modified
        Since when it is so; None where nobody knows.
    varies
        By which headers of the request it varies, besides Accept-Encoding.
    more
        Further headers.
    """
    body = made.packed if takes_packed(request) else None
    vary = ", ".join(["Accept-Encoding", *varies])
    headers = {**(more or {}), "Cache-Control": cached, "Vary": vary}
    # Each way of packing has a tag of its own, as RFC 9110 asks.
    headers["ETag"] = f'"{made.tag}"' if body is None else f'"{made.tag}-gzip"'
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    if _has_it(request, made.tag, headers.get("Last-Modified")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if not made.body:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    if body is None:
        return Response(made.body, media_type=media_type, headers=headers)
    return Response(body, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _has_it(request: Request, tag: str, modified: str | None) -> bool:
    """Say whether the client has it: If-Modified-Since counts only where it gives no tags."""
    known = request.headers.get("if-none-match")
    if known is None:
        # The very moment that it was told: a plan may be put back to an older one.
        return modified is not None and request.headers.get("if-modified-since") == modified
    tags = {one.strip().removeprefix("W/").strip('"') for one in known.split(",")}
    return bool(tags & {"*", tag, f"{tag}-gzip"})
