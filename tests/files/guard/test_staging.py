"""GDAL never sees a .prj that is in no form that is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from saved import shapefile

from gridgen.files.guard.kinds import Kind
from gridgen.files.guard.staging import needs_copy
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError


def saying(folder: Path, text: str) -> Path:
    file = shapefile(folder / "homes.shp", encoding="utf-8", cpg=True)
    file.with_suffix(".prj").write_text(text, "utf-8")
    return file


def test_a_prj_that_names_a_grid_or_an_address_is_refused(tmp_path: Path) -> None:
    text = "+proj=longlat +ellps=krass +nadgrids=http://127.0.0.1:9/grid.gsb"

    with pytest.raises(ReadError, match=r"homes\.shp, homes\.prj: .* would open another file"):
        read_inputs(saying(tmp_path, text))


def test_a_prj_of_prose_is_kept_from_gdal_and_asked_for(tmp_path: Path) -> None:
    file = saying(tmp_path, "国家大地坐标系")

    assert needs_copy(file, Kind.SHAPEFILE)
    with pytest.raises(ReadError, match=r"its \.prj is no definition of a CRS"):
        read_inputs(file)


def test_a_prj_in_a_form_that_is_read_stays_where_it_is(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)

    assert not needs_copy(file, Kind.SHAPEFILE)
    assert read_inputs(file).households.crs.to_epsg() == 4326
