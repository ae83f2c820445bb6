"""Draw the pictures of docs/ground.md and print its figures: python docs/ground.py [PLACE ...].

The sample is always there; real places only where their folder is.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from PIL import Image, ImageDraw

import gridgen
from gridgen.model.ground import GROUND
from gridgen.model.plan import Plan

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data"
PLACES = {
    "sample": HERE.parent / "sample_geo" / "qinghe.gpkg",
    "liechtenstein": DATA / "liechtenstein" / "liechtenstein.gpkg",
    "cambridge": DATA / "cambridge" / "cambridge.gpkg",
}
LOOK = {"sample": (0.55, 0.1, 1.0, 0.6)}
"""The part of a place that is drawn, as shares of its width and height; of others nothing is."""
WIDTH = 900
INK = {
    "river": (40, 110, 220), "stream": (130, 180, 240), "railway": (20, 20, 20),
    "main_road": (230, 130, 40), "road": (170, 170, 170), "bridge": (200, 0, 200),
}  # fmt: skip


def main() -> None:
    """Divide each place without and with what lies on the ground; print and draw both."""
    for name in sys.argv[1:] or PLACES:
        path = PLACES[name]
        if not path.exists():
            print(f"{name}: left out, {path.parent} is not there")
            continue
        known = {layer for layer, _ in pyogrio.list_layers(path)}
        layers = {
            layer: gpd.read_file(path, layer=layer)
            for layer in ("households", "communities", *GROUND)
            if layer in known
        }
        bare = gridgen.divide(layers["households"], communities=layers["communities"])
        plan = gridgen.divide(**layers)
        print(name, *_figures(bare, plan), sep="\n  ")
        if name in LOOK:
            for plan_, end in ((bare, "before"), (plan, "after")):
                _draw(plan_, layers, LOOK[name]).save(HERE / f"ground.{name}.{end}.png")


def _figures(bare: Plan, plan: Plan) -> list[str]:
    ways = plan.township.ground["lines"]
    seen = ways.in_metres(plan.township.crs)[ways.kind != "bridge"]
    lines = shapely.STRtree(shapely.get_parts(seen))
    before, after = _on_lines(bare, lines), _on_lines(plan, lines)
    here, there = _from_centre(plan), _from_centre(bare)
    far = (here >= 50) & (here > 1.5 * there)
    share = np.average(far, weights=plan.township.households.count)
    more = plan.made_by.metres / bare.made_by.metres - 1
    return [
        f"inner border within 2 m of a line: {before:.1%} without lines, {after:.1%} with",
        f"metres walked: {more:+.2%}",
        f"more than 1.5 times as far from the centre: {share:.1%}",
        *(
            f"{zones.level}: one coverage: {bool(shapely.coverage_is_valid(zones.polygon))}, "
            f"{_cut(plan, zones.polygon)} footprints cut (before {_cut(plan, old.polygon)})"
            for zones, old in zip(plan.levels, bare.levels, strict=True)
        ),
        f"errors found: {len(plan.report.errors)}",
    ]


def _on_lines(plan: Plan, lines: shapely.STRtree) -> float:
    grids = plan.level("grids")
    shared = []
    for code in np.unique(grids.community.astype(str)):
        rings = shapely.boundary(grids.polygon[grids.community == code])
        a, b = np.triu_indices(len(rings), 1)
        beside = shapely.intersects(rings[a], rings[b])
        shared.append(shapely.intersection(rings[a[beside]], rings[b[beside]]))
    parts = shapely.get_parts(shapely.segmentize(np.concatenate(shared), 1.0))
    xy, of = shapely.get_coordinates(shapely.get_parts(parts), return_index=True)
    joined = of[1:] == of[:-1]
    metres = np.hypot(*(xy[1:][joined] - xy[:-1][joined]).T)
    middle = shapely.points((xy[1:][joined] + xy[:-1][joined]) / 2)
    near = np.zeros(len(middle), bool)
    near[lines.query(middle, predicate="dwithin", distance=2.0)[0]] = True
    return float(metres[near].sum() / metres.sum())


def _from_centre(plan: Plan) -> np.ndarray:
    """Return metres from each household to the household from which its grid is served best."""
    zone_of = plan.zone_of["grids"]
    apart = np.zeros(len(plan.township.households))
    for zone in range(len(plan.grids)):
        rows = np.flatnonzero(zone_of == zone)
        xy, count = plan.township.households.xy[rows], plan.township.households.count[rows] + 1e-9
        ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        apart[rows] = ways[np.argmin(count @ ways)]
    return apart


def _cut(plan: Plan, zones: np.ndarray) -> int:
    if "buildings" not in plan.township.ground:
        return 0
    buildings = plan.township.ground["buildings"].in_metres(plan.township.crs)
    prints = shapely.buffer(shapely.get_parts(buildings), -0.05)
    row = shapely.STRtree(zones).query(prints, predicate="intersects")[0]
    return int((np.bincount(row) > 1).sum())


def _shapes(plan: Plan, table: gpd.GeoDataFrame) -> np.ndarray:
    return shapely.get_parts(np.asarray(table.to_crs(plan.township.crs).geometry.array, object))


def _draw(
    plan: Plan, layers: dict[str, gpd.GeoDataFrame], part: tuple[float, float, float, float]
) -> Image.Image:
    x0, y0, x1, y1 = shapely.total_bounds(plan.communities.shape)
    west, east = x0 + part[0] * (x1 - x0), x0 + part[2] * (x1 - x0)
    south, north = y0 + part[1] * (y1 - y0), y0 + part[3] * (y1 - y0)
    scale = 2 * WIDTH / (east - west)  # drawn at twice the size, so that lines come out smooth
    image = Image.new("RGB", (2 * WIDTH, round((north - south) * scale)), "white")
    pen = ImageDraw.Draw(image)

    def at(line: shapely.Geometry) -> list[tuple[float, float]]:
        xy = shapely.get_coordinates(line)
        return [((x - west) * scale, (north - y) * scale) for x, y in xy]

    for number, shape in enumerate(shapely.get_parts(plan.level("grids").polygon)):
        hue = (number * 67) % 360
        pen.polygon(at(shape.exterior), fill=f"hsl({hue}, 45%, 88%)")
    for shape in _shapes(plan, layers["water"]):
        pen.polygon(at(shape.exterior), fill=(205, 226, 250))
    for name, colour in INK.items():
        table = layers["lines"][layers["lines"]["class"] == name]
        for line in _shapes(plan, table) if len(table) else []:
            pen.line(at(line), fill=colour, width=4)
    for shape in _shapes(plan, layers["buildings"]):
        pen.polygon(at(shape.exterior), fill=(150, 140, 130))
    for shape in shapely.get_parts(plan.level("grids").polygon):
        for ring in (shape.exterior, *shape.interiors):
            pen.line(at(ring), fill=(190, 20, 30), width=6, joint="curve")
    return image.resize((WIDTH, image.height // 2), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
