"""The plans of the store, and new ones from files."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool

from api.access.callers import Caller, CallerHere, Role, needs
from api.asked import KNOWN_ONLY
from api.deps import LivingHere, PlansHere, StoreHere
from api.planning.answers import PlanAnswer, PlansAnswer, VersionAnswer, VersionsAnswer
from api.planning.asking import address_of, tagged
from gridgen.files.plan_reader import read_plan
from gridgen.model.errors import DeniedError, NotInStoreError, RequestError, TooLargeError
from gridgen.model.plan import Plan
from gridgen.rules.levels import PRESETS
from gridgen.rules.loader import rules_for, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import is_in_force
from gridgen.versions.store.versions import Origin, Version, import_plan, scope_of

GEOPACKAGE = "application/geopackage+sqlite3"

router = APIRouter(tags=["plans"], dependencies=KNOWN_ONLY)


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What a new plan is called, and where it belongs."""

    name: Annotated[
        str,
        Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$", description="Of the plan."),
    ]
    parent: Annotated[
        int | None, Query(ge=1, le=10**9, description="The version that it redraws.")
    ] = None
    scope: Annotated[
        str | None,
        Query(
            pattern=r"^\d{2,12}$",
            description="The township or county that it is of; the first digits of its codes "
            "without it.",
        ),
    ] = None
    rules: Annotated[
        str | None, Query(max_length=100, description="A preset; that of the plan without it.")
    ] = None


AskedHere = Annotated[PlanAsked, Depends()]

_BODY = {
    "required": True,
    "content": {GEOPACKAGE: {"schema": {"type": "string", "format": "binary"}}},
}


@router.get("/plans", summary="The plans of the store", dependencies=[needs(Role.VIEWER)])
def list_plans(plans: PlansHere, store: StoreHere) -> PlansAnswer:  # noqa: ARG001 - there must be one
    """List the plans that the caller may see: the newest version of each, and what is in force."""
    of_plan: dict[int, list[Version]] = {}
    for one in plans.versions():
        of_plan.setdefault(one.plan_id, []).append(one)
    return PlansAnswer(plans=[_plan(versions) for versions in of_plan.values()])


@router.get(
    "/plans/{plan}/versions", summary="The versions of a plan", dependencies=[needs(Role.VIEWER)]
)
def versions(
    plans: PlansHere,
    store: StoreHere,  # noqa: ARG001 - there must be one
    plan: Annotated[int, InPath(ge=1, le=10**9, description="Number of the plan in the store.")],
) -> VersionsAnswer:
    """List the versions of a plan, the first one first."""
    found = [one for one in plans.versions() if one.plan_id == plan]
    if not found:
        raise NotInStoreError("planning_no_plan", plan=str(plan))
    return VersionsAnswer(versions=[*map(VersionAnswer.of, found)])


@router.post(
    "/plans",
    summary="Take a plan file into the store",
    status_code=201,
    response_model=VersionAnswer,
    dependencies=[needs(Role.PLANNER)],
    openapi_extra={"requestBody": _BODY},
)
async def add_plan(
    request: Request,
    response: Response,
    caller: CallerHere,
    plans: PlansHere,
    living: LivingHere,
    asked: AskedHere,
) -> VersionAnswer:
    """Read a plan GeoPackage, as `gridgen divide` writes it, and keep it as a new draft.

    The body is the file. It is read by a process of its own, with limits.
    """
    most = request.app.state.settings.upload_bytes
    with ExitStack() as folder:
        file = Path(folder.enter_context(tempfile.TemporaryDirectory(prefix="gridgen-")))
        file = file / "plan.gpkg"
        await _receive(request, file, most)
        parent = None
        if asked.parent is not None:
            parent = await run_in_threadpool(plans.version, asked.parent)
        made = await run_in_threadpool(_imported, living.store, file, asked, parent, caller)
    living.look_again()
    response.headers["Location"] = address_of(request, f"/versions/{made.id}")
    tagged(response, made.id, made.head)
    return VersionAnswer.of(made)


async def _receive(request: Request, file: Path, most: int) -> None:
    """Write the body of a request to a file, no more than `most` bytes of it."""
    size = 0
    with file.open("wb") as stream:
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise TooLargeError("upload_too_large", file=file.name, most=most)
            await run_in_threadpool(stream.write, part)


def _imported(
    store: Store, file: Path, asked: PlanAsked, parent: Version | None, caller: Caller
) -> Version:
    plan = read_plan(file, alone=True)
    rules = asked.rules or plan.made_by.rules or "standard"
    if rules not in PRESETS:
        # A path would be one of this machine's.
        raise RequestError("planning_rules", found=rules, known=[*PRESETS])
    _require_theirs(plan, asked, parent, caller)
    known = rules_for(plan, rules)
    origin = Origin(asked.name.strip(), rules_text(rules)[0], asked.parent, asked.scope or "")
    return import_plan(store, open_draft(plan, known), origin, actor=caller.actor)


def _require_theirs(plan: Plan, asked: PlanAsked, parent: Version | None, caller: Caller) -> None:
    """Refuse a plan of land that is not the caller's, whatever it is said to be of.

    Raises
    ------
    DeniedError
        It is of such land.
    """
    codes = plan.communities.code
    by_codes = scope_of(codes, "") if len(codes) else ""
    said = asked.scope if parent is None else parent.scope
    for scope in {by_codes or said or "", said or by_codes}:
        if not caller.sees(scope):
            raise DeniedError("planning_not_yours", scope=scope or "-", mine=[*caller.scopes])


def _plan(versions: list[Version]) -> PlanAnswer:
    today, newest = date.today(), versions[-1]
    told: dict[str, Any] = {"id": newest.plan_id, "name": newest.plan, "scope": newest.scope}
    held = next((one for one in versions if is_in_force(one, today)), None)
    return PlanAnswer(
        **told,
        versions=len(versions),
        newest=VersionAnswer.of(newest),
        in_force=None if held is None else VersionAnswer.of(held),
    )
