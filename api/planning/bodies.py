"""What is asked of versions, as pydantic models: bodies are checked by them, and described."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)

from api.asked import JSON
from gridgen.model.errors import RequestError
from gridgen.versions.edits import OPERATIONS, Edit, Point

MOST_BYTES = 2 * 2**20
"""Bytes of a body: an edit may name thousands of households."""

MOST_EDITS = 200
"""Edits in one request."""

MOST_PARTS = 1000
"""Zones that one is split into."""

STRICT = ConfigDict(
    extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False, str_max_length=2000
)

B = TypeVar("B", bound=BaseModel)


def _on_earth(point: Point) -> Point:
    if abs(point[0]) > 180 or abs(point[1]) > 90:
        raise ValueError("longitude and latitude, degrees, are expected")
    return point


Place = Annotated[Point, AfterValidator(_on_earth)]

_FIELDS: dict[str, Any] = {
    "line": tuple[Place, ...],
    "around": tuple[Place, ...],
    "parts": Annotated[int, Field(ge=2, le=MOST_PARTS)],
}
"""Fields of edits that are bounded further than their types say."""

EXAMPLES: dict[str, dict[str, Any]] = {
    "move": {"units": ["h12", "h13"], "to": "990101001201002"},
    "merge": {"zones": ["990101001201001", "990101001201002"]},
    "split": {"zone": "990101001201001", "parts": 2},
    "create": {"units": ["h12", "h13"], "name": "East grid"},
    "dissolve": {"zone": "990101001201003"},
    "rename": {"zone": "990101001201001", "name": "East grid"},
    "renumber": {"zone": "990101001201001", "code": "990101001201009"},
    "lock": {"zones": ["990101001201001"]},
    "unlock": {"zones": ["990101001201001"]},
    "assign": {"zone": "990101001201001", "role": "grid_head", "people": ["p12"]},
    "set_aside": {"units": ["h12"], "name": "Market"},
    "rule": {"community": "990101001201", "goes_by": "121"},
}
"""One edit of each kind, as the OpenAPI document shows it."""


def _model_of(operation: str, kind: type[Edit]) -> type[BaseModel]:
    """Return the model of the edits of one kind: the fields of its dataclass, and the word."""
    hints = get_type_hints(kind)
    columns: dict[str, Any] = {"operation": (Literal[operation], ...)}
    columns |= {
        one.name: (_FIELDS.get(one.name, hints[one.name]),
                   ... if one.default is MISSING else one.default)
        for one in fields(kind)
    }  # fmt: skip
    example = {"operation": operation, **EXAMPLES[operation]}
    made: type[BaseModel] = create_model(
        operation,
        __config__=ConfigDict(**STRICT, title=operation, json_schema_extra={"example": example}),
        __doc__=str(kind.__doc__).partition("\n")[0],
        **columns,
    )
    return made


_MODELS = {operation: _model_of(operation, kind) for operation, kind in OPERATIONS.items()}

_AnyEdit: Any = Annotated[reduce(or_, _MODELS.values()), Field(discriminator="operation")]

_Edits = Annotated[list[_AnyEdit], Field(min_length=1, max_length=MOST_EDITS)]


class EditsAsked(BaseModel):
    """Edits that are made one after the other, all of them or none."""

    model_config = STRICT

    edits: _Edits
    reason: str = Field("", description="In the planner's words; kept with the edits.")


class StepsAsked(BaseModel):
    """How many edits are taken back, or made again."""

    model_config = ConfigDict(
        **STRICT, json_schema_extra={"example": {"times": 2, "reason": "counted wrongly"}}
    )

    times: int = Field(1, ge=1, le=100_000)
    reason: str = ""


class ReasonAsked(BaseModel):
    """Why something is done."""

    model_config = ConfigDict(
        **STRICT, json_schema_extra={"example": {"reason": "the village head asked for it"}}
    )

    reason: str = ""


class StateAsked(BaseModel):
    """The state into which a version shall come."""

    model_config = ConfigDict(
        **STRICT,
        json_schema_extra={
            "example": {"state": "published", "day": "2027-01-01", "reason": "decided on 20 Dec"}
        },
    )

    state: Literal["draft", "submitted", "approved", "published", "retired"]
    day: date | None = Field(
        None,
        description="Of published the first on which it is in force, of retired the first on which "
        "it is no longer; neither is without one.",
    )
    reason: str = ""


def read_body(kind: type[B], body: bytes) -> B:
    """Return what a body says; nothing at all says what is usual.

    Raises
    ------
    RequestValidationError
        It is no JSON, or not what is expected; the answer tells where.
    """
    _refuse_nul(body)
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError as why:
        raise _said(why) from why


def read_edits(body: bytes) -> tuple[list[Edit], str]:
    """Return the edits that a body says, and why they are made.

    Parameters
    ----------
    body
        One edit, also with a `reason`, or `edits` in a list.

    Raises
    ------
    RequestValidationError
        It is no JSON, or one of them is no edit; the answer tells where.
    """
    _refuse_nul(body)
    try:
        said = _SAID.validate_json(body)
        if "operation" in said:
            reason = said.pop("reason", "")
            said = {"edits": [said], "reason": reason}
        asked = EditsAsked.model_validate(said)
    except ValidationError as why:
        raise _said(why) from why
    edits = [OPERATIONS[one.operation](**one.model_dump(exclude={"operation"}))
             for one in asked.edits]  # fmt: skip
    return edits, asked.reason


_SAID = TypeAdapter(dict[str, Any])


def _refuse_nul(body: bytes) -> None:
    # PostgreSQL keeps no text that holds one.
    if b"\\u0000" in body:
        raise RequestError("planning_nul")


def _said(why: ValidationError) -> RequestValidationError:
    """Return what pydantic found as what is wrong with the request."""
    found = why.errors(include_url=False)
    return RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found])


def _content(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in examples.items()}
    body = {"required": True, "content": {JSON: {"schema": schema, "examples": shown}}}
    return {"requestBody": body}


def described(kind: type[BaseModel]) -> dict[str, Any]:
    """Return how the OpenAPI document describes a body: its schema, and an example."""
    schema = kind.model_json_schema()
    return _content(schema, {"usual": schema.pop("example")})


def edits_described() -> dict[str, Any]:
    """Return how the OpenAPI document describes edits: those of each kind, and an example."""
    reason = {"reason": {"type": "string", "default": ""}}
    one_of = [model.model_json_schema() for model in _MODELS.values()]
    single = [{**schema, "properties": {**schema["properties"], **reason}} for schema in one_of]
    several = {
        "type": "object",
        "required": ["edits"],
        "additionalProperties": False,
        "properties": {
            "edits": {"type": "array", "minItems": 1, "maxItems": MOST_EDITS,
                      "items": {"oneOf": one_of}},
            **reason,
        },
    }  # fmt: skip
    examples = {schema["title"]: schema["example"] for schema in one_of}
    together = [one_of[list(_MODELS).index(name)]["example"] for name in ("move", "rename")]
    examples["several"] = {"edits": together, "reason": "yearly adjustment"}
    return _content({"oneOf": [*single, several]}, examples)
