"""People -> Staff: who serves which zone, and which households answer to which person.

Posts in zones are filled by an exact assignment. Areas of responsibility are an exact transport
where its areas hold together; else the solver draws them around the people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_matrix, vstack
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from gridgen.graphs import pieces
from gridgen.links import cells
from gridgen.model import (
    Band,
    Ground,
    Links,
    People,
    Plan,
    Post,
    Presence,
    Shapes,
    Staff,
    Texts,
)
from gridgen.outline import outline
from gridgen.polygons import repair
from gridgen.rules import Role
from gridgen.solver import solve
from gridgen.solver.around import pairings

LARGEST_TRANSPORT = 200_000
"""Households times people up to which a transport is solved exactly."""

_VACANT = 1e-3
"""What the way to a house without households counts, so that it too goes to somebody near."""

_BESIDE_M = 0.01
"""What the way to a zone counts besides for all but its own centre: two may live in one house."""

Whole = NDArray[np.int64]
Metres = NDArray[np.float64]


def assign(plan: Plan, people: People, links: Links, roles: Sequence[Role]) -> Staff:
    """Return who serves which zone and which households of a plan.

    Parameters
    ----------
    people
        Whose roles are among `roles`.
    links
        Among the households of the plan.
    roles
        Those of the rules. A role that nobody has leaves all its posts vacant.
    """
    contact_of: dict[str, NDArray[np.int32]] = {}
    posts: list[Post] = []
    area = np.full(len(people), shapely.Polygon(), object)
    for role in roles:
        mine = np.flatnonzero(people.role == role.name)
        if role.households is None:
            posts += _posts(plan, people, mine, role)
            continue
        served = _contacts(plan, people, mine, links, role)
        posts += _contact_posts(plan, people, served, role)
        if len(mine):
            contact_of[role.name] = served
            _draw(plan, served, role.level, area)
    return Staff(people, tuple(posts), contact_of, area)


def match(cost: Metres, *, fewest: Whole, most: Whole, zones: int = 1) -> list[NDArray[np.int64]]:
    """Return for each zone the people who serve it, the nearest first.

    First as many zones as can be have somebody, then as many of the fewest as can be are found,
    then as many people as can be have a zone; of all such ways that of the fewest metres is taken.

    Parameters
    ----------
    cost
        (p, z) metres from each person to each zone; infinite where it may not be.
    fewest, most
        (z,) people wanted in each zone, both included.
    zones
        Zones that one person may have; above 1 only where no zone takes more than one person.

    References
    ----------
    Crouse, On implementing 2D rectangular assignment algorithms, IEEE TAES 52 (2016).
    """
    p, z = cost.shape
    served: list[list[int]] = [[] for _ in range(z)]
    if p and z:
        slot = np.repeat(np.arange(z), most)
        number = np.arange(len(slot)) - np.repeat(np.cumsum(most) - most, most)
        person = np.tile(np.arange(p), zones)
        is_first = np.arange(len(person)) < p
        # Each rank outweighs all metres and all of the ranks below it.
        matched = min(len(person), len(slot)) + 1
        may = np.isfinite(cost)
        rank = float(cost.max(initial=0, where=may) + 1) * matched
        must = matched * (number < fewest[slot]) * np.where(number == 0, matched, 1)
        gain = rank * (is_first[:, None] + must)
        is_open = (gain > 0) & may[person][:, slot]
        value = np.where(is_open, np.where(may, cost, 0.0)[person][:, slot] - gain, 0.0)
        for row, column in zip(*linear_sum_assignment(value), strict=True):
            if value[row, column] < 0:
                served[slot[column]].append(int(person[row]))
    return [
        np.array(sorted(who, key=lambda row: (cost[row, at], row)), np.int64)
        for at, who in enumerate(served)
    ]


# --- posts in zones ------------------------------------------------------------------------------


def _posts(plan: Plan, people: People, mine: Whole, role: Role) -> list[Post]:
    code, zone_of = _zones(plan, role.level)
    load = _loads(plan, zone_of, len(code))
    middle = _middles(plan, zone_of, len(code))
    there, first = np.unique(zone_of, return_index=True)
    absent = _absent(plan, people.ids[mine], role.level)
    gone = [zone for zone in there if zone >= 0 and code[zone] in absent]
    is_open = (there >= 0) & ~np.isin(there, gone)
    there, home = there[is_open], plan.areas.code[plan.community_of[first[is_open]]]
    cost = _ways(plan, people, mine, (code[there], home), middle[there])
    same = np.ones(len(there), np.int64)
    served = match(cost, fewest=role.fewest * same, most=role.most * same, zones=role.zones)
    posts: list[Post] = []
    for at, (zone, who) in enumerate(zip(there, served, strict=True)):
        shares = [len(part) for part in np.array_split(np.empty(load[zone]), max(1, len(who)))]
        for row, share in zip(who, shares, strict=False):
            person, metres = str(people.ids[mine[row]]), round(float(cost[row, at]), 1)
            posts.append(Post(role.name, role.level, str(code[zone]), person, share, metres))
        vacant = Post(role.name, role.level, str(code[zone]), "", 0, 0.0)
        posts += [vacant] * (role.fewest - len(who))
    own = [Post(role.name, role.level, str(code[z]), absent[code[z]], int(load[z]), 0.0)
           for z in gone]  # fmt: skip
    return posts + own


def _absent(plan: Plan, ids: Texts, level: str) -> dict[str, str]:
    """Return whom each zone of households without a place has, of those who stand at a centre."""
    if plan.centres is None or level not in plan.zone_of:
        return {}
    zones = plan.level(level)
    gone = set(zones.code[zones.kind == "virtual"])
    who = zip(plan.centres.ids, plan.centres.zones, strict=True)
    return {code: person for person, codes in who if person in ids
            for code in codes.split(",") if code in gone}  # fmt: skip


def _ways(
    plan: Plan, people: People, mine: Whole, zones: tuple[Texts, Texts], middle: Metres
) -> Metres:
    """Return (p, z) metres from people to zones, infinite to communities that they do not serve.

    The way to a zone drawn around a centre is that to the centre, so that whoever stands there has
    the zone. `zones` are the code of each and of its community.
    """
    code, home = zones
    place, centre = middle.copy(), np.full(len(code), "", object)
    if plan.centres is not None:
        row_of = {c: row for row, codes in enumerate(plan.centres.zones) for c in codes.split(",")}
        drawn = np.array([c in row_of for c in code], bool)
        rows = [row_of[c] for c in code[drawn]]
        place[drawn], centre[drawn] = plan.centres.xy[rows], plan.centres.ids[rows]
    is_other = (centre != "") & (people.ids[mine][:, None] != centre)
    cost = cdist(people.xy[mine], place) + _BESIDE_M * is_other
    serves = people.community[mine]
    is_bound = np.isin(serves.astype(str), plan.areas.code.astype(str))
    return np.where(is_bound[:, None] & (serves[:, None] != home), np.inf, cost)


def _zones(plan: Plan, level: str) -> tuple[Texts, NDArray[np.int32]]:
    if level == "communities":
        return plan.areas.code, plan.community_of
    if level not in plan.zone_of:
        return plan.areas.code[:0], np.full(len(plan.roll), -1, np.int32)
    return plan.level(level).code, plan.zone_of[level]


def _loads(plan: Plan, zone_of: NDArray[np.int32], zones: int) -> Whole:
    there = zone_of >= 0
    load = np.bincount(zone_of[there], plan.roll.count[there], zones)
    return load.astype(np.int64)


def _middles(plan: Plan, zone_of: NDArray[np.int32], zones: int) -> Metres:
    """Return (z, 2) the mean place of the households of each zone; NaN where it has none."""
    there = zone_of >= 0
    weight = plan.roll.count[there] + _VACANT
    total = np.bincount(zone_of[there], weight, zones)
    with np.errstate(invalid="ignore"):
        return np.stack(
            [np.bincount(zone_of[there], weight * plan.roll.xy[there, d], zones) / total
             for d in (0, 1)], axis=1)  # fmt: skip


# --- areas of responsibility ---------------------------------------------------------------------


def _contacts(
    plan: Plan, people: People, mine: Whole, links: Links, role: Role
) -> NDArray[np.int32]:
    """Return (n,) the row of the person to whom each household answers, -1 for none."""
    contact_of = np.full(len(plan.roll), -1, np.int32)
    home = _homes(plan, people.xy[mine], people.community[mine])
    for area in np.unique(home):
        _contacts_in(plan, people, mine[home == area], links, role, contact_of, int(area))
    return contact_of


def _homes(plan: Plan, xy: Metres, said: Texts) -> Whole:
    """Return the community whose code each gives, or else the one in or nearest to which it is."""
    _, nearest = shapely.STRtree(plan.areas.shape).query_nearest(
        shapely.points(xy), all_matches=False
    )
    row_of = {code: row for row, code in enumerate(plan.areas.code)}
    return np.array([row_of.get(c, near) for c, near in zip(said, nearest, strict=True)], np.int64)


def _contacts_in(
    plan: Plan, people: People, mine: Whole, links: Links, role: Role,
    contact_of: NDArray[np.int32], area: int,
) -> None:  # fmt: skip
    band = role.households or Band(1, 1)
    _, zone_of = _zones(plan, role.level)
    rows = np.flatnonzero((plan.community_of == area) & (zone_of >= 0))
    zones = np.unique(zone_of[rows])
    inside = [rows[zone_of[rows] == zone] for zone in zones]
    if not inside:
        return
    load = np.array([plan.roll.count[part].sum() for part in inside])
    held = np.array(
        [min(len(part), max(1, n // band.fewest)) for part, n in zip(inside, load, strict=True)]
    )
    needed = np.minimum(np.maximum(1, -(-load // band.most)), held)
    cost = np.stack([cKDTree(plan.roll.xy[part]).query(people.xy[mine])[0] for part in inside], 1)
    for part, who in zip(inside, match(cost, fewest=needed, most=held), strict=True):
        if len(who):
            local = np.full(len(plan.roll), -1, np.int64)
            local[part] = np.arange(len(part))
            inner = local[links.pairs]
            pairs = inner[(inner >= 0).all(axis=1)].astype(np.int32)
            served = areas_around(
                plan.roll.xy[part], plan.roll.count[part], people.xy[mine[who]], band, pairs=pairs
            )
            contact_of[part] = mine[who][served]


def areas_around(
    xy: Metres, count: Whole, people: Metres, band: Band, *, pairs: NDArray[np.int32]
) -> Whole:
    """Return (n,) the person, of k, who serves each household row of one zone.

    Each serves between the fewest and the most of `band`, or as near to it as n households for k
    people allow; ways are as short as can be; areas are in one piece over `pairs`, unless only
    areas in pieces were found that keep the numbers.

    Parameters
    ----------
    xy, count
        (n, 2) metres and (n,) households of each row.
    people
        (k, 2) metres, 1 <= k <= n.
    pairs
        (m, 2) rows that are neighbours.
    """
    k, total = len(people), int(count.sum())
    if k == 1:
        return np.zeros(len(xy), np.int64)
    fewest = max(0, min(band.fewest, total // k))
    most = max(band.most, -(-total // k))
    cost = cdist(xy, people) * np.maximum(count, _VACANT)[:, None]
    nearest = None
    if cost.size <= LARGEST_TRANSPORT:
        nearest = transport(cost, count, fewest=fewest, most=most)
        if nearest is not None and _in_one_piece(nearest, pairs, k):
            return nearest
    served, is_inside = _around(xy, count, people, (max(1, fewest), most), pairs)
    # The numbers are the rule; to be in one piece is asked where both can be had.
    return served if is_inside or nearest is None else nearest


def transport(cost: Metres, count: Whole, *, fewest: int, most: int) -> Whole | None:
    """Return (n,) the column that serves each row at the least cost, `fewest` to `most` each.

    `cost` (n, k). Exact: rows of one household each make the matrix totally unimodular, so that the
    linear program has whole answers. None where rows of several households leave no whole answer,
    or none at all.
    """
    n, k = cost.shape
    each, load = pairings(count, k)
    found = linprog(
        cost.ravel(), A_eq=each, b_eq=np.ones(n), A_ub=vstack([load, -load]),
        b_ub=np.repeat([float(most), -float(fewest)], k), bounds=(0, 1), method="highs",
    )  # fmt: skip
    if found.x is None:
        return None
    share = found.x.reshape(n, k)
    is_whole = bool((share.max(axis=1) > 1 - 1e-6).all())
    return np.asarray(share.argmax(axis=1), np.int64) if is_whole else None


def _in_one_piece(served: Whole, pairs: NDArray[np.int32], k: int) -> bool:
    same = pairs[served[pairs[:, 0]] == served[pairs[:, 1]]]
    return int(pieces(len(served), same).max(initial=-1)) + 1 == len(np.unique(served)) == k


def _around(
    xy: Metres, count: Whole, people: Metres, limits: tuple[int, int], pairs: NDArray[np.int32]
) -> tuple[Whole, bool]:
    """Let the solver draw an area around the household row nearest to each person.

    Also say whether all are inside the limits.

    That row stands where the person does, so that ways are measured from there.
    """
    person, anchor = linear_sum_assignment(cdist(people, xy))
    place = xy.copy()
    place[anchor] = people[person]
    for effort in ("balanced", "best"):
        solution = solve(
            place, count, fewest=limits[0], most=limits[1], visits=np.maximum(count, _VACANT),
            links=_joined(xy, pairs), centres=anchor, effort=effort,
        )  # fmt: skip
        if not solution.breaches:
            break
    return np.asarray(person[solution.grid_of], np.int64), not solution.breaches


def _joined(xy: Metres, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the links of one zone, its pieces joined where they come nearest to the first."""
    piece_of = pieces(len(xy), pairs)
    tree = cKDTree(xy[piece_of == 0])
    first = np.flatnonzero(piece_of == 0)
    bridges = []
    for piece in range(1, int(piece_of.max()) + 1):
        rows = np.flatnonzero(piece_of == piece)
        apart, near = tree.query(xy[rows])
        at = int(np.argmin(apart))
        bridges.append([first[near[at]], rows[at]])
    return np.concatenate([pairs, np.array(bridges, np.int32).reshape(-1, 2)])


