"""What people say of single zones of a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from api.access.callers import CallerHere, Role, needs
from api.asked import KNOWN_ONLY, body_of
from api.deps import StoreHere, VersionHere
from api.planning.bodies import MOST_BYTES, STRICT, described, read_body
from gridgen.versions.store.comments import TEXT_MOST, comment_on, comments_of, resolve

router = APIRouter(tags=["versions"], dependencies=KNOWN_ONLY)


class CommentAsked(BaseModel):
    """What is said of a zone."""

    model_config = ConfigDict(
        **STRICT,
        json_schema_extra={"example": {"zone": "990101001201001", "text": "over the ditch?"}},
    )

    zone: str = Field(description="Its code.")
    text: str = Field(min_length=1, max_length=TEXT_MOST)


class CommentAnswer(BaseModel):
    """What somebody said of a zone."""

    id: int = Field(description="Its number among those of the version.")
    zone: str
    text: str
    actor: str
    at: str
    resolved: str | None = Field(description="When it was said to be dealt with.")
    resolved_by: str | None


class CommentsAnswer(BaseModel):
    """What is said of the zones of a version, the first thing first."""

    version: int
    comments: list[CommentAnswer]


@router.get(
    "/versions/{v}/comments", summary="What is said of zones", dependencies=[needs(Role.VIEWER)]
)
def comments(
    store: StoreHere,
    told: VersionHere,
    resolved: Annotated[bool, Query(description="Also what is dealt with.")] = False,
) -> CommentsAnswer:
    """Return what is said of the zones of a version and is not dealt with."""
    found = comments_of(store, told.id, with_resolved=resolved)
    listed = [_answer(asdict(one)) for one in found]
    return CommentsAnswer(version=told.id, comments=listed)


@router.post(
    "/versions/{v}/comments",
    summary="Say something of a zone",
    status_code=201,
    response_model=CommentAnswer,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(CommentAsked),
)
async def say_something(
    request: Request, caller: CallerHere, store: StoreHere, told: VersionHere
) -> CommentAnswer:
    """Say something of a zone, whatever the state of the version. Numbers of persons are masked."""
    asked = read_body(CommentAsked, await body_of(request, MOST_BYTES))
    made = await run_in_threadpool(
        comment_on, store, told.id, asked.zone, asked.text, actor=caller.actor
    )
    return _answer(asdict(made))


@router.delete(
    "/versions/{v}/comments/{comment}",
    summary="Say that a comment is dealt with",
    status_code=204,
    dependencies=[needs(Role.PLANNER)],
)
def deal_with(
    caller: CallerHere,
    store: StoreHere,
    told: VersionHere,
    comment: Annotated[int, Path(ge=1, le=10**9, description="Its number.")],
) -> None:
    """Take a comment out of the list; it is kept, with who dealt with it and when."""
    resolve(store, told.id, comment, actor=caller.actor)


def _answer(said: dict[str, Any]) -> CommentAnswer:
    return CommentAnswer(id=said.pop("number"), **said)
