"""What changed between two versions is handed out as lists, and as notices for the board."""

from __future__ import annotations

import io

import openpyxl
import pytest
from asking import Client
from living import ON_SQLITE, Serve, asking, renamed
from pypdf import PdfReader

from api.access.callers import Role
from gridgen.versions.edits import Merge
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.versions import Version, draft_from

pytestmark = ON_SQLITE


@pytest.fixture
def client(store: Store, serve: Serve, version: Version) -> Client:
    """Asks a service with a version, and a draft from it in which nothing is changed yet."""
    assert draft_from(store, version.id, actor="p1").id == 2
    return asking(serve(), role=Role.VIEWER)


def test_the_lists_of_what_changed_come_as_a_workbook(store: Store, client: Client) -> None:
    renamed(store, 2, "河东网格")

    answer = client.get("/versions/1/diff/2/export?format=xlsx&lang=zh")

    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "河东网格" in " ".join(map(str, cells))


def test_what_moved_comes_as_notices_for_the_board(store: Store, client: Client) -> None:
    edit(store, 2, Merge(("990101001201001", "990101001201002")), By("p2"))

    answer = client.get("/versions/1/diff/2/export?format=pdf&size=A4&lang=zh")

    assert answer.headers["content-type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.content)).pages) >= 1


def test_where_nothing_moved_there_is_no_notice_and_the_reason_is_told(client: Client) -> None:
    answer = client.get("/versions/1/diff/2/export?format=pdf&lang=en")

    assert answer.status_code == 422
    assert "moved" in answer.json()["detail"]


def test_a_version_that_is_not_there_is_told_as_such(client: Client) -> None:
    assert client.get("/versions/1/diff/7/export?format=xlsx").status_code == 404
