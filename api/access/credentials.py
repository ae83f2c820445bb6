"""What a request brings along to say who asks: a key or a token, in one header, never elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gridgen.model.errors import AccessError, RequestError
from gridgen.words.discreet import KEY

LONGEST = 8192
"""Characters of a key or token at most: tokens of large providers have 2,000 to 4,000."""

_IN_ADDRESS = re.compile(KEY.encode())
_SHOWN = re.compile(r"[!-~]+")
_BEARER = "bearer "


def sent_with(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return the key or token that headers bring along, None where they bring none.

    Parameters
    ----------
    headers
        Names in lower case and values, as ASGI has them.

    Raises
    ------
    RequestError
        There is more than one: which of them counts would be a guess.
    AccessError
        It is empty, longer than `LONGEST`, or not made of visible ASCII characters, or the scheme
        of `Authorization` is not Bearer.
    """
    found = [
        (name, value.decode("latin-1"))
        for name, value in headers
        if name in (b"authorization", b"x-api-key")
    ]
    if not found:
        return None
    if len(found) > 1:
        raise RequestError("access_twice")
    name, value = found[0]
    if name == b"authorization":
        if value[: len(_BEARER)].lower() != _BEARER:
            raise AccessError("access_scheme")
        value = value[len(_BEARER) :].strip(" ")
    if len(value) > LONGEST or not _SHOWN.fullmatch(value):
        raise AccessError("access_refused")
    return value


def refuse_in_address(address: bytes) -> None:
    """Refuse an address in which a key stands: addresses are kept by browsers, proxies and logs.

    Parameters
    ----------
    address
        Path or query.

    Raises
    ------
    RequestError
        A key stands in it.
    """
    if b"gg_" in address and _IN_ADDRESS.search(address):
        raise RequestError("access_in_address")
