"""A version that others may look at: a key that reads, for some days."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from api.access.callers import CallerHere, Role, needs
from api.asked import KNOWN_ONLY, body_of
from api.deps import StoreHere, VersionHere
from api.planning.asking import address_of
from api.planning.bodies import MOST_BYTES, STRICT, described, read_body
from gridgen.model.errors import StoreError
from gridgen.versions.store.access import KeyOrder, make_key

DAYS, DAYS_MOST = 30, 90
"""Days for which a version is shared: if nothing is said, and at most."""

router = APIRouter(tags=["versions"], dependencies=KNOWN_ONLY)


class ShareAsked(BaseModel):
    """For how long a version is shared."""

    model_config = ConfigDict(**STRICT, json_schema_extra={"example": {"days": DAYS}})

    days: int = Field(DAYS, ge=1, le=DAYS_MOST)


class ShareAnswer(BaseModel):
    """A link for others, which is told this once."""

    address: str = Field(description="Of the planner's page, with the key behind the #.")
    key: str = Field(description="What opens: it reads whatever lies on the land of the version.")
    id: str = Field(description="Of the key: an administrator may revoke it.")
    expires: str


@router.post(
    "/versions/{v}/share",
    summary="A link for others",
    status_code=201,
    response_model=ShareAnswer,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra=described(ShareAsked),
)
async def share(
    request: Request, response: Response, caller: CallerHere, store: StoreHere, told: VersionHere
) -> ShareAnswer:
    """Make a key that reads the plans of the same land, and a link that opens this version with it.

    Whoever has the link may look, print and download, and change nothing.
    """
    asked = read_body(ShareAsked, await body_of(request, MOST_BYTES))
    if not told.scope.isdecimal():
        raise StoreError("share_no_land", version=str(told.id), scope=told.scope)
    order = KeyOrder("viewer", [told.scope], f"v{told.id}", asked.days)
    key, text = await run_in_threadpool(make_key, store, order, actor=caller.actor)
    response.headers["Cache-Control"] = "no-store"
    return ShareAnswer(
        address=address_of(request, f"/plan#key={text}&v={told.id}"),
        key=text,
        id=key.id,
        expires=str(key.expires),
    )
