"""What people say of single zones of a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from api.access.callers import CallerHere, Role, needs
from api.asked import KNOWN_ONLY, body_of
from api.deps import Plans, PlansHere, StoreHere, VersionHere
from api.planning.bodies import MOST_BYTES, STRICT, described, read_body
from gridgen.versions.store.comments import TEXT_MOST, Comment, comment_on, comments_of, resolve
from gridgen.versions.store.versions import Version

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
    said_in: int | None = Field(
        description="Number of the older version in which it was said; null for this one."
    )


class CommentsAnswer(BaseModel):
    """What is said of the zones of a version, the first thing first."""

    version: int
    comments: list[CommentAnswer]


@router.get(
    "/versions/{v}/comments", summary="What is said of zones", dependencies=[needs(Role.VIEWER)]
)
def comments(
    store: StoreHere,
    plans: PlansHere,
    told: VersionHere,
    resolved: Annotated[bool, Query(description="Also what is dealt with.")] = False,
) -> CommentsAnswer:
    """Return what is said of the zones of a version and is not dealt with."""
    found = comments_of(store, told.id, with_resolved=resolved)
    listed = [_answer(one, _said_in(plans, told, one)) for one in found]
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
    return _answer(made, None)


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


def _said_in(plans: Plans, told: Version, comment: Comment) -> int | None:
    """Return the number of the version in which something was said first; None for this one."""
    at = told
    while at.parent is not None and comment.at < at.at:
        at = plans.version(at.parent)
    return None if at.id == told.id else at.number


def _answer(comment: Comment, said_in: int | None) -> CommentAnswer:
    said = asdict(comment)
    return CommentAnswer(id=said.pop("number"), said_in=said_in, **said)
