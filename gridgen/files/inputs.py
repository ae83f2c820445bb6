"""One file or several -> the tables of an input: households, communities, lines, ..."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gridgen.files.guard import Kind, kind_of, split_layer
from gridgen.files.guard.limits import limits_of
from gridgen.files.guard.reader import reading
from gridgen.files.layer_reader import list_layers, read_layer, shapefile_parts
from gridgen.files.table_child import ask_in_child, read_in_child
from gridgen.files.table_reader import read_text
from gridgen.files.tables import table_if_given, table_of
from gridgen.model.errors import ReadError
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan

_NAMES: Mapping[str, tuple[str, ...]] = {
    "households": ("households", "household", "住户", "户", "户数", "农户"),
    "communities": ("communities", "community", "villages", "村社区", "村（社区）", "社区", "村"),
    "lines": ("lines", "line", "线", "道路", "线状地物"),
    "water": ("water", "水面", "水域", "水系面"),
    "buildings": ("buildings", "建筑", "建筑物", "房屋", "楼栋"),
    "parcels": ("parcels", "zones", "宗地", "地块", "小区"),
    "special": ("special", "专属网格", "专属网格边界", "专网"),
    "centres": ("centres", "centers", "中心点", "服务点", "联络点"),
    "people": ("people", "人员", "联系人", "网格员"),
}
"""What the layers of an input may be called."""

_LAYERED = (Kind.GEOPACKAGE, Kind.EXCEL)


ROLES = ("communities", *GROUND, "special", "centres")
"""What an input may hold besides households."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """The tables of an input as they stand in the files; None where not given.

    Attributes
    ----------
    households, communities, lines, water, buildings, parcels, special, centres, people, ties
        A GeoDataFrame, or a plain table where the file has no geometry. A GeoSeries becomes a table
        of its shapes.
    source
        For each of these that is given, the name of its file as the user knows it, with the layer
        where the file has several: "input.gpkg:households".
    input_hash
        SHA-256 over the bytes of the files, in hexadecimal; "" where there are no files.
    crs
        The CRS of tables that do not say theirs; None where nobody said it.
    """

    households: pd.DataFrame
    communities: pd.DataFrame | None = None
    lines: pd.DataFrame | None = None
    water: pd.DataFrame | None = None
    buildings: pd.DataFrame | None = None
    parcels: pd.DataFrame | None = None
    special: pd.DataFrame | None = None
    centres: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    ties: pd.DataFrame | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    input_hash: str = ""
    crs: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "households", table_of(self.households, "households", self.crs))
        for role in (*ROLES, "people", "ties"):
            object.__setattr__(self, role, table_if_given(getattr(self, role), role, self.crs))


@dataclass(frozen=True, slots=True)
class _Layer:
    path: Path
    kind: Kind
    name: str | None
    title: str

    def read(self) -> pd.DataFrame:
        if self.kind is Kind.TEXT:
            return read_text(self.path)
        if self.kind is Kind.EXCEL:
            return read_in_child("read_excel", self.path, self.name)
        return read_layer(self.path, self.kind, self.name)


def read_inputs(
    path: str | os.PathLike[str],
    beside: Mapping[str, str | os.PathLike[str] | None] | None = None,
    *,
    crs: str | None = None,
    trust: bool = False,
) -> Inputs:
    """Read the households, and what else there is of an input.

    Parameters
    ----------
    path
        `FILE[:layer]`. The only layer of a file holds the households whatever its name; of several
        the one called households, or of a workbook its first sheet. Layers called as one of `ROLES`
        in the same file are read too, unless given apart.
    beside
        `FILE[:layer]` of what is given apart, by its role: one of `ROLES`, "people" or "ties"; of
        several layers the one of that name.
    crs
        The CRS of files that do not say theirs.
    trust
        Whether the limits on sizes, memory and time are lifted; which kinds of files are read does
        not change.

    Raises
    ------
    ReadError
        A file or layer cannot be read or found, or it is not clear which layer is meant.
    CoordinateError
        `crs` is unknown.
    """
    with limits_of(trust=trust), reading():
        given = {"households": path} | {r: file for r, file in (beside or {}).items() if file}
        layers = {role: _layer(text, role) for role, text in given.items() if role != "ties"}
        main = layers["households"]
        if main.kind in _LAYERED:
            others = [name for name in _names(main.path, main.kind) if name != main.name]
            for role in [role for role in ROLES if role not in layers]:
                called = _called(others, role)
                if called is not None:
                    title = f"{main.path.name}:{called}"
                    layers[role] = _Layer(main.path, main.kind, called, title)
        tables = {role: layer.read() for role, layer in layers.items()}
        source = {role: layer.title for role, layer in layers.items()}
        if "ties" in given:
            tables["ties"], source["ties"] = read_table(given["ties"])
        hashed = [layer.path for role, layer in layers.items() if role in ("households", *ROLES)]
        return Inputs(**tables, source=source, input_hash=_hash(hashed), crs=crs)


def read_table(
    path: str | os.PathLike[str], role: str = "", *, trust: bool = False
) -> tuple[pd.DataFrame, str]:
    """Return the table in `FILE[:layer]` and its name for findings.

    Of several layers it is the one that is called as `role` says, or the first where that is "".
    With `trust` the limits on sizes, memory and time are lifted.

    Raises
    ------
    ReadError
        The file or layer cannot be read or found, or none of several is called so.
    """
    with limits_of(trust=trust), reading():
        if role:
            layer = _layer(path, role)
            return layer.read(), layer.title
        file, name = split_layer(path)
        kind = kind_of(file)
        title = file.name if name is None else f"{file.name}:{name}"
        return _Layer(file, kind, name, title).read(), title


def _layer(text: str | os.PathLike[str], role: str) -> _Layer:
    """Return the layer of `FILE[:layer]` that holds `role`."""
    path, name = split_layer(text)
    kind = kind_of(path)
    if name is not None or kind not in _LAYERED:
        title = path.name if name is None else f"{path.name}:{name}"
        return _Layer(path, kind, name, title)
    names = _names(path, kind)
    if not names:
        raise ReadError("file_without_layer", file=path.name)
    if len(names) == 1:
        return _Layer(path, kind, names[0], path.name)
    called = _called(names, role)
    if called is None and kind is Kind.EXCEL:
        called = names[0]
    if called is None:
        raise ReadError("layer_not_chosen", file=path.name, role=role, layers=names)
    return _Layer(path, kind, called, f"{path.name}:{called}")


def _names(path: Path, kind: Kind) -> list[str]:
    if kind is Kind.EXCEL:
        sheets: list[str] = ask_in_child("list_sheets", path)
        return sheets
    return list(list_layers(path, kind))


def _called(names: list[str], role: str) -> str | None:
    return next((n for n in names if n.strip().casefold() in _NAMES[role]), None)


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in dict.fromkeys(paths):
        for part in shapefile_parts(path).values() if path.suffix.lower() == ".shp" else [path]:
            digest.update(part.read_bytes())
    return digest.hexdigest()


def input_naming(plan: Plan, inputs: Inputs) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of an input whose households name the hamlets of `plan` as `group`.

    Households that name a villager group keep it. `hamlets` are the outlines to look at.
    """
    table = plan.to_frame("households")
    given = table["group"].tolist() if "group" in table else [""] * len(table)
    table["group"] = [old or new for old, new in zip(given, table["hamlet"], strict=True)]
    layers = {
        "households": table.drop(columns=["hamlet", "presence"]),
        "communities": plan.to_frame("communities"),
        "hamlets": plan.to_frame("hamlets"),
    }
    for name in GROUND:
        layer = getattr(inputs, name)
        if isinstance(layer, gpd.GeoDataFrame):
            layers[name] = layer
    return layers
