"""Plan -> GeoPackage."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from gridgen.files.geopackage_options import geopackage_options
from gridgen.files.qgis_styles import add_styles
from gridgen.files.whole import geopackage, write_whole
from gridgen.model.findings import Report
from gridgen.model.frames import as_given
from gridgen.model.ground import GROUND
from gridgen.model.households import KEEP_KEYS
from gridgen.model.people import Post
from gridgen.model.plan import Plan


def write_plan(
    plan: Plan, path: str | os.PathLike[str], *, lang: str = "en", stamp: str | None = None
) -> None:
    """Write a plan as a GeoPackage, in the CRS and at the coordinates of the input.

    One layer of polygons for each level, `households` (points), `communities`, those of
    `gridgen.model.ground.GROUND` where there are such; the `centres` (points) around which a level
    was made; with people `people` (points), `areas` (polygons of responsibility) and the table
    `posts`; `ties`; the tables `findings` and `plan` (key, value), and styles that QGIS takes up.
    `gridgen.files.plan_reader.read_plan` reads it back: the same codes and counts, shapes to
    1e-6 m.

    Parameters
    ----------
    path
        An older file of that name is replaced once the new one is whole.
    lang
        Language of the column `text` of the findings; both stand in text_zh and text_en.
    stamp
        The time that the file says it was made at, "2025-01-01T00:00:00Z": the same plan then
        makes the same file. Now, if not given.

    Raises
    ------
    WriteError
        The name does not end in .gpkg, the folder is missing or may not be written, or the disk is
        full.
    """
    target = geopackage(path)

    def fill(file: Path) -> None:
        with geopackage_options(stamp):
            for number, (layer, table) in enumerate(_layers(plan, lang).items()):
                _append(table, file, layer, is_first=number == 0)
        add_styles(file, [zones.level for zones in plan.levels], stamp=stamp)

    write_whole(target, fill)


def _layers(plan: Plan, lang: str) -> dict[str, pd.DataFrame]:
    """Return every layer and table of a plan's GeoPackage, in the order they are written."""
    layers: dict[str, pd.DataFrame] = {
        zones.level: plan.to_frame(zones.level) for zones in plan.levels
    }
    layers["households"] = plan.households
    layers["communities"] = plan.to_frame("communities")
    layers |= {name: plan.to_frame(name) for name in plan.township.ground}
    if plan.township.centres is not None:
        layers["centres"] = plan.to_frame("centres")
    layers |= _people_layers(plan)
    if plan.township.ties:
        rows = [(tie.kind, tie.key, tie.first, tie.second) for tie in plan.township.ties]
        layers["ties"] = pd.DataFrame(rows, columns=["tie", "of", "first", "second"])
    layers["findings"] = _findings_table(plan.report, lang)
    layers["plan"] = _plan_table(plan)
    return layers


def _people_layers(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return people, their areas and their posts; nothing where no people were given."""
    if plan.staff is None:
        return {}
    staff = plan.staff
    drawn = np.array([not shape.is_empty for shape in staff.area], bool)
    table = {"id": staff.people.ids[drawn], "role": staff.people.role[drawn]}
    table["households"] = staff.households[drawn]
    areas = gpd.GeoDataFrame(table, geometry=list(staff.area[drawn]), crs=plan.township.crs)
    posts = pd.DataFrame(
        [dataclasses.astuple(post) for post in staff.posts],
        columns=[field.name for field in dataclasses.fields(Post)],
    )
    return {
        "people": plan.to_frame("people"),
        "areas": as_given(areas, plan.township),
        "posts": posts,
    }


def _findings_table(report: Report, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": _texts([found.rule for found in report]),
            "severity": _texts([found.severity.value for found in report]),
            "where": _texts([found.where for found in report]),
            "number": np.array([found.number for found in report], dtype=np.float64),
            "limit": np.array([found.limit for found in report], dtype=np.float64),
            "text": _texts([found.text(lang) for found in report]),
            "text_zh": _texts([found.zh for found in report]),
            "text_en": _texts([found.en for found in report]),
        }
    )


def _plan_table(plan: Plan) -> pd.DataFrame:
    households = plan.township.households
    facts = {name: str(value) for name, value in dataclasses.asdict(plan.made_by).items()}
    # The CRS of the work stands here alone: layers are in that of the input.
    facts["crs"] = plan.township.crs
    for name in ("lower_bound_m", "least_m"):
        metres = getattr(plan.made_by, name)
        facts[name] = "" if metres is None else str(metres)
    gone = plan.made_by.retired
    facts["retired"] = ",".join(f"{level}/{code}" for level in gone for code in gone[level])
    # Apart from the codes, so that versions that know of no days read these as before.
    facts["retired_on"] = ",".join(f"{code}={day}" for code, day in plan.made_by.retired_on.items())
    facts["locks"] = ",".join(plan.made_by.locks)
    facts["edited"] = ",".join(plan.made_by.edited)
    facts["grids"] = ",".join(f"{code}={k}" for code, k in plan.made_by.grids.items())
    facts["levels"] = ",".join(zones.level for zones in plan.levels)
    # Which columns of the households were asked for: a reader cannot tell them from those we add.
    facts["names"] = ",".join(key for key in households.keys if key not in (*KEEP_KEYS, "grid"))
    facts["counts"] = ",".join(households.counts)
    facts["input_crs"] = households.crs
    return pd.DataFrame({"key": _texts(list(facts)), "value": _texts(list(facts.values()))})


def _texts(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _append(table: pd.DataFrame, file: Path, layer: str, *, is_first: bool) -> None:
    # The version that QGIS 3.16 and newer, and what townships have, read without a warning.
    options: dict[str, object] = {"VERSION": "1.2"} if is_first else {}
    if isinstance(table, gpd.GeoDataFrame) and layer not in GROUND:
        is_points = layer in ("households", "people", "centres")
        options["geometry_type"] = "Point" if is_points else "MultiPolygon"
        options["promote_to_multi"] = not is_points
    # An empty column of objects has no type that GDAL could store.
    words = {name: "str" for name in table.columns if table[name].dtype == object}
    # By Arrow, columns as a whole: the same file in two thirds of the time.
    pyogrio.write_dataframe(
        table.astype(words), file, layer=layer, driver="GPKG", append=not is_first,
        use_arrow=True, **options,
    )  # fmt: skip
