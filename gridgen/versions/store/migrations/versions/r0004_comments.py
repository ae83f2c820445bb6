"""The table of comments: what people say of single zones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "comments",
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("version", "number")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("zone", "text", "actor", "at")),
        *(sa.Column(name, sa.Text) for name in ("resolved", "resolved_by")),
        sa.PrimaryKeyConstraint("version", "number", name="pk_comments"),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_comments_version"),
    )