def _contact_posts(
    plan: Plan, people: People, contact_of: NDArray[np.int32], role: Role
) -> list[Post]:
    code, zone_of = _zones(plan, role.level)
    posts: list[Post] = []
    for zone in np.unique(zone_of[zone_of >= 0]):
        rows = np.flatnonzero(zone_of == zone)
        who = np.unique(contact_of[rows])
        for person in who[who >= 0]:
            mine = rows[contact_of[rows] == person]
            weight = plan.roll.count[mine] + _VACANT
            way = np.hypot(*(plan.roll.xy[mine] - people.xy[person]).T)
            metres = round(float(np.average(way, weights=weight)), 1)
            share = int(plan.roll.count[mine].sum())
            posts.append(Post(role.name, role.level, str(code[zone]), str(people.ids[person]),
                              share, metres))  # fmt: skip
        needed = max(
            1, -(-int(plan.roll.count[rows].sum()) // (role.households or Band(1, 1)).most)
        )
        vacant = Post(role.name, role.level, str(code[zone]), "", 0, 0.0)
        posts += [vacant] * (needed - int((who >= 0).sum()))
    return posts


def _draw(plan: Plan, contact_of: NDArray[np.int32], level: str, area: Shapes) -> None:
    """Draw the areas of one role into `area` (p,): those of a zone tile it."""
    _, zone_of = _zones(plan, level)
    shapes = repair(plan.areas.shape if level == "communities" else plan.level(level).polygon)
    inside = (contact_of >= 0) & (plan.presence == Presence.PLACED)
    for zone in np.unique(zone_of[inside]):
        rows = np.flatnonzero(inside & (zone_of == zone))
        shape = shapes[zone]
        rows = rows[shapely.intersects_xy(shape, plan.roll.xy[rows])]
        if len(rows) == 0:
            continue
        ground = Ground(shape)
        drawing = cells(plan.roll.xy[rows], ground)
        person_of = _of_places(drawing.place_of, contact_of[rows], plan.roll.count[rows])
        who, local = np.unique(person_of, return_inverse=True)
        area[who] = outline(drawing, ground, {"areas": local.astype(np.int32)})["areas"]


def _of_places(
    place_of: NDArray[np.int32], person: NDArray[np.int32], count: Whole
) -> NDArray[np.int64]:
    """Return (p,) the person who serves most households at each place."""
    shape = (int(place_of.max()) + 1, int(person.max()) + 1)
    load = coo_matrix((count + _VACANT, (place_of, person)), shape=shape).tocsr()
    return np.asarray(load.argmax(axis=1), np.int64).reshape(-1)
