"""The tables of the service: keys, rates, uploads, jobs, webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _access()
    _uploads()
    _jobs()
    _hooks()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _of(table: str, owner: str, owners: str) -> list[sa.Column[str] | sa.ForeignKeyConstraint]:
    return [
        _text(owner),
        sa.ForeignKeyConstraint(
            [owner], [f"{owners}.id"], name=f"fk_{table}_{owner}", ondelete="CASCADE"
        ),
    ]


def _access() -> None:
    op.create_table(
        "access_keys",
        *(_text(name) for name in ("id", "hash", "label", "role", "scopes", "actor", "at")),
        *(_text(name, nullable=True) for name in ("expires", "revoked")),
        sa.PrimaryKeyConstraint("id", name="pk_access_keys"),
        sa.UniqueConstraint("hash", name="uq_access_keys_hash"),
    )
    op.create_table(
        "rates",
        *(_text("caller"), sa.Column("span", sa.BigInteger, nullable=False), _whole("taken")),
        sa.PrimaryKeyConstraint("caller", "span", name="pk_rates"),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        *(_text("id"), _text("name"), sa.Column("size", sa.BigInteger, nullable=False)),
        *(_text("hash"), _text("actor"), _text("scopes"), _text("at")),
        _text("seen", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_table(
        "upload_parts",
        *_of("upload_parts", "upload", "uploads"),
        *(_whole("number"), sa.Column("bytes", sa.LargeBinary, nullable=False)),
        sa.PrimaryKeyConstraint("upload", "number", name="pk_upload_parts"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        *(_text(name) for name in ("id", "process", "asked", "actor", "scopes", "state")),
        *(_whole("progress"), _text("created")),
        *(_text(name, nullable=True) for name in ("started", "finished")),
        *(_text("updated"), _whole("attempt"), _whole("in_vain")),
        _text("worker", nullable=True),
        sa.Column("lease_until", sa.Double),
        *(_text(name, nullable=True) for name in ("idempotency", "answer", "result", "problem")),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("actor", "idempotency", name="uq_jobs_actor_idempotency"),
    )
    op.create_index("ix_jobs_state_created", "jobs", ["state", "created"])
    op.create_table(
        "checkpoints",
        *_of("checkpoints", "job", "jobs"),
        *(_text("problem"), sa.Column("outcome", sa.LargeBinary, nullable=False)),
        sa.PrimaryKeyConstraint("job", "problem", name="pk_checkpoints"),
    )
    op.create_table(
        "job_events",
        *_of("job_events", "job", "jobs"),
        *(_whole("number"), _text("at"), _text("told")),
        sa.PrimaryKeyConstraint("job", "number", name="pk_job_events"),
    )


def _hooks() -> None:
    op.create_table(
        "hooks",
        *(_text(name) for name in ("id", "address", "secret", "scopes", "actor", "at")),
        _text("revoked", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
    )
    op.create_table(
        "deliveries",
        *(_text("id"), *_of("deliveries", "hook", "hooks"), _text("event"), _text("state")),
        *(_whole("attempts"), sa.Column("due", sa.Double, nullable=False)),
        *(_whole("status", nullable=True), _text("why", nullable=True), _text("at")),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state_due", "deliveries", ["state", "due"])
