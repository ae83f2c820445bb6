"""Files that are sent: whole, and gone."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.planning.exporting import harmless, sent
from gridgen.model.errors import WriteError


@given(st.text(max_size=300))
def test_no_name_leads_out_of_a_folder_or_a_header(name: str) -> None:
    made = harmless(f"{name}.gpkg")

    assert made.endswith(".gpkg")
    assert not set('/\\:*?"<>|\r\n\0;') & set(made)
    assert not made.startswith((".", "-"))
    assert Path(made).name == made
    assert len(made) <= 85


def test_a_file_is_sent_whole_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held = b"0123456789" * 100_000

    answer = sent(lambda file: file.write_bytes(held) and None, "a.csv", "text/csv")

    async def read() -> bytes:
        return b"".join([part async for part in answer.body_iterator])

    assert [*tmp_path.iterdir()] == []
    assert asyncio.run(read()) == held
    assert answer.headers["content-length"] == str(len(held))


def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail(file: Path) -> None:
        file.write_bytes(b"half")
        raise WriteError("export_format", file=file, value="x", known=["csv"])

    with pytest.raises(WriteError, match="csv"):
        sent(fail, "a.csv", "text/csv")
    assert [*tmp_path.iterdir()] == []
