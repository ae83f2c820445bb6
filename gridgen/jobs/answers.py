"""How whoever ordered a job wants to be told what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from gridgen.jobs.job import as_text
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS


def keep_answer(store: Store, job: str, answer: Mapping[str, Any]) -> None:
    """Keep how a job is to be answered, plain values; what was said first stays."""
    with store.writing() as connection:
        silent = update(JOBS).where(JOBS.c.id == job, JOBS.c.answer.is_(None))
        connection.execute(silent.values(answer=as_text(answer)))


def answer_for(store: Store, job: str) -> dict[str, Any]:
    """Return how a job is to be answered; empty where nobody said it."""
    with store.reading() as connection:
        text = connection.scalar(select(JOBS.c.answer).where(JOBS.c.id == job))
    answer: dict[str, Any] = json.loads(text or "{}")
    return answer
