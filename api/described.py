"""The processes on offer, as OGC API Processes describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridgen.jobs.asked import MANY, PROCESSES, Field, description_of
from gridgen.words.say import say

VERSION = "1.0.0"
"""Of what the processes are asked, and of what they answer."""

FILES = ("file", "files", "rules")
"""The kinds of inputs for which an upload may stand."""

VALUE, REFERENCE = "value", "reference"

_LINK = {
    "type": "object",
    "required": ["href"],
    "properties": {
        "href": {"type": "string", "format": "uri"},
        "rel": {"type": "string"},
        "type": {"type": "string"},
        "title": {"type": "string"},
        "version": {"type": "integer"},
        "plan": {"type": "string"},
        "number": {"type": "integer"},
        "scope": {"type": "string"},
        "findings": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
_ROWS = {"type": "array", "items": {"type": "object"}}
_FEATURES = {
    "type": "object",
    "format": "geojson-feature-collection",
    "contentMediaType": "application/geo+json",
}


@dataclass(frozen=True, slots=True)
class Output:
    """What comes of a process: each has one output.

    Attributes
    ----------
    name
        As results call it.
    schema
        JSON Schema.
    modes
        How it may be transmitted: `VALUE`, `REFERENCE`.
    is_quick
        Whether it may be waited for.
    """

    name: str
    schema: Mapping[str, Any]
    modes: tuple[str, ...] = (VALUE,)
    is_quick: bool = True


_VERSION = Output("version", _LINK, (VALUE, REFERENCE), is_quick=False)
OUTPUTS: Mapping[str, Output] = {
    "divide": _VERSION,
    "redraw": _VERSION,
    "check": Output("findings", _ROWS),
    "suggest": Output(
        "suggestions",
        {
            "type": "object",
            "properties": {
                "version": {"type": "integer"}, "edit": {"type": "integer"}, "advice": _ROWS,
            },
        },
    ),
}  # fmt: skip


def summary_of(process: str, lang: str, here: str) -> dict[str, Any]:
    """Return what the list of processes says of one.

    Parameters
    ----------
    process
        One of `PROCESSES`.
    lang
        "zh" or "en".
    here
        Address of the service.
    """
    output = OUTPUTS[process]
    address = f"{here}/processes/{process}"
    return {
        "id": process,
        "version": VERSION,
        "title": say(f"process_title_{process}", lang),
        "description": description_of(process, lang),
        "jobControlOptions": [*(["sync-execute"] if output.is_quick else []), "async-execute",
                              "dismiss"],
        "outputTransmission": [*output.modes],
        "links": [
            {"href": address, "rel": "self", "type": "application/json"},
            {"href": f"{address}/execution", "type": "application/json",
             "rel": "http://www.opengis.net/def/rel/ogc/1.0/execute"},
        ],
    }  # fmt: skip


def described(process: str, lang: str, here: str) -> dict[str, Any]:
    """Return the whole description of a process: its inputs and its output with JSON Schemas.

    Parameters
    ----------
    process, lang, here
        As `summary_of` takes them.
    """
    output = OUTPUTS[process]
    return {
        **summary_of(process, lang, here),
        "inputs": {field.name: _input(field, lang) for field in PROCESSES[process]},
        "outputs": {
            output.name: {
                "title": say(f"process_output_{output.name}", lang),
                "schema": {**output.schema, "contentMediaType": "application/json"},
            }
        },
    }


def _input(field: Field, lang: str) -> dict[str, Any]:
    schema = field.schema()
    is_many = field.kind == "files"
    if field.kind in FILES:
        schema = {"oneOf": [schema["items"] if is_many else schema, _FEATURES]}
    return {
        "title": field.name,
        "description": field.description(lang),
        "minOccurs": int(field.is_required),
        "maxOccurs": MANY if is_many else 1,
        "schema": schema,
    }
