"""Answers that a client has already, and packed ones."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from fastapi import Request, Response

from api.conditional import Packed, answer

LARGE = Packed(b"0123456789" * 1000)
SINCE = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
MOMENT = "Sun, 29 Nov 2026 08:00:00 GMT"


def asked(made: Packed = LARGE, **headers: str) -> Response:
    """The answer to a request with some headers."""
    raw = [(name.replace("_", "-").encode(), said.encode()) for name, said in headers.items()]
    request = Request({"type": "http", "headers": raw})
    return answer(request, made, "text/plain", cached="no-cache", modified=SINCE)


def test_an_answer_says_what_it_is_and_since_when() -> None:
    found = asked()

    assert found.body == LARGE.body
    assert found.headers["etag"] == f'"{LARGE.tag}"'
    assert found.headers["last-modified"] == MOMENT
    assert found.headers["cache-control"] == "no-cache"
    assert found.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_an_answer_is_packed_for_who_takes_that(accepted: str) -> None:
    found = asked(accept_encoding=accepted)

    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["etag"] == f'"{LARGE.tag}-gzip"'
    assert gzip.decompress(bytes(found.body)) == LARGE.body


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity", "gzip;q=0, *"])
def test_an_answer_is_not_packed_for_others(accepted: str) -> None:
    assert "content-encoding" not in asked(accept_encoding=accepted).headers


def test_a_small_answer_is_not_packed() -> None:
    found = asked(Packed(b"small"), accept_encoding="gzip")

    assert found.body == b"small"
    assert "content-encoding" not in found.headers


@pytest.mark.parametrize(
    "known",
    [f'"{LARGE.tag}"', f'W/"{LARGE.tag}"', f'"{LARGE.tag}-gzip"', "*", f'"x", "{LARGE.tag}"'],
)
def test_who_has_it_is_told_so(known: str) -> None:
    found = asked(if_none_match=known)

    assert found.status_code == 304
    assert found.body == b""
    assert found.headers["etag"] == f'"{LARGE.tag}"'
    assert found.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_modified_since": MOMENT}, 304),
        ({"if_modified_since": "Sun, 29 Nov 2026 09:00:00 GMT"}, 200),
        ({"if_modified_since": "nonsense"}, 200),
        ({"if_none_match": '"other"', "if_modified_since": MOMENT}, 200),
        ({"if_none_match": ""}, 200),
    ],
)
def test_tags_count_before_moments(headers: dict[str, str], status: int) -> None:
    assert asked(**headers).status_code == status


def test_nothing_is_no_content() -> None:
    found = asked(Packed(b""), accept_encoding="gzip")

    assert found.status_code == 204
