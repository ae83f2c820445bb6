"""Units that a level keeps together, where a border drawn by hand cuts them -> to one side."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from gridgen.division.problems import numbers_of
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.rules.levels import Rules


def kept_whole(
    plan: Plan, rules: Rules, level: str, label_of: NDArray[np.object_], where: str
) -> tuple[Finding, ...]:
    """Put each unit where most of its households are, and return a finding for each that was cut.

    Only units that the rules keep together and that are in one zone of the plan: a building, not a
    villager group, which a border may cut.

    Parameters
    ----------
    plan, rules
        As it was handed out.
    level
        Of the zones.
    label_of
        (n,) the zone in which each household stands by the drawing; is changed.
    where
        The file and layer.
    """
    zones, households, zone_of = plan.level(level), plan.township.households, plan.zone_of[level]
    keep = next((rule.keep for rule in rules.levels if rule.name == level), ())
    found: list[Finding] = []
    for key in [key for key in keep if key in households.keys]:
        unit_of = numbers_of(households, key)
        there = np.flatnonzero((unit_of >= 0) & (zone_of >= 0))
        unit = np.stack([plan.community_of[there], unit_of[there]], axis=1)
        group = np.unique(unit, axis=0, return_inverse=True)[1].reshape(-1)
        order = np.argsort(group, kind="stable")
        for rows in np.split(there[order], np.flatnonzero(np.diff(group[order])) + 1):
            labels = {*label_of[rows].tolist()}
            if len(labels) > 1 and len({*zone_of[rows].tolist()}) == 1:
                load: Counter[str] = Counter()
                for row in rows:
                    load[label_of[row]] += int(households.count[row])
                own = zones.code[zone_of[rows[0]]]
                most = max(sorted(labels), key=lambda label: (load[label], label == own))
                label_of[rows] = most
                found.append(
                    finding("returned_cut", Severity.WARNING, where, key=key,
                            name=households.keys[key][rows[0]], households=load[most],
                            total=load.total())
                )  # fmt: skip
    return tuple(found)
