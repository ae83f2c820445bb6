"""The tables of a store, the same in SQLite and PostgreSQL.

What changes with edits (zones, findings, locks, posts, ...) stands in rows that say from which edit
to which they hold: the state after any edit is one select. What no edit changes (households,
boundaries, ground) stands once, in `contents`, under the SHA-256 of its bytes. Below the history
stand the tables of the service: keys, uploads, jobs, webhooks, comments; their rows come and go.

Nothing here makes a table: the migrations do, and a test compares what they make with this.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

OPEN = 2**31 - 1
"""`to_edit` of what still holds."""

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


CONTENTS = Table(
    "contents",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

PLANS = Table(
    "plans",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("scope"),
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("plan", ForeignKey(PLANS.c.id), nullable=False),
    _whole("number"),
    Column("parent", ForeignKey("versions.id")),
    # The edit of the parent from which this one goes on; none where it was imported.
    Column("parent_edit", Integer),
    _text("state"),
    _whole("head"),
    _text("level"),
    _text("levels"),
    _text("crs"),
    _whole("srid"),
    _text("made_by"),
    _text("actor"),
    _text("at"),
    Column("in_force_from", Date),
    Column("in_force_to", Date),
    UniqueConstraint("plan", "number"),
)

PIECES = Table(
    "pieces",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("hash", ForeignKey(CONTENTS.c.hash), nullable=False),
)

ZONES = Table(
    "zones",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    Column("level", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("from_edit", Integer, primary_key=True),
    _whole("to_edit"),
    _text("name"),
    _text("parent"),
    _text("kind"),
    _text("community"),
    Column("households", BigInteger, nullable=False),
    Column("units", BigInteger, nullable=False),
    # Measures that are none are NULL: SQLite keeps no NaN.
    Column("mean_m", Double),
    Column("max_m", Double),
    _text("status"),
    Column("schematic", SmallInteger, nullable=False),
    Column("compactness", Double),
    Column("walk_m", Double),
    Column("on_lines", Double),
    # WKB in the metre CRS of the version; int32 rows of the households, little-endian, ascending.
    Column("shape", LargeBinary),
    Column("members", LargeBinary, nullable=False),
    Index(None, "version", "from_edit"),
    Index(None, "version", "to_edit"),
)

MARKS = Table(
    "marks",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("from_edit", Integer, primary_key=True),
    _whole("to_edit"),
    _text("value"),
    Index(None, "version", "from_edit"),
    Index(None, "version", "to_edit"),
)
"""Locks, retired codes, posts and communities that go by another rule, by the code they are of."""

FINDINGS = Table(
    "findings",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    Column("community", Text, primary_key=True),
    Column("from_edit", Integer, primary_key=True),
    _whole("to_edit"),
    _text("found"),
    # Whole millimetres of inner border of the community's zones, and of it on lines.
    Column("border_mm", BigInteger),
    Column("on_lines_mm", BigInteger),
    Index(None, "version", "from_edit"),
    Index(None, "version", "to_edit"),
)

EDITS = Table(
    "edits",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("operation"),
    _text("edit"),
    Column("change", LargeBinary, nullable=False),
    _text("named"),
    Column("metres", Double, nullable=False),
    _text("actor"),
    _text("at"),
    _whole("base"),
    _text("reason"),
    Column("undoes", Integer),
    # Two stacks as linked lists: which edit an undo would take back after this one, and which undo
    # a redo would; 0 for none. Below edit k in its stack is what was on top after edit k - 1.
    _whole("standing"),
    _whole("undone"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _text("actor"),
    _text("action"),
    _text("subject"),
    _text("detail"),
    _text("previous"),
    _text("hash"),
)

ACCESS_KEYS = Table(
    "access_keys",
    METADATA,
    Column("id", Text, primary_key=True),
    # SHA-256 of the key: the key itself is told once, and kept nowhere.
    Column("hash", Text, nullable=False, unique=True),
    _text("label"),
    _text("role"),
    # First digits of the codes that it may see, as JSON; [""] for all.
    _text("scopes"),
    _text("actor"),
    _text("at"),
    Column("expires", Text),
    Column("revoked", Text),
)

RATES = Table(
    "rates",
    METADATA,
    Column("caller", Text, primary_key=True),
    # Seconds since 1970 at which the span begins.
    Column("span", BigInteger, primary_key=True),
    _whole("taken"),
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("name"),
    Column("size", BigInteger, nullable=False),
    # SHA-256 of its bytes; "" until all of them are there.
    _text("hash"),
    _text("actor"),
    # First digits of the codes that whoever sent it may see, as JSON.
    _text("scopes"),
    _text("at"),
    # What was recognised in it, as JSON.
    Column("seen", Text),
)

UPLOAD_PARTS = Table(
    "upload_parts",
    METADATA,
    Column("upload", ForeignKey(UPLOADS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("process"),
    # What was asked, as JSON.
    _text("asked"),
    _text("actor"),
    # First digits of the codes that whoever asked may see, as JSON.
    _text("scopes"),
    _text("state"),
    _whole("progress"),
    _text("created"),
    Column("started", Text),
    Column("finished", Text),
    _text("updated"),
    # How often it was begun: what an earlier attempt still writes is refused.
    _whole("attempt"),
    # How many attempts died since it last came further.
    _whole("in_vain"),
    Column("worker", Text),
    # Seconds since 1970.
    Column("lease_until", Double),
    Column("idempotency", Text),
    # How whoever ordered it wants to be told what came of it, as JSON.
    Column("answer", Text),
    # What came of it, or why nothing did, as JSON.
    Column("result", Text),
    Column("problem", Text),
    UniqueConstraint("actor", "idempotency"),
    Index(None, "state", "created"),
)

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    Column("job", ForeignKey(JOBS.c.id, ondelete="CASCADE"), primary_key=True),
    # The code of the community whose problem it was.
    Column("problem", Text, primary_key=True),
    Column("outcome", LargeBinary, nullable=False),
)

JOB_EVENTS = Table(
    "job_events",
    METADATA,
    Column("job", ForeignKey(JOBS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("at"),
    _text("told"),
)

HOOKS = Table(
    "hooks",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("address"),
    # With which what is sent is signed: whoever signs needs it as it is.
    _text("secret"),
    _text("scopes"),
    _text("actor"),
    _text("at"),
    Column("revoked", Text),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("hook", ForeignKey(HOOKS.c.id, ondelete="CASCADE"), nullable=False),
    _text("event"),
    _text("state"),
    _whole("attempts"),
    # Seconds since 1970.
    Column("due", Double, nullable=False),
    Column("status", Integer),
    # Key of the sentence that says why the last attempt failed.
    Column("why", Text),
    _text("at"),
    Index(None, "state", "due"),
)

COMMENTS = Table(
    "comments",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.id), primary_key=True),
    # Among those of the version, from 1.
    Column("number", Integer, primary_key=True),
    # The code of a zone that was there when it was written.
    _text("zone"),
    _text("text"),
    _text("actor"),
    _text("at"),
    # When and by whom it was said to be dealt with.
    Column("resolved", Text),
    Column("resolved_by", Text),
)

KEYS: Mapping[Table, tuple[str, ...]] = {
    ZONES: ("level", "code"),
    MARKS: ("kind", "level", "code"),
    FINDINGS: ("community",),
}
"""The tables whose rows hold from one edit to another, and what names one thing in each."""


def still_holds(table: Table) -> ColumnElement[bool]:
    """Return what tells the rows that no edit has closed."""
    # A number in the statement itself: SQLite does not take its partial index for a parameter.
    return table.c.to_edit == literal_column(str(OPEN))


for _table, _key in KEYS.items():
    # Also a promise: one thing is in one state.
    Index(
        f"uq_{_table.name}_now",
        *(_table.c[name] for name in ("version", *_key)),
        unique=True,
        sqlite_where=still_holds(_table),
        postgresql_where=still_holds(_table),
    )
