"""A plan whose households bear other ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gridgen.model.arrays import texts
from gridgen.model.plan import Plan


def with_ids(plan: Plan, id_of: Mapping[str, str]) -> Plan:
    """Return a plan in which households have new ids; parts of a cut row go with their row.

    A household that keeps an id which another one bears now is called otherwise, by an id that
    nobody has: it is somebody else.

    Parameters
    ----------
    plan
        As it stands.
    id_of
        By the id in the plan of a row, before it was cut, the one that it has now.
    """
    if not id_of:
        return plan
    households = plan.township.households
    given = set(id_of.values())
    ids, part_of = [], []
    for name, whole in zip(households.ids, households.part_of, strict=True):
        row = whole or name
        now = id_of.get(row, row)
        if row not in id_of:
            while now in given:
                now += "'"
        ids.append(now + name[len(row) :] if name.startswith(row) else name)
        part_of.append(now if whole else "")
    renamed = replace(households, ids=texts(ids), part_of=texts(part_of))
    return replace(plan, township=replace(plan.township, households=renamed))
