"""Rows that name their village in words -> its code, as the boundaries have it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np

from gridgen.model.arrays import Texts
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.households import Households

_KIND = re.compile(r"(村民委员会|村委会|居民委员会|社区居委会|居委会|行政村|社区|村|委会)$")
"""What stands after a name and says what it is the name of."""


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
    strange = ~np.isin(named.astype(str), code.astype(str)) & (named != "")
    if not strange.any():
        return named
    whole, bare = _only(name, code), _only([_bare(one) for one in name], code)
    codes = named.copy()
    for row in np.flatnonzero(strange):
        codes[row] = whole.get(named[row]) or bare.get(_bare(named[row])) or named[row]
    return codes


def _only(names: Texts | list[str], codes: Texts) -> dict[str, str]:
    """Return the code of each name that only one community has."""
    times = Counter(names)
    return {name: code for name, code in zip(names, codes, strict=True) if times[name] == 1}


def _bare(name: str) -> str:
    """Return a name without what says what it is the name of.

    >>> _bare("上塘村委会"), _bare("上塘"), _bare("新桥社区居委会")
    ('上塘', '上塘', '新桥')
    """
    bare = name
    while (shorter := _KIND.sub("", bare)) != bare and shorter:
        bare = shorter
    return bare
