/** What is picked: households by unit, counted by grid. */

/** @typedef {import("../types").Picked} Picked */

/**
 * Return what is picked once more was found: that alone, both, or what was picked without it.
 *
 * @param {Picked | null} before
 * @param {Picked} found
 * @param {import("../types").Combine} how
 * @returns {Picked | null} null for nothing
 */
export function combined(before, found, how) {
  if (how === "replace" || !before) return how === "less" || !found.units.length ? null : found;
  const rows = new Map(rowsOf(before));
  for (const [unit, row] of rowsOf(found)) {
    if (how === "add") rows.set(unit, row);
    else rows.delete(unit);
  }
  return rows.size ? pickedOf(rows) : null;
}

/**
 * Return in which zone each picked unit is.
 *
 * @param {Picked} picked
 * @returns {Record<string, string>}
 */
export const zoneOfUnits = ({ units, at }) => Object.fromEntries(units.map((unit, k) => [unit, at[k]]));

/** @typedef {{count: number, at: string, point: import("../types").Point | null | undefined}} Row */

/** @param {Picked} picked @returns {[string, Row][]} */
const rowsOf = ({ units, counts, at, points }) =>
  units.map((unit, k) => [unit, { count: counts[k], at: at[k], point: points[k] }]);

/** @param {Map<string, Row>} rows @returns {Picked} */
function pickedOf(rows) {
  /** @type {Record<string, number>} */
  const zones = {};
  for (const { at, count } of rows.values()) if (at) zones[at] = (zones[at] ?? 0) + count;
  const all = [...rows.values()];
  return {
    units: [...rows.keys()],
    households: all.reduce((sum, { count }) => sum + count, 0),
    zones,
    points: all.map(({ point }) => point),
    counts: all.map(({ count }) => count),
    at: all.map(({ at }) => at),
  };
}
