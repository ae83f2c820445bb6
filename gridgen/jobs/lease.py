"""Who does a job, and until when: of two who think they do, what the earlier writes is refused.

A worker takes a job for a while, its lease, and extends it as long as it lives. Whoever takes a job
over begins another attempt; each write of an attempt says its number, and is refused once there is
a later one, or the job is over.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from gridgen.jobs.failure import told_of
from gridgen.jobs.job import ACCEPTED, FAILED, RUNNING, SUCCESSFUL, Job, as_text
from gridgen.jobs.queue import add_event, end, job_in_store
from gridgen.model.errors import StoreError
from gridgen.versions.store.audit import now
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import CHECKPOINTS, JOBS

MOST_IN_VAIN = 20
"""Attempts that may die one after the other before a job came any further: then it is the job that
kills them. Not three, since a worker that was killed for another reason looks the same: on a busy
machine nine kills at random moments hit nine times in a row who had only begun to read."""


class LostError(Exception):
    """The job is another's by now, or it is over: whoever wrote has nothing more to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """A job in the hands of a worker.

    Attributes
    ----------
    store
        Where it is.
    job
        As it was when the attempt began.
    lease_s
        For how many seconds it is extended.
    """

    store: Store
    job: Job
    lease_s: float

    @property
    def number(self) -> int:
        """How many attempts there are with this one."""
        return self.job.attempt


def claim(store: Store, worker: str, *, lease_s: float) -> Attempt | None:
    """Return the oldest job that waits, or whose worker is gone, as taken by a worker; None: none.

    A job that nobody could bring any further in `MOST_IN_VAIN` attempts fails.

    Parameters
    ----------
    store
        Where jobs are.
    worker
        Name of whoever takes it.
    lease_s
        Seconds after which it is anybody's, unless extended.
    """
    with store.reading() as connection:
        if connection.execute(_free(_moment(connection))).first() is None:
            return None  # without taking the turn of those who write
    with store.writing() as connection:
        while (row := connection.execute(_free(_moment(connection))).first()) is not None:
            if row.in_vain < MOST_IN_VAIN:
                return Attempt(store, _taken(connection, row.id, worker, lease_s), lease_s)
            why = told_of(StoreError("job_in_vain", number=row.in_vain))
            end(connection, row.id, FAILED, problem=as_text(why))
    return None


def _taken(connection: Connection, job: str, worker: str, lease_s: float) -> Job:
    at = now()
    values = {
        "state": RUNNING, "worker": worker, "lease_until": _moment(connection) + lease_s,
        "attempt": JOBS.c.attempt + 1, "in_vain": JOBS.c.in_vain + 1, "updated": at,
    }  # fmt: skip
    connection.execute(update(JOBS).where(JOBS.c.id == job).values(values))
    first = update(JOBS).where(JOBS.c.id == job, JOBS.c.started.is_(None))
    connection.execute(first.values(started=at))
    told = job_in_store(connection, job)
    add_event(connection, job, {"state": RUNNING, "attempt": told.attempt})
    return told


def extend(attempt: Attempt) -> None:
    """Keep the job for another while.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    with _writing(attempt):
        pass


def tell(attempt: Attempt, told: Mapping[str, Any], *, progress: int) -> None:
    """Add an event; where progress (percent) is more than ever before, the job came further.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    with _writing(attempt) as connection:
        _note(connection, attempt, told, progress)


def keep(
    attempt: Attempt, code: str, outcome: bytes, told: Mapping[str, Any], *, progress: int
) -> None:
    """Keep the outcome of a community, with the event that tells of it.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    row = {"job": attempt.job.id, "problem": code, "outcome": outcome}
    with _writing(attempt) as connection:
        dialect = sqlite if attempt.store.file is not None else postgresql
        # What an earlier attempt kept was of another problem: it would have been taken.
        put = dialect.insert(CHECKPOINTS).values(row)
        put = put.on_conflict_do_update(index_elements=["job", "problem"], set_=row)
        connection.execute(put)
        _note(connection, attempt, told, progress)
        connection.execute(update(JOBS).where(_mine(attempt)).values(in_vain=0))


