"""A table of villages and urban communities -> Communities that are valid and do not overlap."""

from __future__ import annotations

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgen.files.boundary_lines import closed, land_between
from gridgen.files.boundary_rows import Rows, at, where
from gridgen.files.community_codes import codes_of, completed, one_for_each_code
from gridgen.files.headers import recognise
from gridgen.files.mixed_up import refuse_homes
from gridgen.files.origin import file_rows
from gridgen.files.points import crs_or_guess
from gridgen.files.polygons import WIDEST_DEG, drop_slivers, to_metres
from gridgen.files.town_outlines import without_outlines
from gridgen.files.unused import tell_unused
from gridgen.files.values import to_codes, to_text
from gridgen.files.vocabulary import COMMUNITIES
from gridgen.land.coverage import SLIVER_M2, Overlap, Witnesses, coverage
from gridgen.land.placing import rows_called
from gridgen.model.arrays import Texts, taken
from gridgen.model.communities import CLASSES, Communities, kind_of_code
from gridgen.model.crs import require_metres
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households
from gridgen.model.polygons import polygonal, repair
from gridgen.words.discreet import shown

REPORTED_M2 = 0.1
"""Overlaps and slivers below this are removed, but nobody need look at them."""

_VILLAGE = re.compile("农村|乡村|村委|村民|行政村|建制村|village|rural")
_COMMUNITY = re.compile("社区|居委|居民|城镇|城市|communit|urban")
_EITHER = {"村": "village", "居": "community"}


def to_communities(
    table: pd.DataFrame,
    *,
    source: str,
    crs_m: str,
    crs: str | None = None,
    households: Households | None = None,
) -> tuple[Communities, tuple[Finding, ...]]:
    """Return the boundaries of a table in metres, valid and without overlaps.

    Long edges get vertices before they are projected, the same on both sides of a shared border.
    Rows of one code become one community, save where it is that of a township. The outline of a
    township over its villages is left out. What is left out or changed is in the findings.

    Parameters
    ----------
    table
        A GeoDataFrame of polygons with `code`, and if given `name`, `kind`, `class`; headers may
        be English or Chinese.
    source
        The file as the user knows it, for findings.
    crs_m
        The metre CRS of the work; the shapes are in it.
    crs
        The CRS of the table where it does not say it.
    households
        In `crs_m`. What two boundaries share goes to those who name one of them; a boundary without
        a code of its own gets the one that they name.

    Returns
    -------
    The communities in the order of their first row, and findings.

    Raises
    ------
    ReadError
        There is no geometry, no CRS, or no usable boundary.
    CoordinateError
        `crs_m` is not in metres.
    """
    require_metres(crs_m)
    known, findings = recognise(table, COMMUNITIES, source)
    findings += tell_unused(table, known, COMMUNITIES, source)
    if not isinstance(known, gpd.GeoDataFrame):
        raise ReadError("table_without_boundaries", source=source)
    refuse_homes(known, source)
    known, of_net = land_between(known, source)
    rows, of_shapes = _polygons(known, source)
    named, of_crs = crs_or_guess(known, shapely.get_coordinates(rows.shape), source=source, crs=crs)
    rows, of_projection = _projected(rows, named, crs_m, source)
    rows, of_repair = _repaired(rows, source)
    rows, of_codes = one_for_each_code(rows, source)
    rows, of_towns = without_outlines(rows)
    if households is not None:
        rows, more = completed(rows, households.xy, households.community, source)
        of_codes += more
        given = {found.where for found in more}
        of_shapes = tuple(f for f in of_shapes if f.rule != "code_missing" or f.where not in given)
    rows, of_overlaps = _parted(rows, source, households)
    if len(rows.row) == 0:
        found = (*of_shapes, *of_projection)
        why = (found[0].zh, f" {found[0].en}") if found else ""
        raise ReadError("no_boundary_usable", source=source, why=why)
    kinds, of_kinds = _known_kinds(rows)
    communities = Communities(
        code=rows.code,
        name=np.where(rows.name == "", rows.code, rows.name),
        kind=kinds,
        shape=rows.shape,
        urban_class=rows.urban_class,
    )
    findings += of_net + of_crs + of_shapes + of_projection + of_codes + of_repair + of_towns
    findings += of_overlaps + of_kinds
    return communities, findings


