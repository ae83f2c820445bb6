"""History is written once: triggers refuse whoever changes or deletes a line of it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_ONCE = ("audit", "edits", "contents")


def upgrade() -> None:
    """Make the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _ONCE:
            for done in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{done.lower()} BEFORE {done} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
