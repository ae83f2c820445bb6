/** What can be done with chosen grids and picked households, as cards of buttons. */

import { icon, iconButton, make } from "./elements.js";
import { leave } from "./select.js";
import { mayChange } from "./versions.js";
import { opensMenu } from "./menu.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Zone} Zone */
/** @typedef {import("./edit.js").Desk} Desk */

/** How many grids beside what is picked are offered first. */
const NEAREST = 8;

/** @param {string} title @param {() => void} close */
const headOf = (title, close) =>
  make("header", {}, make("h2", { text: title }), iconButton("close", "page_pick_clear", close));

/** @param {Page} page @param {string} name of the picture @param {string} key @param {() => void} run @param {string} [kind] */
const action = ({ t }, name, key, run, kind = "quiet") =>
  make("button", { type: "button", class: kind, "data-do": key.replace("page_do_", ""), on: { click: run } }, icon(name), t(key));

/** What a tool waits for, before anything is picked. @param {Desk} desk @returns {Node[]} */
export function hintCard({ page }) {
  const { state, t, drawing } = page;
  const { tool } = state.get();
  const done = tool === "lasso" || tool === "line" || tool === "places"
    ? [make("button", { type: "button", class: "quiet finish", text: t("page_draw_finish"), on: { click: () => drawing.finish() } })]
    : [];
  return [
    headOf(t(`page_tool_${tool}`), () => leave(page)),
    make("p", { class: "brief", text: t(`page_hint_${tool}`) }),
    make("p", { class: "soft", text: t(`page_hint_keys_${tool === "line" || tool === "lasso" || tool === "places" ? "corners" : "spot"}`) }),
    ...(done.length ? [make("div", { class: "buttons brief" }, ...done)] : []),
  ];
}

/**
 * @param {Desk} desk
 * @param {import("../types").Picked} picked
 * @returns {Node[]}
 */
export function picksCard(desk, picked) {
  const { page } = desk;
  const { t, state } = page;
  const named = picked.named ? t("page_picked_named", { name: picked.named, number: inFigures(picked.households) })
    : t("page_picked", { number: inFigures(picked.households) });
  const inside = Object.entries(picked.zones).sort((a, b) => b[1] - a[1]);
  const rows = inside.slice(0, 4).map(([code, number]) =>
    t("page_picked_in", { name: page.zones.get(code)?.name ?? code, number: inFigures(number) }));
  if (inside.length > 4) rows.push(t("page_picked_more", { number: inside.length - 4 }));
  if (desk.isAwaiting) {
    return [headOf(named, () => leave(page)), make("p", { class: "await brief" }, icon("select"), t("page_target_await"))];
  }
  const create = async () => {
    const said = await page.dialogs.ask({
      title: t("page_do_create"), text: named, ok: t("page_preview"),
      fields: [{ name: "name", label: t("page_grid_name"), help: t("page_grid_name_help"), maxlength: 60 }],
    });
    if (said) await desk.look([{ operation: "create", units: picked.units, name: String(said.name) }]);
  };
  return [
    headOf(named, () => state.set({ picked: null })),
    make("p", { class: "soft brief", text: rows.join(t("page_comma")) }),
    combineOf(page),
    targetOf(desk, picked),
    make("div", { class: "actions" },
      action(page, "select", "page_do_target", () => desk.awaitTarget()),
      action(page, "new", "page_do_create", create)),
  ];
}

/** How the next pick goes together with this one. @param {Page} page */
function combineOf({ state, t }) {
  const group = make("div", { class: "segments", role: "radiogroup", "aria-label": t("page_combine") });
  for (const how of /** @type {const} */ (["replace", "add", "less"])) {
    const input = make("input", { type: "radio", name: "combine", value: how, id: `combine-${how}` });
    input.checked = state.get().combine === how;
    input.addEventListener("change", () => {
      state.set({ combine: how });
      document.getElementById(`combine-${how}`)?.focus();
    });
    group.append(input, make("label", { for: input.id, text: t(`page_combine_${how}`) }));
  }
  return group;
}

/** Where to, from a list: the grids of the same village, the nearest first. @param {Desk} desk @param {import("../types").Picked} picked */
function targetOf(desk, picked) {
  const { page } = desk;
  const { t, zones } = page;
  const rows = targetsOf(page, picked);
  const list = make("select", { id: "target" }, make("option", { value: "", text: t("page_target_choose") }));
  const option = (/** @type {Zone} */ zone) =>
    make("option", { value: zone.code, text: t("page_target_row", { name: zone.name, number: inFigures(zone.households) }) });
  const others = rows.slice(NEAREST).sort((a, b) => (a.code < b.code ? -1 : 1));
  const group = (/** @type {string} */ label, /** @type {Zone[]} */ some) =>
    some.length ? [make("optgroup", { label }, ...some.map(option))] : [];
  list.append(...group(t("page_target_near"), rows.slice(0, NEAREST)), ...group(zones.community(rows[0]?.community)?.name ?? "", others));
  list.addEventListener("change", () => {
    if (list.value) void desk.look([{ operation: "move", units: picked.units, to: list.value }]);
  });
  return make("div", { class: "field" }, make("label", { for: "target", text: t("page_do_move") }), list);
}

/** @param {Page} page @param {import("../types").Picked} picked */
function targetsOf({ zones }, picked) {
  const homes = Object.keys(picked.zones).map((code) => zones.get(code)).filter((zone) => zone !== undefined);
  const villages = new Set(homes.map((zone) => zone.community));
  const [lon, lat] = picked.points.find((one) => one) ?? [homes[0]?.lon ?? 0, homes[0]?.lat ?? 0];
  const narrow = Math.cos((lat * Math.PI) / 180);
  const far = (/** @type {Zone} */ zone) => Math.hypot((zone.lon - lon) * narrow, zone.lat - lat);
  const only = homes.length === 1 ? homes[0].code : "";
  return zones.rows().filter((zone) => villages.has(zone.community) && zone.code !== only).sort((a, b) => far(a) - far(b));
}

