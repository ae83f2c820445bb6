"""The Gauss-Krueger zones of CGCS2000: their numbers, and the easting with and without them.

Surveyors write the number of the zone before the easting (38,408,803 m: zone 38) or leave it out,
and call the northing X. Zones of 3 degrees are numbered 25 to 45 in China, of 6 degrees 13 to 23.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gridgen.model.crs import area_of_use, is_metres, name_of

Numbers = NDArray[np.float64]

A_ZONE = 1_000_000.0
"""The number of a zone stands before the easting of 6 digits: millions of metres."""

EASTINGS = (100_000.0, 900_000.0)
"""What the easting of a zone is without the number, metres: 4 degrees to both sides at most."""

NORTHINGS = (1_800_000.0, 6_000_000.0)
"""What northings are in China, metres: 16 to 54 degrees north."""

_NARROW, _WIDE = range(25, 46), range(13, 24)
"""Numbers of the zones of 3 and of 6 degrees."""

_WEST_AND_EAST = 4.0
"""Degrees from its meridian in which a projection of no known area is looked for."""


def zone_crs(number: int) -> str:
    """Return the CGCS2000 zone of that number, with the number before the easting; "" for none.

    >>> zone_crs(38), zone_crs(19), zone_crs(50)
    ('EPSG:4526', 'EPSG:4497', '')
    """
    if number in _NARROW:
        return f"EPSG:{4513 + number - _NARROW[0]}"
    return f"EPSG:{4491 + number - _WIDE[0]}" if number in _WIDE else ""


def plain_zones() -> tuple[str, ...]:
    """Return the CGCS2000 zones of 3 degrees without the number, west to east.

    Those of 6 degrees have the same eastings where they share the meridian, and it is always one of
    these.
    """
    return tuple(f"EPSG:{code}" for code in range(4534, 4555))


def zone_written(easting: Numbers) -> int:
    """Return the number of the zone that stands before most eastings; 0 where there is none.

    >>> zone_written(np.array([38_408_803.0, 38_408_900.0])), zone_written(np.array([408_803.0]))
    (38, 0)
    """
    finite = easting[np.isfinite(easting) & (easting >= 0) & (easting < 100 * A_ZONE)]
    if len(finite) == 0:
        return 0
    number, rest = np.divmod(finite, A_ZONE)
    usual = int(np.median(number))
    fits = (number == usual) & (rest >= EASTINGS[0]) & (rest <= EASTINGS[1])
    return usual if zone_crs(usual) and 2 * int(fits.sum()) > len(easting) else 0


def looks_surveyed(xy: Numbers) -> bool:
    """Return whether most rows of (n, 2) could be an easting and a northing in China, in order.

    >>> looks_surveyed(np.array([[408_803.0, 2_550_960.0]]))
    True
    >>> looks_surveyed(np.array([[2_550_960.0, 408_803.0]]))
    False
    """
    east, north = xy.T
    if zone_written(east):
        east = np.mod(east, A_ZONE)
    with np.errstate(invalid="ignore"):
        fits = (east >= EASTINGS[0]) & (east <= EASTINGS[1])
        fits &= (north >= NORTHINGS[0]) & (north <= NORTHINGS[1])
    return 2 * int(fits.sum()) > len(xy)


@lru_cache(maxsize=64)
def meridian_of(crs: str) -> float | None:
    """Return the central meridian of a metre CRS, degrees; None where it has none.

    >>> meridian_of("EPSG:4547"), meridian_of("EPSG:4326")
    (114.0, None)
    """
    return _parameter(crs, "Longitude of natural origin")


@lru_cache(maxsize=64)
def prefix_of(crs: str) -> float:
    """Return what the number of a zone adds to the eastings of `crs`, metres; 0 where it has none.

    >>> prefix_of("EPSG:4526"), prefix_of("EPSG:4547")
    (38000000.0, 0.0)
    """
    return (_parameter(crs, "False easting") or 0.0) // A_ZONE * A_ZONE


def home_of(crs: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of where `crs` is used, degrees; None where nothing tells.

    A projection that somebody made for a meridian of their own has no area: it is used around it.
    """
    area = area_of_use(crs)
    meridian = meridian_of(crs) if area is None else None
    if area is not None or meridian is None:
        return area
    return (meridian - _WEST_AND_EAST, -80.0, meridian + _WEST_AND_EAST, 84.0)


@lru_cache(maxsize=64)
def is_local(crs: str) -> bool:
    """Return whether `crs` is a system of a site of its own, with no place on the globe.

    >>> is_local('LOCAL_CS["site",UNIT["metre",1]]'), is_local("EPSG:4547")
    (True, False)
    """
    name_of(crs)  # an unknown one is refused here, in our words
    return bool(CRS.from_user_input(crs).is_engineering)


def _parameter(crs: str, name: str) -> float | None:
    if not is_metres(crs):
        return None
    operation = CRS.from_user_input(crs).coordinate_operation
    known = {} if operation is None else {one.name: one.value for one in operation.params}
    return float(known[name]) if name in known else None
