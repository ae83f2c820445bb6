"""Grids that span communities: those whose codes begin alike are one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from gridgen.model.arrays import texts
from gridgen.model.communities import Communities
from gridgen.model.households import Households
from gridgen.rules.levels import Rules


def spanned(
    households: Households, communities: Communities, rules: Rules
) -> tuple[Households, Communities]:
    """Return as one those communities whose codes begin as `rules.span` says and that rules treat
    alike: of one kind, and of one class where the rules say something for a class.

    Its code has zeros behind those digits, and for the second kind or class there a one at the end.
    Households name what their community has become part of; in a redraw, where the communities
    themselves are not known any more, none, so that their place tells.

    Parameters
    ----------
    households, communities
        As they were read, or those of a plan that spans already.
    rules
        `rules.span` names the level above within which grids may lie.
    """
    digits = rules.digits_of(rules.span)
    alike = communities.class_or_kind if rules.by_class else communities.kind
    begins = [(code[:digits], who) for code, who in zip(communities.code, alike, strict=True)]
    made = list(dict.fromkeys(begins))
    members = [[row for row, key in enumerate(begins) if key == one] for one in made]
    shape = np.empty(len(made), object)
    shape[:] = [shapely.union_all(communities.shape[rows]) for rows in members]
    code, name, urban_class = [], [], []
    for k, ((begin, _), rows) in enumerate(zip(made, members, strict=True)):
        # Codes end in a number, 0 for the first: towns with estates and villages are two lands.
        second = [key[0] for key in made[:k]].count(begin)
        code.append(begin + str(second).rjust(max(1, 12 - len(begin)), "0"))
        name.append(str(communities.name[rows[0]]) if len(rows) == 1 else begin)
        classes = set(communities.urban_class[rows])
        urban_class.append(classes.pop() if len(classes) == 1 else "")
    kind = [communities.kind[rows[0]] for rows in members]
    became = {str(communities.code[row]): code[k] for k, rows in enumerate(members) for row in rows}
    known = {begin for begin, _ in made}
    named = [became.get(c, "" if c[:digits] in known else c) for c in households.community]
    whole = Communities(texts(code), texts(name), texts(kind), shape, texts(urban_class))
    return replace(households, community=texts(named)), whole