/** @param {Desk} desk @returns {Node[]} */
export function zonesCard(desk) {
  const { page } = desk;
  const { state, zones, t } = page;
  const chosen = [...state.get().selected].map((code) => zones.get(code)).filter((zone) => zone !== undefined);
  const sum = chosen.reduce((all, zone) => all + zone.households, 0);
  const title = chosen.length === 1 ? chosen[0].name : t("page_chosen", { grids: chosen.length, households: sum });
  const head = headOf(title, () => state.set({ selected: new Set() }));
  const facts = chosen.length === 1 ? [factsOf(page, chosen[0]), ...findingOf(page, chosen[0])] : [];
  if (!mayChange(page)) return [head, ...facts, make("p", { class: "soft brief", text: t("page_not_editable") })];
  const actions = chosen.length === 1 ? ofOne(desk, chosen[0]) : ofSeveral(desk, chosen);
  return [head, ...facts, make("div", { class: "actions" }, ...actions)];
}

/** @param {Page} page @param {Zone} zone */
function factsOf({ t, zones }, zone) {
  const band = zone.fewest === null ? "" : t("page_zone_band", { fewest: zone.fewest, most: zone.most });
  const parts = [
    zones.community(zone.community)?.name ?? "", t("page_households", { number: inFigures(zone.households) }), band,
    zone.locked ? t("page_zone_locked") : "",
  ];
  return make("p", { class: "soft brief", text: parts.filter(Boolean).join(" · ") });
}

/** What is wrong with a grid, the worst of it. @param {Page} page @param {Zone} zone */
function findingOf({ state }, { code }) {
  // Findings come with the worst first.
  const found = state.get().findings.find(({ where, severity }) => severity !== "note" && where.split(/[\s,、，+]+/).includes(code));
  if (!found) return [];
  const { severity, text } = found;
  return [make("p", { class: `finding-line brief ${severity}` }, icon(severity), make("span", { text, title: text }))];
}

/** @param {Desk} desk @param {Zone} zone */
function ofOne(desk, zone) {
  const { page } = desk;
  const { t, dialogs, state } = page;
  const rename = async () => {
    const said = await dialogs.ask({
      title: t("page_do_rename"), ok: t("page_save"),
      fields: [{ name: "name", label: t("page_grid_name"), value: zone.name, required: true, maxlength: 60 }],
    });
    if (said && said.name !== zone.name) await desk.save([{ operation: "rename", zone: zone.code, name: said.name }]);
  };
  const split = /** @type {HTMLButtonElement} */ (action(page, "split", "page_do_split", () => {}));
  split.append(icon("down"));
  opensMenu(split, () => [
    { text: t("page_split_line"), note: "K", run: () => state.set({ tool: "line" }) },
    { text: t("page_split_parts"), run: () => void askParts(desk, [zone], "split") },
    { text: t("page_split_places"), note: "P", run: () => state.set({ tool: "places" }) },
  ]);
  return [
    split,
    action(page, "edit", "page_do_rename", rename),
    lockOf(desk, [zone]),
    action(page, "merge", "page_do_dissolve", () => void desk.look([{ operation: "dissolve", zone: zone.code }])),
  ];
}

/** @param {Desk} desk @param {Zone[]} chosen */
function ofSeveral(desk, chosen) {
  const zones = chosen.map((zone) => zone.code);
  return [
    action(desk.page, "merge", "page_do_merge", () => void desk.look([{ operation: "merge", zones }])),
    action(desk.page, "repair", "page_do_redivide", () => void askParts(desk, chosen, "redivide")),
    lockOf(desk, chosen),
  ];
}

/** @param {Desk} desk @param {Zone[]} chosen */
function lockOf(desk, chosen) {
  const areLocked = chosen.every((zone) => zone.locked);
  const operation = areLocked ? "unlock" : "lock";
  const zones = chosen.filter((zone) => zone.locked === areLocked).map((zone) => zone.code);
  return action(desk.page, operation, `page_do_${operation}`, () => void desk.save([{ operation, zones }]));
}

/**
 * Ask into how many grids, and let the solver divide: one grid, or the ground of several anew while
 * all others stay as they are.
 *
 * @param {Desk} desk
 * @param {Zone[]} chosen
 * @param {"split" | "redivide"} how
 */
async function askParts(desk, chosen, how) {
  const { t, dialogs } = desk.page;
  const sum = chosen.reduce((all, zone) => all + zone.households, 0);
  const [{ fewest, most }] = chosen;
  const middle = fewest !== null && most !== null ? (fewest + most) / 2 : sum / Math.max(chosen.length, 2);
  const value = Math.max(2, Math.round(sum / middle));
  const said = await dialogs.ask({
    title: t(how === "split" ? "page_split_parts" : "page_do_redivide"), ok: t("page_preview"),
    text: t(`page_parts_${how}`, { number: chosen.length, households: inFigures(sum) }),
    fields: [{ name: "parts", label: t("page_parts"), kind: "number", value, min: 2, max: 1000, required: true,
      help: fewest === null ? undefined : t("page_parts_band", { fewest, most }) }],
  });
  if (!said) return;
  const [zone, ...together] = chosen.map(({ code }) => code);
  await desk.look([{ operation: "split", zone, parts: Number(said.parts), ...(together.length ? { together } : {}) }]);
}
