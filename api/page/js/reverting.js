/** A change between two versions -> the edits that take it back in the newer one. */

/** @typedef {import("../types").Edit} Edit */
/** @typedef {import("../types").Difference} Difference */
/** @typedef {import("../types").ZoneChange} ZoneChange */
/** @typedef {import("../types").HouseholdChange} HouseholdChange */

/** By the code that a zone had in the older version, the one that it has now. @param {Difference} found */
const nowIn = ({ zones }) => new Map(zones.flatMap(({ old_code, code }) => (old_code && old_code !== code ? [[old_code, code]] : [])));

/**
 * Return the households that a change of a zone moved: those that came to it and those that left.
 *
 * @param {Difference} found
 * @param {ZoneChange} zone
 * @returns {HouseholdChange[]}
 */
export function movedOf(found, zone) {
  const now = nowIn(found);
  return found.households.moved.filter((home) => {
    const was = now.get(home.old_zone) ?? home.old_zone;
    return was !== home.new_zone && (was === zone.code || home.new_zone === zone.code);
  });
}

/**
 * Return the edits that take back what became of a zone, as far as edits can: households go back to
 * where they were, to a grid made anew where that one is gone; a name comes back.
 *
 * @param {Difference} found
 * @param {ZoneChange} zone
 * @param {(code: string) => boolean} isThere whether the newer version has a zone
 * @returns {Edit[]}
 */
export function backwards(found, zone, isThere) {
  const now = nowIn(found);
  /** @type {Map<string, string[]>} */
  const homes = new Map();
  for (const home of movedOf(found, zone)) {
    const was = now.get(home.old_zone) ?? home.old_zone;
    if (was) homes.set(was, [...(homes.get(was) ?? []), home.id]);
  }
  const name = new Map(found.zones.map((one) => [one.code, one.old_name || one.name]));
  const moves = [...homes].map(([to, units]) =>
    isThere(to) ? { operation: "move", units, to } : { operation: "create", units, name: name.get(to) ?? "" },
  );
  const isRenamed = isThere(zone.code) && zone.old_name && zone.old_name !== zone.name && zone.state !== "recoded";
  return isRenamed ? [...moves, { operation: "rename", zone: zone.code, name: zone.old_name }] : moves;
}
