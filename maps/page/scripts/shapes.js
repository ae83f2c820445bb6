"use strict";
/* Shapes as maps/page/degrees.py writes them, in degrees and on the flat of the web map. */

/* Millionths of a degree, each the step from the one before -> [[latitude, longitude], ...]. */
function walk(flat) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let k = 0; k < flat.length; k += 2) {
    x += flat[k];
    y += flat[k + 1];
    points.push([y / 1e6, x / 1e6]);
  }
  return points;
}

const polygons = (parts) => parts.map((rings) => rings.map(walk));
const outlines = (parts) => parts.flatMap((rings) => rings.map(walk))
  .map((ring) => [...ring, ring[0]]);
const paths = (parts) => parts.map((lines) => walk(lines[0]));

/* Rings on the flat at zoom 0, each [x, y, x, y, ...] and closed; the box around all of them, and
   how wide the widest is. At another zoom everything is 2 ** zoom times as large, so nothing is
   projected twice. */
function flatten(map, parts) {
  const rings = outlines(parts).map((ring) => Float64Array.from(ring.flatMap((place) => {
    const { x, y } = map.project(place, 0);
    return [x, y];
  })));
  const boxes = rings.map((ring) => boxOf(ring));
  const box = [0, 1, 2, 3].map((k) => boxes.map((one) => one[k])
    .reduce((a, b) => (k < 2 ? Math.min(a, b) : Math.max(a, b))));
  return { rings, box, wide: Math.max(...boxes.map((one) => one[2] - one[0])) };
}

function boxOf(ring) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < ring.length; k += 2) {
    box[0] = Math.min(box[0], ring[k]);
    box[1] = Math.min(box[1], ring[k + 1]);
    box[2] = Math.max(box[2], ring[k]);
    box[3] = Math.max(box[3], ring[k + 1]);
  }
  return box;
}

/* Even-odd rule: a ray to the east. */
function isWithin(x, y, rings) {
  let inside = false;
  for (const ring of rings) {
    for (let k = 2; k < ring.length; k += 2) {
      const ax = ring[k - 2];
      const ay = ring[k - 1];
      const bx = ring[k];
      const by = ring[k + 1];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/* How far the nearest border is. */
function roomAround(x, y, rings) {
  let least = Infinity;
  for (const ring of rings) {
    for (let k = 2; k < ring.length; k += 2) {
      const dx = ring[k] - ring[k - 2];
      const dy = ring[k + 1] - ring[k - 1];
      const along = ((x - ring[k - 2]) * dx + (y - ring[k - 1]) * dy) / (dx * dx + dy * dy || 1);
      const t = Math.min(1, Math.max(0, along));
      least = Math.min(least, Math.hypot(ring[k - 2] + t * dx - x, ring[k - 1] + t * dy - y));
    }
  }
  return least;
}
