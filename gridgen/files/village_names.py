"""Rows that name their village in words -> its code, as the boundaries have it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridgen.land.placing import rows_called
from gridgen.model.arrays import Texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households


def with_codes(
    households: Households, communities: Communities, *, source: str
) -> tuple[Households, tuple[Finding, ...]]:
    """Return households whose communities are codes wherever the boundaries know the name.

    A name is known as it stands, or else without what says that it is a village (上塘村委会, 上塘),
    where only one boundary is called so. A finding `villages_by_name` (note) says how many rows.

    Parameters
    ----------
    households
        As `gridgen.files.households.to_households` returns them.
    communities
        As `gridgen.files.communities.to_communities` returns them.
    source
        The file of the households as the user knows it.
    """
    named = households.community
    codes = codes_named(named, communities.code, communities.name)
    number = int((codes != named).sum())
    if not number:
        return households, ()
    found = finding("villages_by_name", Severity.NOTE, source, number=number)
    return replace(households, community=codes), (found,)


def codes_named(named: Texts, code: Texts, name: Texts) -> Texts:
    """Return (n,) codes for what rows call their community, as far as it is one of c names.

    Parameters
    ----------
    named
        (n,) codes, names, or "".
    code, name
        (c,) text, "" where there is none.
    """
    row = rows_called(named, code, name)
    is_name = np.array([not one.isdecimal() for one in named], bool)
    return np.where(is_name & (row >= 0), code[row], named).astype(object)
