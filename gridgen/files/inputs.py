"""One file or several -> the tables of an input: households, communities, lines, ..."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gridgen.files.corrections import with_corrections
from gridgen.files.datums import datums_said
from gridgen.files.defused import undefused
from gridgen.files.guard import Kind, kind_of, split_layer
from gridgen.files.guard.limits import limits_of
from gridgen.files.guard.reader import reading
from gridgen.files.layer_names import called, is_of, meant, tell_layers
from gridgen.files.layer_reader import list_layers, read_layer
from gridgen.files.origin import origin_of, telling, with_origin
from gridgen.files.personal import without_personal
from gridgen.files.said_columns import saying_columns
from gridgen.files.shape_cells import with_shapes
from gridgen.files.shapefile import shapefile_parts
from gridgen.files.table_child import ask_in_child, read_in_child
from gridgen.files.table_reader import read_text
from gridgen.files.tables import table_if_given, table_of
from gridgen.files.vocabulary import LINES
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan

_BOOKS = (Kind.EXCEL, Kind.SPREADSHEET)
LAYERED = (Kind.GEOPACKAGE, Kind.ZIP, Kind.KML, Kind.KMZ, *_BOOKS)
"""What holds several layers or sheets."""


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
    columns
        What columns mean that their headers do not tell, by header or letter.
    datum
        The datum of degrees: of all places, and of layers beside that say no CRS; or datums by
        table (`{"communities": "gcj02"}`). None where nobody said it.
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
    columns: Mapping[str, str] = field(default_factory=dict)
    datum: str | Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        datums = datums_said(self.datum)
        tables = {"households": table_of(self.households, "households", self.crs, datums)}
        for role in (*ROLES, "people", "ties"):
            table = table_if_given(getattr(self, role), role, self.crs, datums)
            if table is not None:
                tables[role] = table
        for role, table in saying_columns(tables, self.columns).items():
            object.__setattr__(self, role, table)


@dataclass(frozen=True, slots=True)
class _Layer:
    path: Path
    kind: Kind
    name: str | None
    title: str
    role: str = ""

    def read(
        self, encoding: str | None = None, columns: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        if self.kind is Kind.TEXT:
            table = read_text(self.path, encoding=encoding, columns=columns)
            return with_shapes(undefused(table, self.path))
        if self.kind in _BOOKS:
            asked = (self.kind.value, self.name, self.role, columns)
            return with_shapes(read_in_child("read_book", self.path, *asked))
        return read_layer(self.path, self.kind, self.name, encoding=encoding)


def read_inputs(
    path: str | os.PathLike[str],
    beside: Mapping[str, str | os.PathLike[str] | None] | None = None,
    *,
    crs: str | None = None,
    datum: str | Mapping[str, str] | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    corrections: Sequence[str | os.PathLike[str]] = (),
    trust: bool = False,
) -> Inputs:
    """Read the households, and what else there is of an input.

    Parameters
    ----------
    path
        `FILE[:layer]`. The only layer of a file holds the households whatever its name; of several
        the one called households or by a word of that meaning (户点, 农户分布), or of a workbook
        its first sheet. Layers called as one of `ROLES` in the same file, or the only one that
        seems to mean it (村界, 行政区划), are read too, unless given apart; others are told.
    beside
        `FILE[:layer]` of what is given apart, by its role: one of `ROLES`, "people" or "ties"; of
        several layers the one of that name.
    crs, datum
        The CRS of files that do not say theirs, and the datum of degrees, as in `Inputs`.
    encoding
        Of texts in Shapefiles, CSV and GeoJSON ("gbk", "utf-8", "big5"); found if not given.
    columns
        What columns mean that their headers do not tell: our name, a word for it, or "-" for
        nothing, by header; by letter (A, B, ...) where a table has no header.
    corrections
        `FILE[:layer]` of rows of the households that came back corrected; later ones win.
    trust
        The files are one's own: no limits on size, memory and time.

    Raises
    ------
    ReadError
        A file or layer cannot be read or found, it is not clear which layer is meant, or `columns`
        names a column that no table has, or says what means nothing here.
    CoordinateError
        `crs` is unknown.
    """
    with limits_of(trust=trust), reading():
        given = {"households": path} | {r: file for r, file in (beside or {}).items() if file}
        layers = {role: _layer(text, role) for role, text in given.items() if role != "ties"}
        _add_beside(layers)
        tables = {role: layer.read(encoding, columns) for role, layer in layers.items()}
        _leave_out_others(tables, layers, set(given))
        _leave_out_shapeless(tables, layers, set(given))
        tables["households"] = telling(tables["households"], _of_layers(layers, set(given)))
        source = {role: layer.title for role, layer in layers.items()}
        if "ties" in given:
            tables["ties"], source["ties"] = read_table(given["ties"], encoding=encoding)
        returned = [read_table(file, encoding=encoding) for file in corrections]
        corrected = {title: table for table, title in returned}
        tables["households"] = with_corrections(tables["households"], corrected)
        hashed = [layer.path for role, layer in layers.items() if role in ("households", *ROLES)]
        hashed += [split_layer(file)[0] for file in corrections]
        return Inputs(
            **tables, source=source, input_hash=_hash(hashed), crs=crs, columns=columns or {},
            datum=datum,
        )  # fmt: skip


def _add_beside(layers: dict[str, _Layer]) -> None:
    """Add what else the file of the households holds, as far as its layers are called so."""
    main = layers["households"]
    if main.kind not in LAYERED:
        return
    others = [name for name in names_in(main.path, main.kind) if name != main.name]
    for role in [role for role in ROLES if role not in layers]:
        name = _beside(others, role, main.kind)
        if name is not None:
            layers[role] = _Layer(main.path, main.kind, name, f"{main.path.name}:{name}")


def _leave_out_others(
    tables: dict[str, pd.DataFrame], layers: dict[str, _Layer], given: set[str]
) -> None:
    """Take out the layers of which only the name seemed to mean something."""
    for role in [role for role in layers if role not in given and not is_of(tables[role], role)]:
        if called([layers[role].name or ""], role) is None:
            del tables[role], layers[role]


def _leave_out_shapeless(
    tables: dict[str, pd.DataFrame], layers: dict[str, _Layer], given: set[str]
) -> None:
    """Take out the sheets that are called as a layer and hold no shapes; the origin tells them."""
    unread = {}
    for role in [role for role in tables if role not in given and role != "centres"]:
        if layers[role].kind in _BOOKS and not isinstance(tables[role], gpd.GeoDataFrame):
            unread[layers[role].name or ""] = False
            del tables[role], layers[role]
    if unread:
        origin = origin_of(tables["households"])
        tables["households"] = with_origin(
            tables["households"], replace(origin, unread={**origin.unread, **unread})
        )


def _beside(names: list[str], role: str, kind: Kind) -> str | None:
    """Return the layer of a role in the file of the households; a sheet only by its exact name."""
    return called(names, role) if kind in _BOOKS else meant(names, role)


def _of_layers(layers: Mapping[str, _Layer], given: Collection[str]) -> tuple[Finding, ...]:
    """Return what there is to tell of the layers of the files that were read."""
    findings: list[Finding] = []
    for path, kind in {layer.path: layer.kind for layer in layers.values()}.items():
        names = names_in(path, kind) if kind in LAYERED and kind not in _BOOKS else []
        used = {role: layer.name or "" for role, layer in layers.items() if layer.path == path}
        guessed = [
            role for role, name in used.items()
            if len(names) > 1 and role not in given and called([name], role) is None
        ]  # fmt: skip
        findings += tell_layers(path.name, names, used, guessed)
    return tuple(findings)


def read_table(
    path: str | os.PathLike[str],
    role: str = "",
    *,
    encoding: str | None = None,
    trust: bool = False,
) -> tuple[pd.DataFrame, str]:
    """Return the table in `FILE[:layer]` and its name for findings.

    Of several layers it is the one that is called as `role` says, or the first where that is "".
    With `trust` the limits on sizes, memory and time are lifted.

    Parameters
    ----------
    path, encoding
        As in `read_inputs`.
    role
        What it is to hold.

    Raises
    ------
    ReadError
        The file or layer cannot be read or found, or none of several is called so.
    """
    with limits_of(trust=trust), reading():
        if role:
            layer = _layer(path, role)
            return layer.read(encoding), layer.title
        file, name = split_layer(path)
        kind = kind_of(file)
        title = file.name if name is None else f"{file.name}:{name}"
        return _Layer(file, kind, name, title).read(encoding), title


def _layer(text: str | os.PathLike[str], role: str) -> _Layer:
    """Return the layer of `FILE[:layer]` that holds `role`."""
    path, name = split_layer(text)
    kind = kind_of(path)
    if name is not None or kind not in LAYERED:
        title = path.name if name is None else f"{path.name}:{name}"
        return _Layer(path, kind, name, title)
    names = names_in(path, kind)
    if not names:
        raise ReadError("file_without_layer", file=path.name)
    if len(names) == 1:
        return _Layer(path, kind, names[0], path.name)
    chosen = _beside(names, role, kind)
    if kind in _BOOKS:
        title = path.name if chosen is None else f"{path.name}:{chosen}"
        return _Layer(path, kind, None, title, role)
    if chosen is None:
        raise ReadError("layer_not_chosen", file=path.name, role=role, layers=names)
    return _Layer(path, kind, chosen, f"{path.name}:{chosen}")


def names_in(path: Path, kind: Kind) -> list[str]:
    """Return the names of the layers or sheets of a file that has such."""
    if kind in _BOOKS:
        sheets: list[str] = ask_in_child("list_book", path, kind.value)
        return sheets
    return list(list_layers(path, kind))


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
            layers[name], _ = without_personal(layer, LINES, name)
    return layers
