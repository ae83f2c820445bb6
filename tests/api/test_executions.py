"""What the body of an execution asks, and what it cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.executions import DOCUMENT, RAW, Execution, execution_of
from gridgen.model.errors import RequestError

HERE = "http://town"
FEATURES = {"type": "FeatureCollection", "features": []}


def read(inputs: Any = None, process: str = "divide", **more: Any) -> Execution:
    body = {**({} if inputs is None else {"inputs": inputs}), **more}
    return execution_of(process, json.dumps(body).encode(), HERE)


@pytest.mark.parametrize(
    ("given_as", "asked"),
    [
        ({"href": "/uploads/abc"}, {"upload": "abc"}),
        ({"href": f"{HERE}/uploads/abc", "type": "text/csv"}, {"upload": "abc"}),
        ({"href": "/uploads/abc#%E6%9D%91%E7%95%8C"}, {"upload": "abc", "layer": "村界"}),
        ({"upload": "abc"}, {"upload": "abc"}),
        ({"value": {"upload": "abc", "layer": "l"}}, {"upload": "abc", "layer": "l"}),
    ],
)
def test_a_file_is_named_by_its_upload(given_as: Any, asked: Any) -> None:
    assert read({"households": given_as}).asked == {"households": asked}


@pytest.mark.parametrize(
    "href",
    [
        "http://elsewhere/uploads/abc",
        "https://town/uploads/abc",
        "http://town.evil/uploads/abc",
        "http://town@evil/uploads/abc",
        "//evil/uploads/abc",
        "http://town//evil/uploads/abc",
        "file:///etc/passwd",
        "/etc/passwd",
        "/uploads/../jobs/1",
        "/uploads/",
        "/uploads",
        "/uploads/a/b",
        "/uploads/a?x=1",
        "uploads/a",
        "http://[",
        "",
        7,
        None,
    ],
)
def test_no_other_address_is_taken(href: Any) -> None:
    with pytest.raises(RequestError, match="'households' points elsewhere"):
        read({"households": {"href": href}})


def test_geojson_by_value_is_put_aside_to_become_an_upload() -> None:
    found = read({
        "households": {"value": FEATURES, "mediaType": "application/geo+json"},
        "corrections": [{"upload": "a"}, {"value": FEATURES}],
    })  # fmt: skip

    assert set(found.inline) == {("households", None), ("corrections", 1)}
    assert json.loads(found.inline["households", None]) == FEATURES
    found.put("households", None, "u1")
    found.put("corrections", 1, "u2")
    assert found.asked == {
        "households": {"upload": "u1"}, "corrections": [{"upload": "a"}, {"upload": "u2"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given_as", "asked"),
    [
        ("target", 300, 300),
        ("target", {"value": 300}, 300),
        ("columns", {"户数(含空挂)": "households"}, {"户数(含空挂)": "households"}),
        ("columns", {"value": {"value": "households"}}, {"value": "households"}),
        ("columns", {"upload": "households"}, {"upload": "households"}),
        ("rules", "standard", "standard"),
        ("rules", {"href": "/uploads/abc"}, {"upload": "abc"}),
        ("nonsense", {"href": "x"}, {"href": "x"}),
    ],
)
def test_anything_else_stands_as_it_is_or_as_a_value(name: str, given_as: Any, asked: Any) -> None:
    assert read({name: given_as}).asked == {name: asked}


def test_results_are_a_document_by_value_unless_asked_otherwise() -> None:
    plain = read({})
    raw = read({}, response="raw", outputs={"version": {"transmissionMode": "reference"}})

    assert plain.answer == {"response": DOCUMENT, "mode": "value"}
    assert raw.answer == {"response": RAW, "mode": "reference"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"[]",
        b"7",
        b'{"inputs": {"seed": NaN}}',
        b'{"inputs": {"seed": -Infinity}}',
        b'{"inputs": {"seed": ' + b"9" * 5_000 + b"}}",
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
        b'{"inputs": {}',
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError, match="The body is not a JSON object that can be read"):
        execution_of("divide", body, HERE)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"input": {}}, "no member 'input'; expected: inputs, outputs, response"),
        ({"subscriber": {"successUri": "http://elsewhere"}}, "no member 'subscriber'"),
        ({"inputs": []}, "'inputs' of the body cannot be taken"),
        ({"inputs": None}, "'inputs' of the body cannot be taken"),
        ({"response": "xml"}, "'response' of the body cannot be taken"),
        ({"response": []}, "'response' of the body cannot be taken"),
        ({"outputs": []}, "'outputs' of the body cannot be taken"),
        ({"outputs": {"map": {}}}, "'outputs' of the body cannot be taken"),
        ({"outputs": {"version": []}}, "'outputs' of the body cannot be taken"),
        ({"outputs": {"version": {"transmissionMode": "pigeon"}}}, "'outputs' of the body"),
        ({"outputs": {"version": {"transmissionMode": []}}}, "'outputs' of the body"),
        ({"outputs": {"version": {"format": {"mediaType": "text/xml"}}}}, "'outputs' of the body"),
        ({"outputs": {"version": {"format": 3}}}, "'outputs' of the body"),
    ],
)
def test_members_that_cannot_be_taken_are_named(body: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        execution_of("divide", json.dumps(body).encode(), HERE)


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_geojson_with_infinite_places_is_refused(number: str) -> None:
    body = f'{{"inputs": {{"households": {{"type": "FeatureCollection", "x": {number}}}}}}}'

    with pytest.raises(RequestError, match="'households' holds NaN or infinity"):
        execution_of("divide", body.encode(), HERE)


def test_geojson_with_half_a_letter_is_refused() -> None:
    body = r'{"inputs": {"households": {"type": "FeatureCollection", "x": "\ud800"}}}'

    with pytest.raises(RequestError, match="'households'"):
        execution_of("divide", body.encode(), HERE)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["inputs", "outputs", "response", "households", "version", "value", "href",
                         "upload", "type", "corrections", "format", "mediaType"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(body=_JSON | st.binary(max_size=60))
def test_any_body_is_an_execution_or_a_bad_request(body: Any) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    try:
        found = execution_of("divide", content, HERE)
    except RequestError:
        return

    assert set(found.answer) == {"response", "mode"}
