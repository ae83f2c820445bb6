"""Whether the metres of the input are metres on the ground."""

from __future__ import annotations

from collections.abc import Iterator

from gridgen.model.crs import name_of, unfit
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.township import Township
from gridgen.plans.seen import Seen


def metres_are_true(seen: Seen) -> Iterator[Finding]:
    """Where a unit of the CRS of the input is no metre on the ground, it is told what measured."""
    return false_metres(seen.plan.township)


def false_metres(township: Township) -> Iterator[Finding]:
    """Give the finding of `metres_are_true` for a township, which need not be divided."""
    crs = township.households.crs
    unit_m = unfit(township.households.given, crs)
    if unit_m is not None:
        yield finding("crs_no_metre", Severity.NOTE, township.called("households"),
                      number=round(unit_m[0], 4), crs=name_of(crs), unit=span_of(*unit_m),
                      used=name_of(township.crs))  # fmt: skip


def span_of(least: float, most: float) -> str:
    """Return what a unit measures on the ground, as people write it.

    >>> span_of(0.7681, 0.7684), span_of(0.883, 1.132)
    ('0.768', '0.883-1.132')
    """
    first, last = f"{least:.3f}", f"{most:.3f}"
    return first if most / least < 1.001 else f"{first}-{last}"
