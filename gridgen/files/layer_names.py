"""What a layer is called -> what it holds, by meaning; and which layers of a file nobody used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgen.model.findings import Finding, Severity, finding
from gridgen.words.say import in_both

EXACT: Mapping[str, tuple[str, ...]] = {
    "households": ("households", "household", "住户", "户", "户数", "农户", "户点", "住户点"),
    "communities": (
        "communities", "community", "villages", "村社区", "村(社区)", "社区", "村", "村界",
        "村社区边界", "村(社区)边界", "村边界", "社区边界", "村居边界",
    ),
    "lines": ("lines", "line", "线", "道路", "线状地物"),
    "water": ("water", "水面", "水域", "水系面"),
    "buildings": ("buildings", "建筑", "建筑物", "房屋", "楼栋"),
    "parcels": ("parcels", "zones", "宗地", "地块", "小区"),
    "special": ("special", "专属网格", "专属网格边界", "专网"),
    "centres": ("centres", "centers", "中心点", "服务点", "联络点"),
    "people": ("people", "人员", "联系人", "网格员"),
}  # fmt: skip
"""What the layers of an input may be called."""

_NEVER = re.compile("网格|标注|注记|镇界|乡界|县界|市界|省界|街道界|商户|用户|窗户|label|anno")
"""Words in the names of layers that hold none of these, whatever else stands there."""

_PARTS: Mapping[str, re.Pattern[str]] = {
    "households": re.compile("户点|住户|农户|家庭|入户|户籍|.户$|household|dwelling"),
    "communities": re.compile(
        "村界|村居|村社区|村级|行政村|行政区|区划|辖区|社区界|社区范围|村范围|村域|村.*边界|社区.*边界"
        "|^边界$|village|communit|boundar|^xzq|^cjdcq"
    ),
    "lines": re.compile("道路|公路|路网|铁路|河流|线状|road|railway|river"),
    "water": re.compile("水系|水面|水域|湖泊|坑塘|water"),
    "buildings": re.compile("建筑|房屋|楼栋|楼幢|building|footprint"),
    "parcels": re.compile("宗地|地块|小区|parcel"),
    "special": re.compile("专属|专网|special"),
    "centres": re.compile("中心点|服务点|服务站|联络点"),
    "people": re.compile("人员|联系人"),
}

_DIMENSION = {"communities": 2, "lines": 1, "water": 2, "buildings": 2, "parcels": 2, "special": 2}
"""Of the shapes of a layer, where it is certain."""

_OURS = frozenset({"hamlets"})
_OF_PLAN = frozenset({"plan", "findings"})


def _plain(name: str) -> str:
    """Return a name without case, width, spaces, digits and what joins words.

    >>> _plain("村界_2024 （新）")
    '村界(新)'
    """
    return re.sub(r"[\s_\-.\d]+", "", unicodedata.normalize("NFKC", name)).casefold()


def called(names: Iterable[str], role: str) -> str | None:
    """Return the first name that a layer of a role goes by."""
    return next((n for n in names if _plain(n) in map(_plain, EXACT[role])), None)


def role_meant(name: str) -> str | None:
    """Return what a layer of that name seems to hold; None where the name tells nothing.

    >>> role_meant("XX镇行政区划"), role_meant("农户分布"), role_meant("镇界"), role_meant("图层1")
    ('communities', 'households', None, None)
    """
    plain = _plain(name)
    if _NEVER.search(plain) and not _PARTS["special"].search(plain):
        return None
    roles = [role for role in EXACT if called([name], role)]
    roles += [role for role, pattern in _PARTS.items() if pattern.search(plain)]
    return roles[0] if roles else None


def meant(names: Sequence[str], role: str) -> str | None:
    """Return the name that a layer of a role goes by, or the only one that seems to mean it."""
    exact = called(names, role)
    if exact is not None:
        return exact
    likely = [name for name in names if role_meant(name) == role]
    return likely[0] if len(likely) == 1 else None


def is_of(table: pd.DataFrame, role: str) -> bool:
    """Return whether the shapes of a layer are such as a role has; without rows they may be."""
    if role not in _DIMENSION:
        return True
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return False
    dimension = shapely.get_dimensions(np.asarray(table.geometry.array, object))
    there = dimension[dimension >= 0]
    return not len(there) or bool((there == _DIMENSION[role]).mean() > 0.5)


def tell_layers(
    file: str, names: Sequence[str], used: Mapping[str, str], guessed: Iterable[str]
) -> tuple[Finding, ...]:
    """Return a finding for each layer that was taken by its meaning, and one for those not used.

    Parameters
    ----------
    file
        As the user knows it.
    names
        All its layers.
    used
        Those that were read, by role.
    guessed
        The roles whose layer has another name than `EXACT` has.
    """
    findings = [
        finding("layer_meant", Severity.NOTE, file, name=used[role], role=in_both(f"role_{role}"))
        for role in guessed
    ]
    rest = [name for name in names if name not in used.values() and _plain(name) not in _OURS]
    if not rest or set(names) >= _OF_PLAN:
        return tuple(findings)
    hints = {name: role_meant(name) for name in rest}
    wanted = [name for name, role in hints.items() if role is not None and role not in used]
    told = [_may_be(name, hints[name]) for name in rest]
    layers = tuple(
        between.join(texts) for between, texts in zip("、,", zip(*told, strict=True), strict=True)
    )
    severity = Severity.WARNING if wanted else Severity.NOTE
    findings.append(
        finding("layer_unused", severity, file, number=len(rest), layers=layers,
                example=wanted[0] if wanted else rest[0])
    )  # fmt: skip
    return tuple(findings)


def _may_be(name: str, role: str | None) -> tuple[str, str]:
    return (
        (name, name)
        if role is None
        else in_both("layer_may_be", name=name, role=in_both(f"role_{role}"))
    )
