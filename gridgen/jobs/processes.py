"""The processes: what is asked and where it is -> what comes of it, ready to be kept.

Each reads with the readers of the command line, and gives the plan that the command gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gridgen.division.options import Checkpoints, Options
from gridgen.doors import check as check_plan
from gridgen.doors import divide_inputs, redraw_inputs
from gridgen.files.given import existing_grids, new_inputs
from gridgen.files.inputs import read_inputs, read_table
from gridgen.files.plan_reader import read_plan
from gridgen.jobs.asked import EFFORTS, refuse_odd
from gridgen.jobs.job import Order
from gridgen.jobs.uploaded import Uploaded, own_folder
from gridgen.model.errors import DeniedError, NotInStoreError, RulesError
from gridgen.model.findings import Report, Severity, as_rows
from gridgen.model.plan import Plan
from gridgen.rules.levels import PRESETS, Rules
from gridgen.rules.loader import rules_for
from gridgen.versions.advised import advice_rows
from gridgen.versions.draft import Draft, open_draft
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import exported, open_version
from gridgen.versions.store.pieces import rules_text_of
from gridgen.versions.store.versions import (
    Origin,
    Version,
    add_version,
    packed,
    scope_of,
    version_of,
)
from gridgen.versions.suggest import advise
from gridgen.words.say import LANGUAGES

LAND = ("communities", "lines", "water", "buildings", "parcels", "special")
BESIDE = (*LAND, "centres", "people", "ties")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while a process works, and over what it works.

    Attributes
    ----------
    stage
        Called with "reading", "dividing", "checking" or "suggesting" as it begins.
    step
        Called with how much of the stage is done, and how much there is.
    checkpoints
        Where outcomes of communities outlive the process.
    executor
        Over which communities are spread; None for this process alone.
    day
        From which plans are in use where nobody says it, as "2026-11-29".
    """

    stage: Callable[[str], None]
    step: Callable[[int, int], None]
    checkpoints: Checkpoints | None = None
    executor: Executor | None = None
    day: str | None = None


NOBODY = Watch(lambda _: None, lambda _, __: None)
"""Looks on where there is no job."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What came of an order.

    Attributes
    ----------
    told
        Plain values: the result, but for the version.
    draft, origin
        The plan that becomes a version; None where none does.
    pieces
        Of the plan, as `gridgen.versions.store.versions.packed` gives them.
    """

    told: Mapping[str, Any]
    draft: Draft | None = None
    origin: Origin | None = None
    pieces: Mapping[str, bytes] | None = None


def made_of(store: Store, order: Order, watch: Watch) -> Made:
    """Return what comes of an order.

    Raises
    ------
    GridgenError
        As the commands raise it; `DeniedError` for land that is not theirs who ordered it.
    """
    with own_folder() as folder:
        return _PROCESSES[order.process](Uploaded(store, folder), order, watch)


def done_now(store: Store, order: Order) -> dict[str, Any]:
    """Return the result of an order that is no job: of check and suggest.

    Raises
    ------
    GridgenError
        As the commands raise it, and as `gridgen.jobs.queue.submit` does.
    """
    refuse_odd(order.process, order.asked)
    return dict(made_of(store, order, NOBODY).told)


def put(connection: Connection, made: Made, order: Order) -> dict[str, Any]:
    """Keep what came of an order, in the transaction in which its job ends; return the result."""
    if made.draft is None or made.origin is None or made.pieces is None:
        return dict(made.told)
    version = add_version(connection, made.draft, made.origin, made.pieces, actor=order.actor)
    told = {"version": version.id, "plan": version.plan, "number": version.number}
    return {**told, "scope": version.scope, **made.told}


# --- divide and redraw ---------------------------------------------------------------------------


def _divide(uploaded: Uploaded, order: Order, watch: Watch) -> Made:
    asked = order.asked
    watch.stage("reading")
    parent = None if "parent" not in asked else _version(uploaded.store, order, "parent")
    rules, text = uploaded.rules(asked.get("rules", "standard"))
    existing = uploaded.file(asked.get("existing"))
    there = None if existing is None else existing_grids(existing)
    if there is None and parent is not None:
        there = exported(uploaded.store, parent.id)
    inputs = read_inputs(
        str(uploaded.file(asked["households"])),
        uploaded.files(asked, BESIDE),
        crs=asked.get("crs"),
        datum=asked.get("datum"),
        encoding=asked.get("encoding"),
        columns=asked.get("columns"),
        corrections=_corrections(uploaded, asked),
    )
    watch.stage("dividing")
    options = Options(
        target=asked.get("target"),
        grids=asked.get("grids", {}),
        certify=asked.get("certify", False),
        **_searching(asked, watch),
    )
    plan = divide_inputs(inputs, rules=rules, existing=there, options=options)
    origin = Origin(asked["name"], text, None if parent is None else parent.id)
    scope = parent.scope if parent else scope_of(plan.communities.code, origin.name)
    return _version_of(plan, rules, origin, order=order, scope=scope, watch=watch)