def _shown(area_m2: float) -> str:
    """Return an area as people write it: whole where it is large, three digits where not.

    >>> _shown(11.69912), _shown(51234.5), _shown(0.00051234)
    ('11.7', '51,234', '0.000512')
    """
    return f"{area_m2:,.0f}" if abs(area_m2) >= 100 else f"{area_m2:.3g}"


def _polygons(known: gpd.GeoDataFrame, source: str) -> tuple[Rows, tuple[Finding, ...]]:
    """Return the rows that are polygons, with their codes; findings about the others."""
    n = len(known)
    shapes, of_lines = closed(np.asarray(known.geometry.array, dtype=object), source)
    row = file_rows(known)
    column = {
        name: known[name].to_numpy(dtype=object) if name in known else np.full(n, "", dtype=object)
        for name in ("code", "name", "kind", "class")
    }
    code, is_known, of_codes = codes_of(column["code"], row, source)
    said = _classes(column["class"])
    kind = _kinds(said, to_text(column["kind"]), code)
    is_class = np.isin(said.astype(str), CLASSES)
    is_odd = ~is_class & np.array([bool(one) and not _kind_of_word(one) for one in said], bool)
    blank = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    areal = ~blank & (shapely.get_dimensions(shapes) == 2)
    findings = _without_boundary(row[blank], source)
    findings += [
        finding(
            "not_a_polygon",
            Severity.ERROR,
            where(source, row[i]),
            file=source,
            at=at(row[i]),
            found=shapes[i].geom_type,
        )
        for i in np.flatnonzero(~blank & ~areal)
    ]
    findings += [
        finding("class_unknown", Severity.WARNING, where(source, row[i]), value=shown(said[i]),
                classes=" ".join(CLASSES))
        for i in np.flatnonzero(areal & is_odd)
    ]  # fmt: skip
    urban_class = np.where(is_class, said, "")
    name = to_text(column["name"])
    rows = Rows(
        row, code, name, kind, urban_class=urban_class, shape=polygonal(shapes), is_known=is_known
    )
    rows = taken(rows, areal)
    kept = set(rows.row.tolist())
    return rows, (*of_lines, *findings, *(f for r, f in of_codes if r in kept))


def _without_boundary(rows: NDArray[np.int64], source: str) -> list[Finding]:
    return [
        finding("no_boundary", Severity.ERROR, where(source, row), file=source, at=at(row))
        for row in rows
    ]


def _kinds(classes: Texts, words: Texts, codes: Texts) -> Texts:
    """Return (c,) "village" or "community", "" where nothing tells; words may stand as a class."""
    kinds = np.full(len(codes), "", dtype=object)
    for i, (number, word, code) in enumerate(zip(classes, words, codes, strict=True)):
        said = _of_class(number) or _kind_of_word(number)
        kinds[i] = said or _kind_of_word(word) or kind_of_code(code)
    return kinds


def _classes(cells: NDArray[np.object_]) -> Texts:
    """Return (c,) classes: of "111 主城区" the number that it begins with."""
    said = to_codes(cells)
    for i, text in enumerate(said):
        begin = re.match(r"\d{3}(?=\D|$)", text)
        if begin and begin[0] in CLASSES:
            said[i] = begin[0]
    return said


def _kind_of_word(word: str) -> str:
    """Return the kind that a word says, "" where it says none.

    >>> [_kind_of_word(word) for word in ("农村社区", "社区居委会", "Village", "村", "?")]
    ['village', 'community', 'village', 'village', '']
    """
    plain = word.casefold()
    if _VILLAGE.search(plain):
        return "village"
    return "community" if _COMMUNITY.search(plain) else _EITHER.get(plain, "")


def _of_class(number: str) -> str:
    """Return the kind of an urban-rural class: 1xx is urban, 2xx rural.

    >>> _of_class("111"), _of_class("220"), _of_class("")
    ('community', 'village', '')
    """
    if len(number) != 3 or not number.isdecimal():
        return ""
    return {"1": "community", "2": "village"}.get(number[0], "")


