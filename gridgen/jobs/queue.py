"""Orders -> jobs of the store, and what there is to know of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from gridgen.jobs.asked import refuse_odd, refuse_odd_key
from gridgen.jobs.job import ACCEPTED, DISMISSED, OPEN, Event, Job, Order, as_text, job_in
from gridgen.model.errors import NotInPlanError, StoreError
from gridgen.versions.store.audit import add_line, now, require_actor
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import CHECKPOINTS, JOB_EVENTS, JOBS

KEPT_DAYS = 90
"""Days for which jobs are kept that are over; older ones go when the next is ordered."""


def submit(store: Store, order: Order) -> Job:
    """Return the job that an order becomes: a new one, or for a key that was used the one there is.

    Parameters
    ----------
    store
        Keeps it until a worker takes it.
    order
        What is asked, by whom.

    Raises
    ------
    RequestError
        There is no such process, it cannot be asked this, or the key is none.
    StoreError
        The same actor used the same key for something else, or the store cannot be written.
    """
    refuse_odd(order.process, order.asked)
    actor = require_actor(order.actor)
    if order.idempotency is not None:
        refuse_odd_key(order.idempotency)
    with store.writing() as connection:
        there = _of_key(connection, actor, order.idempotency)
        if there is not None:
            return _same(there, order)
        _forget_old(connection)
        job = str(uuid4())
        detail = {"process": order.process}
        at = add_line(connection, actor, "order", f"job {job}", detail)
        row = {
            "id": job, "process": order.process, "asked": as_text(order.asked), "actor": actor,
            "scopes": as_text(list(order.scopes)), "state": ACCEPTED, "progress": 0, "created": at,
            "updated": at, "attempt": 0, "in_vain": 0, "idempotency": order.idempotency,
        }  # fmt: skip
        connection.execute(insert(JOBS), row)
        add_event(connection, job, {"state": ACCEPTED})
        return job_in_store(connection, job)


def job_of(store: Store, job: str) -> Job:
    """Return a job.

    Raises
    ------
    NotInPlanError
        There is none of that id.
    """
    with store.reading() as connection:
        return job_in_store(connection, job)


def jobs_of(
    store: Store,
    *,
    actor: str | None = None,
    states: Collection[str] = (),
    processes: Collection[str] = (),
) -> list[Job]:
    """Return jobs, the newest first.

    Parameters
    ----------
    store
        Where they are.
    actor
        Who ordered them; None for everybody.
    states
        In which they are; () for any.
    processes
        What is done; () for any.
    """
    asked = select(JOBS).order_by(JOBS.c.created.desc(), JOBS.c.id)
    if actor is not None:
        asked = asked.where(JOBS.c.actor == actor)
    if states:
        asked = asked.where(JOBS.c.state.in_(states))
    if processes:
        asked = asked.where(JOBS.c.process.in_(processes))
    with store.reading() as connection:
        return [job_in(row) for row in connection.execute(asked).mappings()]


def dismiss(store: Store, job: str, *, actor: str | None = None) -> Job:
    """Return a job that nobody wants any longer: no worker begins it, and one that has begun ends.

    What a worker still writes is refused from now on. A job that is over stays as it is.

    Parameters
    ----------
    store
        Where it is.
    job
        Its id.
    actor
        Opaque id of whoever says so; None for whoever ordered it.

    Raises
    ------
    NotInPlanError
        There is none of that id.
    """
    with store.writing() as connection:
        told = job_in_store(connection, job)
        if told.state not in OPEN:
            return told
        end(connection, job, DISMISSED)
        who = require_actor(told.actor if actor is None else actor)
        add_line(connection, who, "dismiss", f"job {job}", {"process": told.process})
        return job_in_store(connection, job)


def events_after(store: Store, job: str, number: int = 0) -> list[Event]:
    """Return what happened in a job after the event of a number, 0 for all, in order.

    Raises
    ------
    NotInPlanError
        There is no job of that id.
    """
    asked = select(JOB_EVENTS.c.number, JOB_EVENTS.c.at, JOB_EVENTS.c.told)
    asked = asked.where(JOB_EVENTS.c.job == job, JOB_EVENTS.c.number > number)
    with store.reading() as connection:
        job_in_store(connection, job)
        rows = connection.execute(asked.order_by(JOB_EVENTS.c.number))
        return [Event(row.number, row.at, json.loads(row.told)) for row in rows]


def job_in_store(connection: Connection, job: str) -> Job:
    """Return a job; NotInPlanError where there is none of that id."""
    row = connection.execute(select(JOBS).where(JOBS.c.id == job)).mappings().first()
    if row is None:
        raise NotInPlanError("job_missing", id=job)
    return job_in(row)


def add_event(connection: Connection, job: str, told: Mapping[str, Any]) -> None:
    """Add what happened in a job, in the transaction in which it did."""
    last = select(func.coalesce(func.max(JOB_EVENTS.c.number), 0)).where(JOB_EVENTS.c.job == job)
    number = connection.execute(last).scalar_one() + 1
    row = {"job": job, "number": number, "at": now(), "told": as_text(told)}
    connection.execute(insert(JOB_EVENTS), row)


def end(connection: Connection, job: str, state: str, **values: Any) -> None:
    """Set the last state of a job that is open; its checkpoints are of no more use.

    Parameters
    ----------
    connection
        That writes.
    job
        Its id.
    state
        "successful", "failed" or "dismissed".
    values
        Other columns, as the table has them.
    """
    at = now()
    over = {"state": state, "finished": at, "updated": at, "worker": None, "lease_until": None}
    connection.execute(update(JOBS).where(JOBS.c.id == job).values(**over, **values))
    connection.execute(delete(CHECKPOINTS).where(CHECKPOINTS.c.job == job))
    add_event(connection, job, {"state": state})


def _forget_old(connection: Connection) -> None:
    """Forget jobs that are long over. What came of them stays, and so do the lines of the audit."""
    before = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat(timespec="microseconds")
    old = JOBS.c.state.not_in(OPEN) & (JOBS.c.finished < before)
    connection.execute(delete(JOBS).where(old))


def _of_key(connection: Connection, actor: str, key: str | None) -> Job | None:
    if key is None:
        return None
    asked = select(JOBS).where(JOBS.c.actor == actor, JOBS.c.idempotency == key)
    row = connection.execute(asked).mappings().first()
    return None if row is None else job_in(row)


def _same(there: Job, order: Order) -> Job:
    """Return the job of a key; StoreError where it was used for something else."""
    if (there.process, as_text(there.asked)) != (order.process, as_text(order.asked)):
        raise StoreError("job_key_taken", id=there.id, process=there.process)
    return there