def kept(attempt: Attempt) -> dict[str, bytes]:
    """Return the outcomes that attempts at a job have kept, by the code of the community."""
    asked = select(CHECKPOINTS.c.problem, CHECKPOINTS.c.outcome)
    with attempt.store.reading() as connection:
        rows = connection.execute(asked.where(CHECKPOINTS.c.job == attempt.job.id))
        return {row.problem: bytes(row.outcome) for row in rows}


@contextmanager
def finishing(attempt: Attempt) -> Iterator[tuple[Connection, dict[str, Any]]]:
    """Give a connection that writes what came of a job, and what its result will be said to be.

    All of it stands once the block is left, and the job is successful; or nothing.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    result: dict[str, Any] = {}
    with _writing(attempt) as connection:
        yield connection, result
        end(connection, attempt.job.id, SUCCESSFUL, result=as_text(result), progress=100)


def fail(attempt: Attempt, error: BaseException) -> None:
    """End a job with why it failed.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    with _writing(attempt) as connection:
        end(connection, attempt.job.id, FAILED, problem=as_text(told_of(error)))


def give_back(attempt: Attempt, *, in_vain: bool = False) -> None:
    """Let another go on with a job at once; `in_vain` where the job itself may be to blame.

    Raises
    ------
    LostError
        It is another's, or over.
    """
    with _writing(attempt) as connection:
        mine = update(JOBS).where(_mine(attempt))
        connection.execute(mine.values(lease_until=0.0, worker=None))
        if not in_vain:
            fewer = mine.where(JOBS.c.in_vain > 0)
            connection.execute(fewer.values(in_vain=JOBS.c.in_vain - 1))


def release(store: Store, worker: str) -> None:
    """Let others go on at once with what a worker did that is known to be dead."""
    with store.writing() as connection:
        whose = and_(JOBS.c.worker == worker, JOBS.c.state == RUNNING)
        connection.execute(update(JOBS).where(whose).values(lease_until=0.0))


@contextmanager
def _writing(attempt: Attempt) -> Iterator[Connection]:
    """Give a connection that writes for an attempt, and extend its lease; LostError where it is
    another's, or over.
    """
    with attempt.store.writing() as connection:
        values = {"lease_until": _moment(connection) + attempt.lease_s, "updated": now()}
        done = connection.execute(update(JOBS).where(_mine(attempt)).values(values))
        if done.rowcount != 1:
            raise LostError
        yield connection


def _mine(attempt: Attempt) -> ColumnElement[bool]:
    """Return what tells the row of a job as long as no other attempt has taken it over."""
    return and_(
        JOBS.c.id == attempt.job.id,
        JOBS.c.attempt == attempt.number,
        JOBS.c.state == RUNNING,
    )


def _note(connection: Connection, attempt: Attempt, told: Mapping[str, Any], progress: int) -> None:
    add_event(connection, attempt.job.id, told)
    further = update(JOBS).where(_mine(attempt), JOBS.c.progress < progress)
    connection.execute(further.values(progress=progress, in_vain=0))


def _free(moment: float) -> Select[Any]:
    """Return what asks for the oldest job that nobody has."""
    expired = and_(JOBS.c.state == RUNNING, JOBS.c.lease_until < moment)
    asked = select(JOBS.c.id, JOBS.c.in_vain).where(or_(JOBS.c.state == ACCEPTED, expired))
    return asked.order_by(JOBS.c.created, JOBS.c.id).limit(1)


def _moment(connection: Connection) -> float:
    """Return seconds since 1970 by one clock for all workers: in PostgreSQL that of the server."""
    if connection.dialect.name == "sqlite":
        return time.time()
    asked = text("SELECT extract(epoch FROM clock_timestamp())")
    return float(connection.execute(asked).scalar_one())
