/** Households that are in no village: who they are, how far from one, and what to do with them. */

import { icon, make } from "./elements.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Unplaced} Unplaced */

/** Rules whose findings are about them: of all together, and of one. */
export const UNPLACED = new Set(["unplaced_in_all", "household_unplaced", "unplaced_needlessly"]);

/** @param {Page} page @param {Unplaced[]} homes */
function goes({ drawing, map, state }, homes) {
  const points = homes.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [/** @type {[number, number]} */ ([lon, lat])]));
  state.set({ selected: new Set(), picked: null });
  drawing.mark(points);
  map.zoomToPlaces(points);
}

/**
 * Go to those whom a finding is about, and list them where they are several.
 *
 * @param {Page} page
 * @param {import("../types").Finding} finding
 * @param {HTMLElement} answer where the list stands
 */
export async function showUnplaced(page, { rule, where }, answer) {
  const { api, dialogs, zones, t } = page;
  try {
    const { matched, households } = await api.unplaced(zones.version);
    const isOfAll = rule === "unplaced_in_all";
    const homes = isOfAll ? households : households.filter(({ id }) => id === where);
    goes(page, homes);
    if (!isOfAll) return;
    const rows = homes.map((home) => rowOf(page, home));
    const more = matched > rows.length ? make("p", { class: "todo", text: t("page_unplaced_more", { number: inFigures(matched - rows.length) }) }) : "";
    answer.replaceChildren(make("p", { class: "todo", text: t("page_unplaced_how") }), make("ul", { class: "unplaced" }, ...rows), more);
    answer.hidden = false;
    answer.scrollIntoView({ block: "nearest" });
  } catch (why) {
    dialogs.failed(why);
  }
}

/** @param {Page} page @param {Unplaced} home */
function rowOf(page, home) {
  const { t, zones } = page;
  const { id, households, community, metres } = home;
  const far = metres === null ? t("page_unplaced_nowhere")
    : t("page_unplaced_far", { metres: inFigures(metres), village: zones.community(community)?.name ?? community });
  const text = [t("page_households", { number: inFigures(households) }), far].join(t("page_comma"));
  const name = metres === null ? make("b", { text: id })
    : make("button", { type: "button", class: "link", on: { click: () => goes(page, [home]) } }, icon("zoom"), make("span", { text: id }));
  return make("li", {}, name, make("small", { text }));
}
