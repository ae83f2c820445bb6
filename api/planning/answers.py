"""What is answered of plans that live, as pydantic models: they make the OpenAPI document."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.models import Link
from api.planning.zones import ZonesAnswer
from api.served import Served
from gridgen.model.findings import Severity
from gridgen.versions.store.history import Event
from gridgen.versions.store.versions import Version


class VersionAnswer(BaseModel):
    """A version as the store tells it."""

    id: int = Field(description="Its number in the store, by which it is called.")
    plan: str
    plan_id: int
    scope: str = Field(description="First digits of the codes of its land.")
    number: int = Field(description="Of the version among those of its plan, from 1.")
    parent: int | None
    parent_edit: int | None
    state: str = Field(description="draft, submitted, approved, published or retired.")
    head: int = Field(description="Number of its last edit, 0 for none.")
    levels: list[str]
    actor: str
    at: str
    in_force_from: date | None
    in_force_to: date | None

    @classmethod
    def of(cls, version: Version) -> VersionAnswer:
        """Return what the store tells."""
        return cls(**_columns(version))


def _columns(version: Version) -> dict[str, Any]:
    told = asdict(version)
    del told["level"]
    return {**told, "levels": [*version.levels]}


class VersionWhole(VersionAnswer):
    """A version with what is in it, and where its parts are."""

    etag: str
    communities: int
    households: int
    rows: int = Field(description="Rows of the table of households.")
    zones: dict[str, int] = Field(description="How many zones each level has.")
    findings: dict[str, int] = Field(description="How many errors, warnings and notes.")
    links: list[Link]

    @classmethod
    def whole(cls, served: Served, version: Version, etag: str, links: list[Link]) -> VersionWhole:
        """Return the answer for a version that is open."""
        plan = served.plan
        count = {severity.value: 0 for severity in Severity}
        for found in plan.report:
            count[found.severity.value] += 1
        return cls(
            **_columns(version),
            etag=etag,
            communities=len(plan.communities),
            households=int(plan.township.households.count.sum()),
            rows=len(plan.township.households),
            zones={zones.level: len(zones) for zones in plan.levels},
            findings=count,
            links=links,
        )


class PlanAnswer(BaseModel):
    """A plan of the store."""

    id: int
    name: str
    scope: str
    versions: int
    newest: VersionAnswer
    in_force: VersionAnswer | None = Field(description="What is in force today.")


class PlansAnswer(BaseModel):
    """The plans of the store."""

    plans: list[PlanAnswer]


class VersionsAnswer(BaseModel):
    """The versions of a plan, the first one first."""

    versions: list[VersionAnswer]


class EventAnswer(BaseModel):
    """One thing that was done to a version."""

    number: int | None = Field(description="Of the edit; null for a change of the state.")
    at: str
    actor: str
    what: str = Field(description="The operation, or the word of the audit.")
    named: list[str] = Field(description="Codes of the zones that an edit names.")
    reason: str
    undoes: int | None = Field(description="What an undo or a redo takes back.")
    stands: bool | None

    @classmethod
    def of(cls, event: Event) -> EventAnswer:
        """Return what the store tells."""
        return cls(**{**asdict(event), "named": [*event.named]})


class History(BaseModel):
    """What was done to a version, the first thing first."""

    version: int
    head: int
    etag: str
    events: list[EventAnswer]


Changes = Annotated[
    ZonesAnswer | None,
    Field(
        description="The zones that are otherwise since If-Match, where they were asked for; of a "
        "dry run those that would be otherwise than they are."
    ),
]


class Edited(BaseModel):
    """What edits did; in a dry run what they would do."""

    version: int
    head: int = Field(description="Number of the last edit.")
    etag: str
    is_dry: bool
    edits: list[dict[str, Any]] = Field(
        description="For each edit what it says, the zones before and after, households that move, "
        "metres, findings that go and come, and warnings."
    )
    changes: Changes = None


class Stepped(BaseModel):
    """What an undo or a redo came to."""

    version: int
    head: int
    etag: str
    changes: Changes = None


def with_changes(answer: Edited | Stepped, changes: bytes) -> bytes:
    """Return an answer as JSON, with changes as `zones_json` writes them."""
    told = answer.model_dump_json(by_alias=True, exclude={"changes"}).encode()
    return told.removesuffix(b"}") + b',"changes":' + changes + b"}"


class SuggestionsAnswer(BaseModel):
    """Repairs of findings, the worst first; `edits` of each can be sent back as they are."""

    version: int
    etag: str
    advice: list[dict[str, Any]]


class FindingsAnswer(BaseModel):
    """What checks find, the worst first."""

    version: int
    etag: str
    matched: int
    findings: list[dict[str, Any]]


class LockAnswer(BaseModel):
    """A zone that stays as it is in all redraws."""

    code: str
    name: str


class LocksAnswer(BaseModel):
    """The zones of the first level that are locked."""

    version: int
    etag: str
    level: str
    locks: list[LockAnswer]


class PostAnswer(BaseModel):
    """One place for one person in one zone."""

    role: str
    title: str = Field(description="What the role is called.")
    level: str
    zone: str
    zone_name: str
    person: str | None = Field(description="Opaque id; null where the post is vacant.")
    phone: str | None = Field(description="A work phone, where the plan has one.")
    households: int


class PeopleAnswer(BaseModel):
    """The posts of a version: who has them, and which are vacant."""

    version: int
    etag: str
    people: int
    filled: int
    vacant: int
    posts: list[PostAnswer]