def _redraw(uploaded: Uploaded, order: Order, watch: Watch) -> Made:
    asked, store = order.asked, uploaded.store
    watch.stage("reading")
    version = _version(store, order, "version")
    if "rules" in asked:
        rules, text = uploaded.rules(asked["rules"])
    else:
        rules, text = open_version(store, version.id).draft.rules, _rules_text(store, version)
    inputs = new_inputs(
        uploaded.file(asked.get("households")),
        uploaded.files(asked, BESIDE),
        encoding=asked.get("encoding"),
        columns=asked.get("columns"),
        corrections=_corrections(uploaded, asked),
        crs=asked.get("crs"),
        datum=asked.get("datum"),
        new_ids=asked.get("new_ids"),
        partial=asked.get("partial", False),
    )
    plan = exported(store, version.id)
    watch.stage("dividing")
    _, new = redraw_inputs(plan, inputs, rules=rules, options=Options(**_searching(asked, watch)))
    origin = Origin(version.plan, text, version.id)
    return _version_of(new, rules, origin, order=order, scope=version.scope, watch=watch)


def _searching(asked: Mapping[str, Any], watch: Watch) -> dict[str, Any]:
    """Return the options that divide and redraw share."""
    return {
        "locks": asked.get("locks", ()),
        "effort": asked.get("effort", EFFORTS[1]),
        "seed": asked.get("seed", 0),
        "day": asked.get("day", watch.day),
        "lang": asked.get("lang", LANGUAGES[0]),
        "executor": watch.executor,
        "on_progress": watch.step,
        "checkpoints": watch.checkpoints,
    }


def _corrections(uploaded: Uploaded, asked: Mapping[str, Any]) -> list[str]:
    return [str(uploaded.file(one)) for one in asked.get("corrections", ())]


def _version_of(
    plan: Plan, rules: Rules, origin: Origin, *, order: Order, scope: str, watch: Watch
) -> Made:
    """Return a plan ready to become a version; DeniedError where its land is not theirs."""
    if not order.sees(scope):
        raise DeniedError("job_other_land", scope=scope, scopes=list(order.scopes))
    watch.stage("checking")
    draft = open_draft(plan, rules)
    return Made(_counts(draft.plan.report), draft, origin, packed(draft, origin))


def _counts(report: Report) -> dict[str, Any]:
    of = {one.value: sum(f.severity is one for f in report) for one in Severity}
    return {"findings": of}


# --- check and suggest ---------------------------------------------------------------------------


def _check(uploaded: Uploaded, order: Order, watch: Watch) -> Made:
    asked = order.asked
    watch.stage("reading")
    rules = uploaded.rules(asked["rules"])[0] if "rules" in asked else None
    lines = uploaded.file(asked.get("lines"))
    drawn = None if lines is None else read_table(lines)[0]
    if "version" in asked:
        draft = open_version(uploaded.store, _version(uploaded.store, order, "version").id).draft
        plan, rules = draft.plan, rules or draft.rules
    else:
        plan = read_plan(str(uploaded.file(asked["plan"])))
        rules = rules or _own_rules(plan)
    watch.stage("checking")
    report = check_plan(plan, rules=rules, lines=drawn)
    rows = {lang: as_rows(report, lang) for lang in LANGUAGES}
    return Made({**_counts(report), "found": rows})


def _own_rules(plan: Plan) -> Rules:
    """Return the rules by which an uploaded plan was made, where they are a preset.

    Any other name is a path on the machine of whoever made it, and would be one on ours.
    """
    if plan.made_by.rules and plan.made_by.rules not in PRESETS:
        raise RulesError("rules_unknown", name=plan.made_by.rules, known=list(PRESETS))
    return rules_for(plan)


def _suggest(uploaded: Uploaded, order: Order, watch: Watch) -> Made:
    asked = order.asked
    watch.stage("reading")
    version = _version(uploaded.store, order, "version")
    opened = open_version(uploaded.store, version.id)
    watch.stage("suggesting")
    only, most = asked.get("only", ()), asked.get("most", 3)
    advices = advise(opened.draft, only=only, most=most, on_progress=watch.step)
    rows = advice_rows(opened.draft, advices, asked.get("lang", LANGUAGES[0]))
    return Made({"version": version.id, "edit": opened.edit, "advice": rows})


# --- versions ------------------------------------------------------------------------------------


def _version(store: Store, order: Order, name: str) -> Version:
    """Return a version that is asked for; NotInStoreError where there is none, or it is of land
    that is not theirs.
    """
    with store.reading() as connection:
        version = version_of(connection, order.asked[name])
    if not order.sees(version.scope):
        raise NotInStoreError("job_no_version", version=version.id)
    return version


def _rules_text(store: Store, version: Version) -> str:
    with store.reading() as connection:
        return rules_text_of(connection, version.id)


def day_of(moment: str) -> str:
    """Return the day of a moment of the store where the worker is.

    >>> day_of("2026-11-29T12:00:00.000000+00:00")
    '2026-11-29'
    """
    return datetime.fromisoformat(moment).astimezone().date().isoformat()


_PROCESSES: Mapping[str, Callable[[Uploaded, Order, Watch], Made]] = {
    "divide": _divide,
    "redraw": _redraw,
    "check": _check,
    "suggest": _suggest,
}
