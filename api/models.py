"""What the service answers, as pydantic models: they make the OpenAPI document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gridgen.plans.locate import Place
from gridgen.versions.store.audit import Line
from maps.sheets.pages import Printed

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
"""Relation of the link to the tilesets of a resource."""


class Link(BaseModel):
    """A link as OGC API writes it."""

    href: str
    rel: str
    type: str
    title: str | None = None


class Landing(BaseModel):
    """What the service is, and where its parts are."""

    title: str
    description: str
    links: list[Link]


class Conformance(BaseModel):
    """The conformance classes of OGC that the service keeps."""

    conformsTo: list[str]  # noqa: N815 - as the standard spells it


class Health(BaseModel):
    """The service runs (`alive`), and whether it can do its work (`ready`)."""

    status: str = Field(description="ok, or failing where something keeps it from its work.")
    alive: bool = True
    ready: bool
    version: str
    plans: int = Field(description="Plan files on offer.")
    wrong: list[str] = Field(default=[], description="What keeps it from its work.")


class SpatialExtent(BaseModel):
    """Where a collection lies."""

    bbox: list[list[float]]
    crs: str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class Extent(BaseModel):
    """Where a collection lies, in space alone."""

    spatial: SpatialExtent


class Collection(BaseModel):
    """One level of one plan."""

    id: str
    title: str
    extent: Extent | None = None
    item_type: str = Field(default="feature", serialization_alias="itemType")
    crs: list[str]
    storage_crs: str = Field(
        default="http://www.opengis.net/def/crs/OGC/1.3/CRS84", serialization_alias="storageCrs"
    )
    links: list[Link]


class Collections(BaseModel):
    """Every level of every plan."""

    links: list[Link]
    collections: list[Collection]


class ZoneAnswer(BaseModel):
    """The zone of one level."""

    level: str
    code: str
    name: str


class ResponsibleAnswer(BaseModel):
    """Who answers in one role for a zone, a community or a household itself."""

    role: str
    title: str = Field(description="What the role is called in the language of the answer.")
    level: str | None = Field(description="Null for the own contact of a household.")
    zone: str | None
    person: str | None = Field(description="An opaque id; null where the post is vacant.")
    phone: str | None = Field(description="A work phone.")


class NearestAnswer(BaseModel):
    """The grid nearest to a point that is in none."""

    plan: str
    level: str
    code: str
    name: str
    community_code: str
    metres: float


class PlaceAnswer(BaseModel):
    """What one plan says: its community and zones, from the top level down, and who answers."""

    plan: str
    presence: str = Field(
        description=(
            "placed; joined: just outside its community; by_unit: where its building or group is; "
            "virtual: without a place; unplaced: in no community, without zones."
        )
    )
    community_code: str
    community_name: str
    zones: list[ZoneAnswer]
    responsible: list[ResponsibleAnswer] = Field(
        description="Those nearest first: own contacts, the lowest level, up to the community."
    )

    @classmethod
    def of(cls, plan: str, place: Place, responsible: list[ResponsibleAnswer]) -> PlaceAnswer:
        """Return the answer of one plan."""
        zones = [ZoneAnswer(level=z.level, code=z.code, name=z.name) for z in place.zones]
        return cls(
            plan=plan,
            presence=place.presence.value,
            community_code=place.community_code,
            community_name=place.community_name,
            zones=zones,
            responsible=responsible,
        )


class Located(BaseModel):
    """What is at a point, in every plan that contains it; `places` is empty outside of all.

    `nearest` is the grid that is nearest to a point in no grid; null where none is within some
    hundred kilometres.
    """

    lon: float
    lat: float
    places: list[PlaceAnswer]
    nearest: NearestAnswer | None = None


class NearestMany(BaseModel):
    """For each point in no grid the nearest one and the metres to it; null for all others."""

    code: list[str | None]
    metres: list[float | None]


class LocatedMany(BaseModel):
    """What plans say of many points or households: columns in their order, null for nothing.

    Each is answered by the first plan that knows it: `plan_of` counts in `plans`, from 0.
    """

    plans: list[str]
    plan_of: list[int | None]
    communities: list[str | None]
    levels: dict[str, list[str | None]]
    responsible: dict[str, list[ResponsibleAnswer]] | None = Field(
        default=None, description="By code of zone or community, where `roles` asks for it."
    )
    nearest: NearestMany | None = Field(default=None, description="Where `nearest` asks for it.")


class HouseholdAnswer(BaseModel):
    """Where a household belongs, in every plan that has it."""

    id: str
    places: list[PlaceAnswer]


class FindingAnswer(BaseModel):
    """A fact that a person must see."""

    rule: str
    severity: str
    where: str
    number: float | None
    limit: float | None
    text: str


class Preflight(BaseModel):
    """What would be printed: its pages, and what a person must know before."""

    pages: int
    findings: list[FindingAnswer]

    @classmethod
    def of(cls, printed: Printed, lang: str) -> Preflight:
        """Return the answer for pages that are laid out."""
        findings = [
            FindingAnswer(
                rule=found.rule,
                severity=found.severity.value,
                where=found.where,
                number=found.number,
                limit=found.limit,
                text=found.text(lang),
            )
            for found in printed.report
        ]
        return cls(pages=len(printed.scenes), findings=findings)


class WhoAmI(BaseModel):
    """Who asks."""

    actor: str
    role: str
    scopes: list[str] = Field(description='First digits of the codes of the land; "" for all.')


class KeyAsked(BaseModel):
    """What a new key shall be."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "example": {"role": "viewer", "scopes": ["990101"], "label": "QGIS", "days": 365}
        },
    )

    role: Literal["viewer", "planner", "approver", "admin"]
    scopes: list[str] = Field(description='First 2 to 12 digits of codes; "" for all land.')
    label: str = Field("", description="What it is for: a system or a post, no person.")
    days: int | None = Field(None, description="How long it opens; until it is revoked if null.")


