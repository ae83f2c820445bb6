"""Nothing leaves the folder that an archive is unpacked into, and nothing blows up."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gridgen.files.guard.archives import safe_members
from gridgen.files.guard.limits import narrowed
from gridgen.model.errors import ReadError


def packed(path: Path, *names: str, content: bytes = b"x") -> zipfile.ZipFile:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return zipfile.ZipFile(path)


def test_files_in_folders_of_the_archive_may_be_unpacked(tmp_path: Path) -> None:
    with packed(tmp_path / "a.zip", "村界/村界.shp", "村界/村界.dbf", "empty/") as archive:
        names = [member.filename for member in safe_members(archive)]

    assert names == ["村界/村界.shp", "村界/村界.dbf"]


@pytest.mark.parametrize(
    "name", ["../a.shp", "a/../../b.shp", "/etc/a.shp", "..\\a.shp", "C:a.shp"]
)
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with (
        packed(tmp_path / "a.zip", name) as archive,
        pytest.raises(ReadError, match="leads out of the folder"),
    ):
        safe_members(archive)


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    with (
        zipfile.ZipFile(tmp_path / "a.zip") as archive,
        pytest.raises(ReadError, match="leads out of the folder"),
    ):
        safe_members(archive)


@pytest.mark.parametrize(("most", "is_read"), [(3, True), (2, False)])
def test_an_archive_may_hold_as_many_files_as_the_limit(
    tmp_path: Path, most: int, is_read: bool
) -> None:
    with packed(tmp_path / "a.zip", "a", "b", "c") as archive, narrowed(members=most):
        if is_read:
            assert len(safe_members(archive)) == 3
        else:
            with pytest.raises(ReadError, match="holds 3 files; at most 2"):
                safe_members(archive)


def test_what_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    with (
        packed(tmp_path / "a.zip", "a", content=b"0" * (33 << 20)) as archive,
        pytest.raises(ReadError, match=r"34,603,008 bytes, [\d,]+ times its size; at most 100"),
    ):
        safe_members(archive)


def test_a_small_file_of_blanks_is_no_bomb(tmp_path: Path) -> None:
    with packed(tmp_path / "a.zip", "a", content=b"0" * (1 << 20)) as archive:
        assert len(safe_members(archive)) == 1
