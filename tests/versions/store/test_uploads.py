"""Files are kept whole or not at all, in parts, under names that harm nobody."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from gridgen.model.errors import NotInPlanError, RequestError, TooLargeError
from gridgen.versions.store.audit import lines_of, now
from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import JOBS, UPLOAD_PARTS, UPLOADS
from gridgen.versions.store.uploads import (
    PART_BYTES,
    Upload,
    fetched,
    forget,
    forget_older,
    harmless,
    note,
    receive,
    upload_of,
    uploads_of,
)

MOST = 8 * PART_BYTES


def _kept(store: Store, content: bytes = b"lon,lat\n", actor: str = "p1") -> Upload:
    return receive(store, [content], "points.csv", actor, MOST)


def _rows(store: Store) -> tuple[int, int]:
    with store.reading() as connection:
        uploads = connection.scalar(select(func.count()).select_from(UPLOADS))
        return uploads or 0, connection.scalar(select(func.count()).select_from(UPLOAD_PARTS)) or 0


@pytest.mark.parametrize(
    ("size", "parts"),
    [(1, 1), (PART_BYTES, 1), (PART_BYTES + 1, 2), (3 * PART_BYTES - 1, 3), (MOST, 8)],
)
def test_what_was_sent_is_fetched_as_it_was(
    store: Store, tmp_path: Path, size: int, parts: int
) -> None:
    content = (b"0123456789abcdef!" * (size // 17 + 1))[:size]
    sent = [content[start : start + 300_000] for start in range(0, size, 300_000)]

    upload = receive(store, sent, "农户.gpkg", "p1", MOST, scopes=("990101",))

    assert fetched(store, upload.id, tmp_path) == tmp_path / "农户.gpkg"
    assert (tmp_path / "农户.gpkg").read_bytes() == content
    assert upload.hash == hashlib.sha256(content).hexdigest()
    assert (upload.size, upload.actor, upload.scopes) == (size, "p1", ("990101",))
    assert upload_of(store, upload.id) == upload
    assert _rows(store) == (1, parts)


def test_one_byte_too_many_leaves_nothing(store: Store) -> None:
    with pytest.raises(TooLargeError, match=f"big.csv has more than {MOST:,} bytes"):
        receive(store, [b"a" * MOST, b"a"], "big.csv", "p1", MOST)

    assert _rows(store) == (0, 0)
    assert uploads_of(store) == []


def test_nothing_is_no_file(store: Store) -> None:
    with pytest.raises(RequestError, match=r"none\.csv has no bytes"):
        receive(store, [b"", b""], "none.csv", "p1", MOST)

    assert _rows(store) == (0, 0)


def test_what_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a" * 2 * PART_BYTES
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError, match="gone"):
        receive(store, broken(), "half.csv", "p1", MOST)

    assert _rows(store) == (0, 0)


def test_what_is_not_whole_yet_is_not_there(store: Store, tmp_path: Path) -> None:
    def watching() -> Iterator[bytes]:
        yield b"a" * 2 * PART_BYTES
        with store.reading() as connection:
            begun.append(connection.scalar(select(UPLOADS.c.id)) or "")
        seen.append(uploads_of(store))
        with pytest.raises(NotInPlanError, match=f"no upload '{begun[0]}'"):
            fetched(store, begun[0], tmp_path)

    begun: list[str] = []
    seen: list[list[Upload]] = []

    receive(store, watching(), "slow.csv", "p1", MOST)

    assert seen == [[]]


def test_a_file_is_never_in_memory_as_a_whole(store: Store, tmp_path: Path) -> None:
    pieces = (bytes([number % 251]) * PART_BYTES for number in range(40))

    tracemalloc.start()
    upload = receive(store, pieces, "large.gpkg", "p1", 64 * PART_BYTES)
    fetched(store, upload.id, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 16 * PART_BYTES


def test_everybody_s_uploads_or_one_s_own_are_listed_the_newest_first(store: Store) -> None:
    first, second, third = _kept(store), _kept(store, actor="p2"), _kept(store)

    everything, own = uploads_of(store), uploads_of(store, actor="p1")

    assert [one.id for one in everything] == [third.id, second.id, first.id]
    assert [one.id for one in own] == [third.id, first.id]


def test_what_was_recognised_stays_with_the_file(store: Store) -> None:
    upload = _kept(store)

    noted = note(store, upload.id, {"layers": [{"name": "农户"}]})

    assert noted.seen == {"layers": [{"name": "农户"}]}
    assert uploads_of(store) == [noted]


def test_a_forgotten_upload_is_gone_with_its_parts(store: Store, tmp_path: Path) -> None:
    upload, other = _kept(store), _kept(store)

    forget(store, upload.id, actor="p1")

    assert _rows(store) == (1, 1)
    assert uploads_of(store) == [other]
    with pytest.raises(NotInPlanError, match=f"no upload '{upload.id}'"):
        fetched(store, upload.id, tmp_path)
    with pytest.raises(NotInPlanError, match=f"no upload '{upload.id}'"):
        forget(store, upload.id, actor="p1")


@pytest.mark.parametrize("upload", ["", "none", "a\x00b", "'; --", "\udcff"])
def test_what_is_no_upload_is_not_there(store: Store, upload: str) -> None:
    with pytest.raises(NotInPlanError, match="There is no upload"):
        upload_of(store, upload)


def test_old_uploads_go_and_newer_ones_stay(store: Store) -> None:
    old = _kept(store)
    between = datetime.now(UTC) + timedelta(microseconds=2)
    while datetime.now(UTC) <= between:
        pass
    new = _kept(store)

    gone = forget_older(store, between)

    assert (gone, uploads_of(store)) == (1, [new])
    assert old not in uploads_of(store)


@pytest.mark.parametrize(("state", "gone"), [("accepted", 0), ("running", 0), ("successful", 1)])
def test_an_old_upload_stays_while_a_job_waits_for_it(store: Store, state: str, gone: int) -> None:
    upload = _kept(store)
    job = {"id": "j1", "process": "divide", "actor": "p1", "scopes": '[""]', "state": state,
           "asked": json.dumps({"households": {"upload": upload.id}}), "progress": 0,
           "created": now(), "updated": now(), "attempt": 0, "in_vain": 0}  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(JOBS), job)

    assert forget_older(store, datetime.now(UTC) + timedelta(days=1)) == gone


def test_the_audit_tells_who_sent_and_who_forgot_and_no_name(store: Store) -> None:
    upload = receive(store, [b"a"], "王建国.csv", "p1", MOST)
    forget(store, upload.id, actor="p2")

    with store.reading() as connection:
        lines = [*lines_of(connection)]

    told = [(line.actor, line.action, line.subject) for line in lines]
    assert told == [
        ("p1", "upload", f"upload {upload.id}"),
        ("p2", "forget", f"upload {upload.id}"),
    ]
    assert not [line for line in lines if "王" in json.dumps(dict(line.detail), ensure_ascii=False)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("towns.gpkg", "towns.gpkg"),
        ("/etc/passwd", "passwd"),
        (r"C:\towns\a.GPKG", "a.GPKG"),
        ("../../x/.ssh", "ssh"),
        ("a.csv:layer", "a.csv_layer"),
        ("-rf.csv", "rf.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("", "upload"),
        (".csv", "csv"),
        ("长" * 300 + ".xlsx", "长" * 60 + ".xlsx"),
        ("a." + "x" * 300, "a." + "x" * 58),
    ],
)
def test_names_are_made_harmless(name: str, expected: str) -> None:
    assert harmless(name) == expected


@given(name=st.text(max_size=400))
def test_no_name_leads_out_of_its_folder_or_is_too_long(name: str) -> None:
    found = harmless(name)

    assert Path(found).name == found
    assert 0 < len(found.encode()) <= 255
    assert found[0] not in ".-"
    assert not set(found) & set('\x00/\\:*?"<>|\n')
    assert harmless(found) == found