class KeyAnswer(BaseModel):
    """A key, without what opens."""

    id: str
    label: str
    role: str
    scopes: list[str]
    made_by: str
    at: str
    expires: str | None
    revoked: str | None


class KeyMade(KeyAnswer):
    """A key that was just made."""

    key: str = Field(description="What opens; it is told this once.")


class Keys(BaseModel):
    """The keys that there are."""

    keys: list[KeyAnswer]


class Actor(BaseModel):
    """Somebody whom history names."""

    actor: str = Field(description="By which history, comments and locks know them.")
    name: str = Field(description="The label of their key: a post or a system.")


class Actors(BaseModel):
    """Who is who."""

    actors: list[Actor]


class AuditLine(BaseModel):
    """Who did what, when, and to what."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str = Field(description="SHA-256 of the line before.")
    hash: str = Field(description="SHA-256 of all else in this line.")

    @classmethod
    def of(cls, line: Line) -> AuditLine:
        """Return a line as the service tells it."""
        return cls(**{**asdict(line), "detail": dict(line.detail)})


class AuditPage(BaseModel):
    """Lines of the audit, the newest first."""

    lines: list[AuditLine]
    links: list[Link]


class HookAsked(BaseModel):
    """Who shall be told."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(
        description="https://..., or http to hosts that are listed as inside.",
        examples=["https://oa.example.org/hooks/gridgen"],
    )
    scopes: list[str] | None = Field(
        default=None, description="First digits of the codes of the land; the caller's without it."
    )


class HookAnswer(BaseModel):
    """Who is told when a plan comes into force."""

    id: str
    address: str
    scopes: list[str]
    made_by: str
    at: str


class HookMade(HookAnswer):
    """A new hook, with the secret that its messages are signed with: it is shown this once."""

    secret: str


class Hooks(BaseModel):
    """The hooks of the caller's land."""

    hooks: list[HookAnswer]


class DeliveryAnswer(BaseModel):
    """A message to one address, and what came of it."""

    id: str
    state: str = Field(description="waiting, delivered or given_up.")
    attempts: int
    status: int | None = Field(description="Of the last answer.")
    why: str | None = Field(description="Why the last attempt failed.")
    due: str | None = Field(description="When it is sent again.")
    at: str
    event: str = Field(description="The message, as it is sent.")


class Deliveries(BaseModel):
    """What was sent to an address, the newest first."""

    deliveries: list[DeliveryAnswer]
