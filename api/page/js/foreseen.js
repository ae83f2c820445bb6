/** What edits would make of zones, as the service foresees it before they are saved. */

import { rowsOf } from "./zones.js";

/** @typedef {import("../types").Zone} Zone */
/** @typedef {import("../types").Geometry} Geometry */
/** @typedef {number[][]} Line corners, degrees */

/** Columns in which a zone is otherwise where more of it changes than a corner of its outline. */
const OTHER = /** @type {const} */ (["households", "units", "mean_m", "colour"]);

/**
 * Return what would be otherwise.
 *
 * @param {import("../types").Zones} zones as they are
 * @param {import("../types").ZonesAnswer} changes
 * @returns {import("../types").Foreseen}
 */
export function foreseenOf(zones, changes) {
  const { version, head, gone, shapes } = changes;
  const rows = rowsOf(changes).map((zone, k) => ({ zone, shape: shapes?.[k] ?? null }));
  const drawn = rows.filter(({ zone }) => isOther(zones.get(zone.code), zone));
  return { version, head, gone: new Set(gone), drawn, borders: eachOnce(drawn.flatMap(({ shape }) => ringsOf(shape))) };
}

/** @param {Zone | undefined} before @param {Zone} after */
const isOther = (before, after) => !before || OTHER.some((name) => before[name] !== after[name]);

/**
 * Return the zones as they would be.
 *
 * @param {import("../types").Zones} zones
 * @param {import("../types").Foreseen | null} foreseen
 * @returns {readonly Zone[]}
 */
export function rowsWith(zones, foreseen) {
  // What others have changed since, or what stands beside it, is not what was foreseen.
  if (!foreseen || foreseen.version !== zones.version || foreseen.head !== zones.head) return zones.rows();
  const drawn = foreseen.drawn.map(({ zone }) => zone);
  const other = new Set([...foreseen.gone, ...drawn.map(({ code }) => code)]);
  return [...zones.rows().filter(({ code }) => !other.has(code)), ...drawn];
}

/** @param {Geometry | null | undefined} shape of a zone @returns {Line[]} */
export function ringsOf(shape) {
  if (shape?.type === "Polygon") return shape.coordinates;
  return shape?.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}

/**
 * Return rings as lines in which each edge is once: dashes over other dashes would look like a line.
 *
 * @param {Line[]} rings
 * @returns {Line[]}
 */
function eachOnce(rings) {
  /** @type {Set<string>} */
  const known = new Set();
  /** @type {Line[]} */
  const lines = [];
  for (const ring of rings) {
    let isBroken = true;
    for (let k = 1; k < ring.length; k += 1) {
      const [from, to] = [ring[k - 1], ring[k]];
      const edge = [from, to].map(String).sort().join(" ");
      const isNew = !known.has(edge);
      if (isNew && isBroken) lines.push([from, to]);
      else if (isNew) lines[lines.length - 1].push(to);
      isBroken = !isNew;
      known.add(edge);
    }
  }
  return lines;
}
