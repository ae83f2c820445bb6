"""One file or several -> the tables of an input: households, communities, lines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gridgen.files.guard import Kind, kind_of, split_layer
from gridgen.files.layers import list_layers, read_layer, shapefile_parts
from gridgen.files.tables import list_sheets, read_excel, read_text
from gridgen.model.errors import ReadError

_NAMES: Mapping[str, tuple[str, ...]] = {
    "households": ("households", "household", "住户", "户", "户数", "农户"),
    "communities": ("communities", "community", "villages", "村社区", "村（社区）", "社区", "村"),
    "lines": ("lines", "line", "线", "道路", "线状地物"),
    "water": ("water", "水面", "水域", "水系面"),
    "buildings": ("buildings", "建筑", "建筑物", "房屋", "楼栋"),
    "zones": ("zones", "parcels", "宗地", "地块", "小区"),
    "special": ("special", "专属网格", "专属网格边界", "专网"),
    "centres": ("centres", "centers", "中心点", "服务点", "联络点"),
    "people": ("people", "人员", "联系人", "网格员"),
}
"""What the layers of an input may be called."""

_LAYERED = (Kind.GEOPACKAGE, Kind.EXCEL)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """The tables of an input as they stand in the files.

    Attributes
    ----------
    households, communities, lines, water, buildings, zones, special, centres
        A GeoDataFrame, or a plain table where the file has no geometry; None where not given.
    source
        For each of these that is given, the name of its file as the user knows it, with the layer
        where the file has several: "input.gpkg:households".
    input_hash
        SHA-256 over the bytes of the files, in hexadecimal.
    """

    households: pd.DataFrame
    communities: pd.DataFrame | None
    lines: pd.DataFrame | None
    water: pd.DataFrame | None
    buildings: pd.DataFrame | None
    zones: pd.DataFrame | None
    special: pd.DataFrame | None
    centres: pd.DataFrame | None
    source: Mapping[str, str]
    input_hash: str


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
            return read_excel(self.path, self.name)
        return read_layer(self.path, self.kind, self.name)


def read_inputs(
    path: str | os.PathLike[str],
    *,
    communities: str | os.PathLike[str] | None = None,
    lines: str | os.PathLike[str] | None = None,
    water: str | os.PathLike[str] | None = None,
    buildings: str | os.PathLike[str] | None = None,
    zones: str | os.PathLike[str] | None = None,
    special: str | os.PathLike[str] | None = None,
    centres: str | os.PathLike[str] | None = None,
) -> Inputs:
    """Read the households, and what else there is of an input.

    Parameters
    ----------
    path
        `FILE[:layer]`. The only layer of a file holds the households whatever its name; of several
        the one called households, or of a workbook its first sheet. Layers called communities,
        lines, water, buildings, zones, special and centres in the same file are read too, unless
        given apart.
    communities, lines, water, buildings, zones, special, centres
        `FILE[:layer]` of their own; of several layers the one of that name.

    Raises
    ------
    ReadError
        A file or layer cannot be read or found, or it is not clear which layer is meant.
    """
    given = {"households": path, "communities": communities, "lines": lines, "water": water}
    given |= {"buildings": buildings, "zones": zones, "special": special, "centres": centres}
    layers = {role: _layer(text, role) for role, text in given.items() if text is not None}
    main = layers["households"]
    if main.kind in _LAYERED:
        beside = [name for name in _names(main.path, main.kind) if name != main.name]
        for role in [role for role in given if role not in layers]:
            called = _called(beside, role)
            if called is not None:
                title = f"{main.path.name}:{called}"
                layers[role] = _Layer(main.path, main.kind, called, title)
    tables = {role: layer.read() for role, layer in layers.items()}
    return Inputs(
        households=tables["households"],
        communities=tables.get("communities"),
        lines=tables.get("lines"),
        water=tables.get("water"),
        buildings=tables.get("buildings"),
        zones=tables.get("zones"),
        special=tables.get("special"),
        centres=tables.get("centres"),
        source={role: layer.title for role, layer in layers.items()},
        input_hash=_hash([layer.path for layer in layers.values()]),
    )


def read_table(path: str | os.PathLike[str], role: str = "") -> tuple[pd.DataFrame, str]:
    """Return the table in `FILE[:layer]` and its name for findings.

    Of several layers it is the one that is called as `role` says, or the first where that is "".

    Raises
    ------
    ReadError
        The file or layer cannot be read or found, or none of several is called so.
    """
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
        raise ReadError(f"{path.name}: the file has no layer.")
    if len(names) == 1:
        return _Layer(path, kind, names[0], path.name)
    called = _called(names, role)
    if called is None and kind is Kind.EXCEL:
        called = names[0]
    if called is None:
        raise ReadError(
            f"{path.name}: several layers and none is called {role}: {', '.join(names)}. "
            f"Name one: {path.name}:LAYER."
        )
    return _Layer(path, kind, called, f"{path.name}:{called}")


def _names(path: Path, kind: Kind) -> list[str]:
    return list_sheets(path) if kind is Kind.EXCEL else list(list_layers(path, kind))


def _called(names: list[str], role: str) -> str | None:
    return next((n for n in names if n.strip().casefold() in _NAMES[role]), None)


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in dict.fromkeys(paths):
        for part in shapefile_parts(path).values() if path.suffix.lower() == ".shp" else [path]:
            digest.update(part.read_bytes())
    return digest.hexdigest()
