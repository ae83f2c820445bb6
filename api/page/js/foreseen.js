/** What edits would make of zones, as the service foresees it before they are saved. */

import { rowsOf } from "./zones.js";

/** @typedef {import("../types").Zone} Zone */

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
  const rows = rowsOf(changes).map((zone, k) => ({ zone, shape: changes.shapes?.[k] ?? null }));
  return {
    version: changes.version, head: changes.head, gone: new Set(changes.gone),
    drawn: rows.filter(({ zone }) => isOther(zones.get(zone.code), zone)),
  };
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
