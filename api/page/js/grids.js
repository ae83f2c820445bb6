/** The list of every grid: what the map shows, to sort, to filter, and for screen readers. */

import { byId, icon, make } from "./elements.js";
import { createHistogram } from "./histogram.js";
import { soon } from "./soon.js";
import { createTable } from "./table.js";
import { inFigures } from "./words.js";
import { sizeOf } from "./zones.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Zone} Zone */

/** Findings by which zones are filtered, by the rules that find them. */
const RULES = {
  pieces: ["zone_in_pieces", "grid_in_parts", "part_joined"],
  cut: ["unit_cut", "preferred_cut", "place_cut", "unit_split"],
  far: ["walk_long", "walk_detour", "radius_long"],
};

/** @type {("all" | "large" | "small" | keyof typeof RULES | "locked")[]} */
const KINDS = ["all", "large", "small", "pieces", "cut", "far", "locked"];

/** @param {Page} page */
export function start(page) {
  const { state, zones, t } = page;
  const pane = byId("pane-grids");
  const search = make("input", { type: "search", id: "filter", "data-t-label": "page_filter", on: { input: () => state.set({ filter: search.value }) } });
  const chips = make("div", { class: "chips", role: "group", "data-t-label": "page_filters" });
  const histogram = createHistogram(page);
  const said = make("p", { class: "hearing", role: "status" });
  const none = make("p", { class: "nothing", "data-t": "page_no_match", hidden: true });
  const holder = make("div", { class: "table" });
  const details = make("section", { class: "details", hidden: true, "data-t-label": "page_details" });
  pane.classList.add("fills");
  pane.append(make("div", { class: "pane-head" }, histogram.element, search, chips, said), none, holder, details);

  let kind = KINDS[0];
  const table = createTable(page, holder, {
    columns: columnsOf(page),
    choose: (code, adds) => choose(page, code, adds),
    go: (code) => {
      choose(page, code, false);
      page.map.zoomTo([code]);
    },
  });

  const show = () => {
    const rows = zones.rows();
    const places = placesOf(page);
    const fits = fitsOf(state.get().filter, zones);
    chips.replaceChildren(...KINDS.map((one) => chip(one, rows.filter((zone) => isOf(one, zone, places)).length)));
    const found = rows.filter((zone) => isOf(kind, zone, places) && fits(zone));
    none.hidden = found.length > 0 || rows.length === 0;
    holder.hidden = found.length === 0;
    table.show(found);
    said.textContent = t("page_matching", { number: found.length });
    if (search.value !== state.get().filter) search.value = state.get().filter;
  };

  /** @param {typeof kind} one @param {number} number */
  function chip(one, number) {
    const click = () => {
      kind = one;
      show();
      /** @type {HTMLElement | null} */ (chips.querySelector('[aria-pressed="true"]'))?.focus();
    };
    const text = t(`page_filter_${one}`);
    const made = make("button", { type: "button", class: "chip", "aria-pressed": String(kind === one), on: { click } }, make("span", { text }), make("b", { text: inFigures(number) }));
    made.hidden = number === 0 && one !== "all" && kind !== one;
    return made;
  }

  const chosen = () => {
    table.draw();
    showDetails(page, details);
  };
  state.on(["filter", "lang", "findings"], show);
  state.on(["lang", "findings"], chosen);
  const again = soon(() => {
    show();
    showDetails(page, details);
  });
  zones.on(again);
  state.on(["selected"], ({ selected }) => {
    chosen();
    if (selected.size === 1) table.reveal([...selected][0]);
  });
  state.on(["tab"], ({ tab }) => {
    if (tab === "grids") table.draw();
  });
}

/**
 * Choose a zone, or add it to those that are chosen, or take it away from them.
 *
 * @param {Page} page
 * @param {string} code
 * @param {boolean} adds
 */
export function choose({ state }, code, adds) {
  const before = state.get().selected;
  const now = new Set(adds ? before : []);
  if (adds && before.has(code)) now.delete(code);
  else now.add(code);
  state.set({ selected: now });
}

