"""A layer of places around which zones are made -> Centres, in metres."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.headers import recognise
from gridgen.files.origin import file_rows, origin_of
from gridgen.files.people import refuse_names
from gridgen.files.personal import numbers_hashed
from gridgen.files.points import places_of
from gridgen.files.values import code_column, text_column, whole_column
from gridgen.files.vocabulary import CENTRES
from gridgen.model.arrays import Texts
from gridgen.model.centres import Centres
from gridgen.model.crs import project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding


def to_centres(
    table: pd.DataFrame, *, crs_m: str, source: str
) -> tuple[Centres, tuple[Finding, ...]]:
    """Return the places around which zones are made.

    Parameters
    ----------
    table
        A GeoDataFrame, or a table with columns lon and lat; columns id, role, fewest, most, the
        community to serve and the zones that a plan drew around each, all optional. Any other
        column is dropped.
    crs_m
        The metre CRS of the work.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        There is no place, or a row has none that can be used; an id is a name or like a number of a
        person, or stands twice in one role.
    """
    known, found = recognise(table, CENTRES, source)
    places = places_of(known, source=source, crs=None, headers=list(map(str, table.columns)))
    xy = project(places.xy, places.crs, crs_m)
    bad = ~np.isfinite(xy).all(axis=1)
    if bad.any():
        row = file_rows(known)[np.argmax(bad)]
        raise ReadError("centre_without_place", source=source, row=row)
    header = origin_of(known).header.get("id", "")
    ids, of_ids = numbers_hashed(code_column(known, "id"), source, header)
    role = text_column(known, "role")
    refuse_names(ids, file_rows(known), source)
    _refuse_twice(ids, role, file_rows(known), source)
    centres = Centres(
        ids=ids,
        role=role,
        xy=xy,
        fewest=whole_column(known, "fewest", other=-1),
        most=whole_column(known, "most", other=-1),
        community=code_column(known, "community"),
        zones=text_column(known, "zones"),
    )
    return centres, found + of_ids + places.findings


def _refuse_twice(ids: Texts, role: Texts, number: NDArray[np.int64], source: str) -> None:
    first: dict[tuple[str, str], int] = {}
    for row, *who_is in zip(number.tolist(), ids, role, strict=True):
        who = (who_is[0], who_is[1])
        if who[0] and first.setdefault(who, row) != row:
            raise ReadError("centre_id_twice", source=source, row=row, id=who[0], before=first[who])
