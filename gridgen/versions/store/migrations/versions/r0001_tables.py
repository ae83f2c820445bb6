"""Every table of the first store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEYS = {
    "zones": ["level", "code"],
    "marks": ["kind", "level", "code"],
    "findings": ["community"],
}


def upgrade() -> None:
    """Make the tables."""
    _plans()
    _temporal()
    _history()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _of_version(table: str) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        _whole("version"),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name=f"fk_{table}_version"),
    ]


def _plans() -> None:
    op.create_table(
        "contents",
        _text("hash"),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_contents"),
    )
    op.create_table(
        "plans",
        _whole("id"),
        _text("name"),
        _text("scope"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_table(
        "versions",
        *(_whole("id"), _whole("plan"), _whole("number")),
        sa.Column("parent", sa.Integer),
        sa.Column("parent_edit", sa.Integer),
        *(_text("state"), _whole("head"), _text("level"), _text("levels"), _text("crs")),
        *(_whole("srid"), _text("made_by"), _text("actor"), _text("at")),
        sa.Column("in_force_from", sa.Date),
        sa.Column("in_force_to", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name="fk_versions_plan"),
        sa.ForeignKeyConstraint(["parent"], ["versions.id"], name="fk_versions_parent"),
        sa.UniqueConstraint("plan", "number", name="uq_versions_plan_number"),
    )
    op.create_table(
        "pieces",
        *_of_version("pieces"),
        *(_text("role"), _text("hash")),
        sa.PrimaryKeyConstraint("version", "role", name="pk_pieces"),
        sa.ForeignKeyConstraint(["hash"], ["contents.hash"], name="fk_pieces_hash"),
    )


def _temporal() -> None:
    op.create_table(
        "zones",
        *_of_version("zones"),
        *(_text("level"), _text("code"), _whole("from_edit"), _whole("to_edit")),
        *(_text("name"), _text("parent"), _text("kind"), _text("community")),
        sa.Column("households", sa.BigInteger, nullable=False),
        sa.Column("units", sa.BigInteger, nullable=False),
        sa.Column("mean_m", sa.Double),
        sa.Column("max_m", sa.Double),
        _text("status"),
        sa.Column("schematic", sa.SmallInteger, nullable=False),
        *(sa.Column(name, sa.Double) for name in ("compactness", "walk_m", "on_lines")),
        sa.Column("shape", sa.LargeBinary),
        sa.Column("members", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("version", "level", "code", "from_edit", name="pk_zones"),
    )
    op.create_table(
        "marks",
        *_of_version("marks"),
        *(_text("kind"), _text("level"), _text("code")),
        *(_whole("from_edit"), _whole("to_edit"), _text("value")),
        sa.PrimaryKeyConstraint("version", "kind", "level", "code", "from_edit", name="pk_marks"),
    )
    op.create_table(
        "findings",
        *_of_version("findings"),
        *(_text("community"), _whole("from_edit"), _whole("to_edit"), _text("found")),
        sa.Column("border_mm", sa.BigInteger),
        sa.Column("on_lines_mm", sa.BigInteger),
        sa.PrimaryKeyConstraint("version", "community", "from_edit", name="pk_findings"),
    )
    for table, key in _KEYS.items():
        for edge in ("from_edit", "to_edit"):
            op.create_index(f"ix_{table}_version_{edge}", table, ["version", edge])
        now = sa.text("to_edit = 2147483647")
        op.create_index(
            f"uq_{table}_now",
            table,
            ["version", *key],
            unique=True,
            sqlite_where=now,
            postgresql_where=now,
        )


def _history() -> None:
    op.create_table(
        "edits",
        *_of_version("edits"),
        *(_whole("number"), _text("operation"), _text("edit")),
        sa.Column("change", sa.LargeBinary, nullable=False),
        _text("named"),
        sa.Column("metres", sa.Double, nullable=False),
        *(_text("actor"), _text("at"), _whole("base"), _text("reason")),
        sa.Column("undoes", sa.Integer),
        *(_whole("standing"), _whole("undone")),
        sa.PrimaryKeyConstraint("version", "number", name="pk_edits"),
    )
    op.create_table(
        "audit",
        *(_whole("number"), _text("at"), _text("actor"), _text("action"), _text("subject")),
        *(_text("detail"), _text("previous"), _text("hash")),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
