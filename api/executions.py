"""The body of an execution -> what a process is asked, and how it is to be answered.

Files come by reference to an upload of this service, or by value as GeoJSON. No other address is
ever looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from api.described import FILES, OUTPUTS, VALUE
from gridgen.jobs.asked import PROCESSES
from gridgen.model.errors import RequestError
from gridgen.words.say import in_both

DOCUMENT, RAW = "document", "raw"

_MEMBERS = ("inputs", "outputs", "response")


@dataclass(frozen=True, slots=True)
class Execution:
    """What an execution asks.

    Attributes
    ----------
    asked
        The inputs by name, as `gridgen.jobs.asked.PROCESSES` has them, but for those by value.
    inline
        The bytes of GeoJSON that stands for a file, by the input and its place among several.
    response
        `DOCUMENT` or `RAW`.
    mode
        How the output is transmitted.
    """

    asked: dict[str, Any]
    inline: dict[tuple[str, int | None], bytes] = field(default_factory=dict)
    response: str = DOCUMENT
    mode: str = VALUE

    @property
    def answer(self) -> dict[str, str]:
        """How it is to be answered, as plain values."""
        return {"response": self.response, "mode": self.mode}

    def put(self, name: str, place: int | None, upload: str) -> None:
        """Let an upload stand where GeoJSON was."""
        if place is None:
            self.asked[name] = {"upload": upload}
        else:
            self.asked[name][place] = {"upload": upload}


def execution_of(process: str, body: bytes, here: str) -> Execution:
    """Return what the body of an execution asks.

    Parameters
    ----------
    process
        One of `PROCESSES`.
    body
        JSON: `inputs`, and perhaps `outputs` and `response`.
    here
        Address of the service.

    Raises
    ------
    RequestError
        It is none, or an input refers to another address.
    """
    said = _object_in(body)
    for name in said:
        if name not in _MEMBERS:
            raise RequestError("execution_unknown", name=name, known=list(_MEMBERS))
    inputs = said.get("inputs", {})
    if not isinstance(inputs, dict):
        raise _odd("inputs", in_both("execution_expects_inputs"))
    response = said.get("response", DOCUMENT)
    if response not in (DOCUMENT, RAW):
        raise _odd("response", in_both("execution_expects_response"))
    found = Execution({}, {}, response, _mode_of(process, said.get("outputs", {})))
    kind_of = {one.name: one.kind for one in PROCESSES[process]}
    for name, value in inputs.items():
        if kind_of.get(name) in FILES:
            found.asked[name] = _files(found, name, value, here)
        else:
            found.asked[name] = _plain(value)
    return found


def _object_in(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body is; RequestError where it is none."""
    try:
        said = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as why:
        raise RequestError("execution_not_json") from why
    if not isinstance(said, dict):
        raise RequestError("execution_not_json")
    return said


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are no JSON


def _odd(name: str, expected: tuple[str, str]) -> RequestError:
    return RequestError("execution_odd", name=name, expected=expected)


def _mode_of(process: str, outputs: Any) -> str:
    """Return how the output is to be transmitted; without any word it is, by value."""
    output = OUTPUTS[process]
    modes = json.dumps(output.modes)
    odd = _odd("outputs", in_both("execution_expects_outputs", output=output.name, modes=modes))
    if not isinstance(outputs, dict) or not outputs.keys() <= {output.name}:
        raise odd
    said = outputs.get(output.name, {})
    if not isinstance(said, dict) or not said.keys() <= {"transmissionMode", "format"}:
        raise odd
    form = said.get("format", {})
    if not isinstance(form, dict) or form.get("mediaType", _JSON) != _JSON:
        raise odd
    mode = said.get("transmissionMode", VALUE)
    if mode not in output.modes:
        raise odd
    return str(mode)


_JSON = "application/json"


def _plain(value: Any) -> Any:
    """Return an input as it is meant: by value in an object, or as it stands."""
    is_qualified = isinstance(value, dict) and "value" in value
    is_qualified = is_qualified and value.keys() <= {"value", "mediaType", "encoding", "schema"}
    return value["value"] if is_qualified else value


def _files(found: Execution, name: str, value: Any, here: str) -> Any:
    if isinstance(value, list):
        return [_file(found, (name, place), one, here) for place, one in enumerate(value)]
    return _file(found, (name, None), value, here)


def _file(found: Execution, spot: tuple[str, int | None], value: Any, here: str) -> Any:
    """Return the upload that an input names; GeoJSON is put aside, to become one."""
    if isinstance(value, dict) and "href" in value:
        return _referred(spot[0], value, here)
    value = _plain(value)
    if isinstance(value, Mapping) and value.get("type") == "FeatureCollection":
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)  # 1e400 is infinite
            found.inline[spot] = text.encode()
        except ValueError as why:  # also half a surrogate, which is no text
            raise RequestError("input_not_plain", name=spot[0]) from why
    return value


def _referred(name: str, link: Mapping[str, Any], here: str) -> dict[str, str]:
    """Return the upload of a link to this service, with the layer that its fragment names.

    Raises
    ------
    RequestError
        It leads anywhere else.
    """
    href = link["href"]
    address = href.removeprefix(here) if isinstance(href, str) else ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    before, _, upload = parts.path.rpartition("/")
    if before != "/uploads" or not upload or parts.scheme or parts.netloc or parts.query:
        raise RequestError("input_elsewhere", name=name)
    layer = {"layer": unquote(parts.fragment)} if parts.fragment else {}
    return {"upload": unquote(upload), **layer}
