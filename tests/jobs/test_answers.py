"""How whoever ordered a job wants to be told what came of it stays with the job."""

from __future__ import annotations

from gridgen.jobs.answers import answer_for, keep_answer
from gridgen.jobs.job import Order
from gridgen.jobs.queue import submit
from gridgen.versions.store.database import Store


def test_what_was_said_first_stays(store: Store) -> None:
    job = submit(store, Order("check", {"version": 1}, "p1"))

    before = answer_for(store, job.id)
    keep_answer(store, job.id, {"response": "raw"})
    keep_answer(store, job.id, {"response": "document"})

    assert (before, answer_for(store, job.id)) == ({}, {"response": "raw"})
    assert answer_for(store, "none") == {}