def _projected(
    rows: Rows, source_crs: str, crs_m: str, source: str
) -> tuple[Rows, tuple[Finding, ...]]:
    shapes = to_metres(rows.shape, source_crs, crs_m)
    lost = shapely.is_missing(shapes)
    findings = tuple(
        finding("boundary_off_the_map", Severity.ERROR, where(source, r), file=source, at=at(r),
                widest=WIDEST_DEG)
        for r in rows.row[lost]
    )  # fmt: skip
    return taken(replace(rows, shape=shapes), ~lost), findings


def _repaired(rows: Rows, source: str) -> tuple[Rows, tuple[Finding, ...]]:
    shapes = repair(rows.shape)
    is_broken, gone = ~shapely.is_valid(rows.shape), shapely.is_empty(shapes)
    change = shapely.area(shapes) - shapely.area(rows.shape)
    findings = [
        finding(
            "boundary_repaired",
            Severity.WARNING,
            rows.code[i],
            number=float(change[i]),
            area=_shown(change[i]),
        )
        for i in np.flatnonzero(is_broken & ~gone)
    ]
    findings += _without_boundary(rows.row[gone], source)
    return taken(replace(rows, shape=shapes), ~gone), tuple(findings)


def _parted(
    rows: Rows, source: str, households: Households | None
) -> tuple[Rows, tuple[Finding, ...]]:
    """Return rows that do not overlap and have no slivers; findings about both."""
    shapes, overlaps = coverage(rows.shape, *_witnesses(rows, households))
    shapes, slivers = drop_slivers(shapes)
    gone = shapely.is_empty(shapes)
    findings = _gone(rows, gone, overlaps, source)
    for overlap in overlaps:
        if not gone[overlap.loser] and overlap.area_m2 >= REPORTED_M2:
            pair = sorted((overlap.taker, overlap.loser))
            findings.append(
                finding(
                    "boundary_overlap",
                    Severity.WARNING,
                    " / ".join(rows.code[pair]),
                    number=overlap.area_m2,
                    area=_shown(overlap.area_m2),
                    first=rows.code[pair[0]],
                    second=rows.code[pair[1]],
                    taker=rows.code[overlap.taker],
                )
            )
    findings += [
        finding(
            "boundary_sliver",
            Severity.NOTE,
            rows.code[i],
            number=float(slivers[i]),
            area=_shown(slivers[i]),
            limit=SLIVER_M2,
        )
        for i in np.flatnonzero(slivers >= REPORTED_M2)
    ]
    return taken(replace(rows, shape=shapes), ~gone), tuple(findings)


def _witnesses(rows: Rows, households: Households | None) -> tuple[Witnesses, ...]:
    """Return the households that name a boundary; none where there are none."""
    if households is None:
        return ()
    named = rows_called(households.community, rows.code, rows.name)
    says = named >= 0
    return (Witnesses(households.xy[says], named[says].astype(np.int64)),)


def _gone(
    rows: Rows, gone: NDArray[np.bool_], overlaps: list[Overlap], source: str
) -> list[Finding]:
    """Return a finding for each of the (c,) boundaries that are gone, with who has most of it."""
    taker_of: dict[int, int] = {}
    for overlap in sorted(overlaps, key=lambda overlap: overlap.area_m2):
        taker_of[overlap.loser] = overlap.taker
    covered = [i for i in np.flatnonzero(gone).tolist() if i in taker_of]
    found = [
        finding("boundary_covered", Severity.ERROR, rows.code[i], first=rows.code[taker_of[i]])
        for i in covered
    ]
    thin = np.setdiff1d(np.flatnonzero(gone), covered)  # thinner than the lattice
    return found + _without_boundary(rows.row[thin], source)


def _known_kinds(rows: Rows) -> tuple[Texts, tuple[Finding, ...]]:
    """Return kinds with "village" where nothing tells, and a finding for each of those."""
    # A code may have been completed since.
    told = np.array([kind_of_code(code) for code in rows.code], object)
    kinds = np.where(rows.kind == "", told, rows.kind)
    unknown = kinds == ""
    kinds = np.where(unknown, "village", kinds)
    return kinds, tuple(finding("kind_assumed", Severity.NOTE, code) for code in rows.code[unknown])
