"""Of whatever headers there are, one key or token is taken, or none, or the request is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.credentials import LONGEST, refuse_in_address, sent_with
from gridgen.model.errors import AccessError, RequestError

KEY = f"gg_0123abcd_{'A' * 43}"


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        (b"x-api-key", KEY, KEY),
        (b"authorization", f"Bearer {KEY}", KEY),
        (b"authorization", f"bearer   {KEY} ", KEY),
        (b"authorization", f"BEARER {KEY}", KEY),
        (b"x-api-key", "x" * LONGEST, "x" * LONGEST),
        (b"cookie", KEY, None),
        (b"x-api-keys", KEY, None),
    ],
)
def test_a_key_is_taken_from_its_headers_alone(name: bytes, value: str, sent: str | None) -> None:
    assert sent_with([(b"host", b"town"), (name, value.encode())]) == sent


@pytest.mark.parametrize(
    "value", [b"", b" ", b"a b", b"a\tb", b"a\0b", b"\xff", b"x" * (LONGEST + 1), b"a\r\nb", b"a\n"]
)
@pytest.mark.parametrize("prefix", [b"", b"Bearer "])
def test_what_no_key_or_token_may_hold_is_refused(prefix: bytes, value: bytes) -> None:
    name = b"authorization" if prefix else b"x-api-key"

    with pytest.raises(AccessError, match="opens nothing"):
        sent_with([(name, prefix + value)])


@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from([b"authorization", b"x-api-key", b"host"]), st.binary(max_size=80)
        )
    )
)
def test_any_headers_give_one_key_or_none_or_an_error_of_ours(
    headers: list[tuple[bytes, bytes]],
) -> None:
    try:
        sent = sent_with(headers)
    except (AccessError, RequestError):
        return

    brought = [value for name, value in headers if name != b"host"]
    assert (sent is None) == (not brought)
    assert sent is None or (len(brought) == 1 and sent.isascii() and sent.encode() in brought[0])


@pytest.mark.parametrize(
    ("address", "is_key"),
    [
        (f"/locate?key={KEY}", True),
        (f"/{KEY}/items", True),
        (KEY, True),
        ("gg_0123abcd_short", False),
        ("/collections/gg_plan.grids", False),
        ("", False),
    ],
)
def test_a_key_in_an_address_is_refused(address: str, is_key: bool) -> None:
    if not is_key:
        refuse_in_address(address.encode())
        return

    with pytest.raises(RequestError, match="A key stands in the address") as found:
        refuse_in_address(address.encode())

    assert KEY not in str(found.value)
