/** Which changes between two versions somebody looked at and accepts, kept on this computer. */

const NAME = "gridgen.accepted";

/** @returns {Record<string, Record<string, string>>} */
const all = () => JSON.parse(localStorage.getItem(NAME) ?? "{}");

/** What a change is: another one of the same zone is not accepted with it. @param {import("../types").ZoneChange} zone */
const markOf = ({ state, name, flow }) => `${state} ${name} ${flow.after.households} ${flow.joined.rows} ${flow.left.rows}`;

/** @param {string} pair of versions @param {import("../types").ZoneChange} zone */
export const isAccepted = (pair, zone) => all()[pair]?.[zone.code] === markOf(zone);

/** @param {string} pair of versions @param {import("../types").ZoneChange} zone @param {boolean} is */
export function accept(pair, zone, is) {
  const kept = all();
  const { [zone.code]: _, ...others } = kept[pair] ?? {};
  const of = is ? { ...others, [zone.code]: markOf(zone) } : others;
  localStorage.setItem(NAME, JSON.stringify({ ...kept, [pair]: of }));
}