/** @param {Page} page @returns {import("./table.js").Column[]} */
function columnsOf({ zones, settings }) {
  return [
    {
      key: "page_column_name", name: "name", value: (zone) => `${zone.community} ${zone.name}`,
      fill(cell, zone) {
        const swatch = make("i", { class: "swatch", "aria-hidden": "true" });
        swatch.style.backgroundColor = settings.colours[zone.colour % settings.colours.length];
        const village = zones.community(zone.community)?.name ?? "";
        const names = make("span", { class: "two" }, make("span", { text: zone.name, title: zone.name }), make("small", { text: village }));
        cell.replaceChildren(make("div", {}, swatch, names, zone.locked ? icon("lock") : null));
      },
    },
    {
      key: "page_column_households", name: "number", value: (zone) => zone.households,
      fill(cell, zone) {
        const size = sizeOf(zone);
        cell.dataset.size = size;
        const band = zone.fewest === null ? "" : `${inFigures(zone.fewest)}–${inFigures(zone.most)}`;
        cell.replaceChildren(
          make("span", { class: "two" }, make("span", { text: `${MARKS[size]}${inFigures(zone.households)}` }), make("small", { text: band })),
        );
      },
    },
    numbers("page_column_mean", (zone) => zone.mean_m),
    numbers("page_column_max", (zone) => zone.max_m),
    numbers("page_column_units", (zone) => zone.units),
  ];
}

/** What stands before a count, besides its colour. */
export const MARKS = { large: "▲ ", small: "▼ ", fits: "", free: "" };

/** @param {string} key @param {(zone: Zone) => number | null} value @returns {import("./table.js").Column} */
function numbers(key, value) {
  return {
    key, name: "number", value,
    fill(cell, zone) {
      const known = value(zone);
      cell.textContent = known === null ? "–" : inFigures(Math.round(known));
    },
  };
}

/** @param {Page} page @returns {Record<string, Set<string>>} for each kind the codes that findings name */
function placesOf({ state }) {
  /** @type {Record<string, Set<string>>} */
  const places = {};
  for (const [kind, rules] of Object.entries(RULES)) {
    const found = state.get().findings.filter(({ rule }) => rules.includes(rule));
    places[kind] = new Set(found.map(({ where }) => where));
  }
  return places;
}

/** @param {string} kind @param {Zone} zone @param {Record<string, Set<string>>} places */
function isOf(kind, zone, places) {
  if (kind === "all") return true;
  if (kind === "locked") return zone.locked;
  return places[kind]?.has(zone.code) ?? sizeOf(zone) === kind;
}

/** @param {string} text @param {import("../types").Zones} zones @returns {(zone: Zone) => boolean} */
function fitsOf(text, zones) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return () => true;
  return (zone) => {
    const all = `${zone.code} ${zone.name} ${zones.community(zone.community)?.name ?? ""}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
}

/** @param {Page} page @param {HTMLElement} details */
function showDetails(page, details) {
  const { state, zones, t } = page;
  const { selected, findings } = state.get();
  const zone = selected.size === 1 ? zones.get([...selected][0]) : undefined;
  details.hidden = !zone;
  if (!zone) return;
  const village = zones.community(zone.community)?.name ?? zone.community;
  const facts = [
    ["page_code", zone.code],
    ["page_village", village],
    ["page_column_households", zone.fewest === null ? inFigures(zone.households) : t("page_of_band", { households: zone.households, fewest: zone.fewest, most: zone.most })],
    ["page_ways", t("page_ways_text", { mean: rounded(zone.mean_m), most: rounded(zone.max_m) })],
  ];
  const list = make("dl", { class: "facts" });
  for (const [key, text] of facts) list.append(make("dt", { text: t(key) }), make("dd", { text }));
  const here = findings.filter(({ where }) => where === zone.code);
  details.replaceChildren(
    make("h3", {}, zone.locked ? icon("lock") : null, make("span", { text: zone.name })),
    list,
    ...here.map(({ severity, text }) => make("p", { class: `finding-line ${severity}` }, icon(severity), make("span", { text }))),
    make(
      "div",
      { class: "row" },
      make("button", { type: "button", class: "quiet", on: { click: () => page.map.zoomTo([zone.code]) } }, icon("zoom"), make("span", { text: t("page_zoom_to") })),
      make("button", { type: "button", class: "quiet", text: t("page_choose_none"), on: { click: () => state.set({ selected: new Set() }) } }),
    ),
  );
}

/** @param {number | null} metres */
const rounded = (metres) => (metres === null ? null : Math.round(metres));
