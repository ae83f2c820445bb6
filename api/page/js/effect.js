/** What an edit does, before and after: households, pieces, metres, findings. */

import { icon, make } from "./elements.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Edited} Edited */
/** @typedef {import("../types").ZoneEffect} ZoneEffect */
/** @typedef {import("../types").Finding} Finding */

const [MOST_ZONES, MOST_FINDINGS, MOST_SAID] = [8, 3, 3];

/**
 * Return the effect of edits as elements.
 *
 * @param {Page} page
 * @param {Pick<import("./edit.js").Looked, "edited" | "foreseen">} looked
 * @returns {Node[]}
 */
export function effectOf(page, { edited, foreseen }) {
  const { t, state } = page;
  const { edits } = edited;
  const said = edits.slice(0, MOST_SAID).map((one) => make("p", { class: "says", text: one.says }));
  const more = edits.length - said.length;
  if (more > 0) said.push(make("p", { class: "soft", text: t("page_effect_more", { number: more }) }));
  const zones = inOne(edits.flatMap((one) => one.zones));
  const level = state.get().level;
  const shown = zones.filter((zone) => zone.level === level && !isSame(zone));
  const below = zones.filter((zone) => zone.level !== level && !isSame(zone)).length;
  return [
    ...said,
    tableOf(page, shown),
    shown.length > MOST_ZONES ? make("p", { class: "soft", text: t("page_effect_more_zones", { number: shown.length - MOST_ZONES }) }) : null,
    below ? make("p", { class: "soft", text: t("page_effect_below", { number: below }) }) : null,
    make("p", { class: "sum", text: sumOf(page, edited) }),
    foreseen?.drawn.length ? make("p", { class: "soft", text: t("page_effect_dashed") }) : null,
    ...listsOf(page, edited),
  ].filter((one) => one !== null);
}

/** Return one effect for each zone of several edits: before the first and after the last. @param {ZoneEffect[]} all */
function inOne(all) {
  /** @type {Map<string, ZoneEffect>} */
  const found = new Map();
  for (const one of all) {
    const before = found.get(one.code);
    found.set(one.code, before ? { ...one, before: before.before, was_called: before.was_called } : one);
  }
  return [...found.values()].filter((one) => one.before || one.after);
}

/** @param {ZoneEffect} zone */
const isSame = ({ before, after, was_called, called }) =>
  before !== null && after !== null && was_called === called &&
  before.households === after.households && before.pieces === after.pieces && before.mean_m === after.mean_m;

/** @param {Page} page @param {Edited} edited */
function sumOf({ t }, { edits }) {
  const moved = edits.reduce((sum, one) => sum + one.moved, 0);
  const metres = Math.round(edits.reduce((sum, one) => sum + one.metres, 0));
  if (!moved && !metres) return t("page_effect_nobody");
  const way = metres < 0 ? "less" : metres > 0 ? "more" : "same";
  return t(`page_effect_metres_${way}`, { moved: inFigures(moved), metres: inFigures(Math.abs(metres)) });
}

/** @param {Page} page @param {ZoneEffect[]} zones */
function tableOf(page, zones) {
  const { t } = page;
  if (!zones.length) return make("p", { class: "soft", text: t("page_effect_no_zone") });
  const heads = ["grid", "households", "pieces", "metres"].map((name) => make("th", { scope: "col", text: t(`page_effect_${name}`) }));
  const band = zones.map(({ code }) => page.zones.get(code)).find((zone) => zone);
  const rows = zones.slice(0, MOST_ZONES).map((zone) => rowOf(page, zone, band));
  return make("table", { class: "effect" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
}

/** @param {Page} page @param {ZoneEffect} zone @param {import("../types").Zone | undefined} like has the band of new zones */
function rowOf(page, zone, like) {
  const { t } = page;
  const { before, after } = zone;
  const badge = before && after ? null : make("span", { class: "badge", text: t(before ? "page_effect_gone" : "page_effect_new") });
  const name = make("th", { scope: "row", title: zone.code }, make("span", { text: zone.called }), badge);
  if (before && after && zone.was_called !== zone.called) {
    name.append(make("small", { text: t("page_effect_was", { name: zone.was_called }) }));
  }
  const band = page.zones.get(zone.code) ?? like;
  return make(
    "tr", {}, name,
    cell(page, before?.households, after?.households, after ? fitOf(after.households, band) : null),
    cell(page, before?.pieces, after?.pieces, after && after.pieces > 1 ? "pieces" : null),
    cell(page, before?.mean_m, after?.mean_m, null),
  );
}

/** @param {number} households @param {import("../types").Zone | undefined} band */
function fitOf(households, band) {
  if (!band || band.fewest === null || band.most === null) return null;
  if (households < band.fewest) return "small";
  return households > band.most ? "large" : null;
}

/** @param {Page} page @param {number | undefined} before @param {number | undefined} after @param {string | null} odd */
function cell({ t }, before, after, odd) {
  const said = (/** @type {number | undefined} */ n) => (n === undefined ? "–" : inFigures(Math.round(n)));
  const text = before === after || before === undefined ? said(after) : `${said(before)} → ${said(after)}`;
  const mark = odd ? make("span", { class: "odd" }, icon("warning"), make("span", { text: t(`page_effect_is_${odd}`) })) : null;
  return make("td", {}, make("span", { class: before === after ? null : "changed", text }), mark);
}

/** @param {Page} page @param {Edited} edited */
function listsOf({ t }, { edits }) {
  const all = (/** @type {"warnings" | "new" | "gone"} */ name) => edits.flatMap((one) => one[name]);
  const key = (/** @type {Finding} */ one) => `${one.rule} ${one.where}`;
  const [comes, goes] = [new Set(all("new").map(key)), new Set(all("gone").map(key))];
  // What goes and comes with another number stays; a note of that kind is no news.
  const lists = {
    warnings: all("warnings"),
    new: all("new").filter((one) => one.severity !== "note" || !goes.has(key(one))),
    gone: all("gone").filter((one) => !comes.has(key(one))),
  };
  return Object.entries(lists).flatMap(([name, found]) => (found.length ? [listOf(t, name, found)] : []));
}

/** @param {import("../types").Translate} t @param {string} name @param {Finding[]} found */
function listOf(t, name, found) {
  const rows = found.map((one) =>
    make("li", { class: name === "gone" ? "done" : one.severity }, icon(name === "gone" ? "check" : one.severity), make("span", { text: one.text, title: one.text })),
  );
  const more = rows.splice(MOST_FINDINGS);
  const rest = more.length
    ? make("details", {}, make("summary", { text: t("page_effect_more_found", { number: more.length }) }), make("ul", {}, ...more))
    : null;
  const title = make("h3", { text: t(`page_effect_${name}_found`, { number: found.length }) });
  return make("div", { class: `found ${name}` }, title, make("ul", {}, ...rows), rest);
}
