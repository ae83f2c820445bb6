/** Finding a grid or a village by its name or code, and going there. */

import { byId, icon, make } from "./elements.js";

/** @typedef {import("../types").Page} Page */

/**
 * @typedef {object} Hit
 * @property {string} text
 * @property {string} note
 * @property {string[]} codes
 */

const MOST = 8;

/** @param {Page} page */
export function start(page) {
  const input = make("input", {
    type: "search", role: "combobox", id: "find-text", "aria-expanded": "false",
    "aria-controls": "find-list", "aria-autocomplete": "list", "data-t-label": "page_find", autocomplete: "off",
  });
  const list = make("ul", { id: "find-list", role: "listbox", class: "menu", hidden: true, "data-t-label": "page_find" });
  byId("find").append(icon("find"), input, list);
  /** @type {Hit[]} */
  let hits = [];
  let at = 0;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = () => {
    hits = hitsOf(page, input.value);
    at = Math.max(0, Math.min(at, hits.length - 1));
    list.replaceChildren(...hits.map(option));
    if (input.value.trim() && !hits.length) list.append(make("li", { class: "menu-heading", role: "presentation", text: page.t("page_find_none") }));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (hits.length) input.setAttribute("aria-activedescendant", `hit-${at}`);
    else input.removeAttribute("aria-activedescendant");
  };

  /** @param {Hit} hit @param {number} k */
  function option({ text, note }, k) {
    const on = {
      pointerdown: (/** @type {Event} */ event) => {
        event.preventDefault();
        go(k);
      },
    };
    return make("li", { id: `hit-${k}`, role: "option", "aria-selected": String(k === at), on }, make("span", { text }), make("small", { text: note }));
  }

  /** @param {number} k */
  function go(k) {
    const hit = hits[k];
    if (!hit) return;
    page.state.set({ selected: new Set(hit.codes) });
    page.map.zoomTo(hit.codes);
    close();
  }

  input.addEventListener("input", () => {
    at = 0;
    show();
  });
  input.addEventListener("focus", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      at = (at + (key === "ArrowDown" ? 1 : -1) + hits.length) % Math.max(1, hits.length);
      show();
    } else if (key === "Enter") go(at);
    else if (key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  page.keys.on("/", "page_find", () => input.focus());
}

/** @param {Page} page @param {string} said @returns {Hit[]} */
function hitsOf({ zones, t }, said) {
  const text = said.trim().toLowerCase();
  if (!text) return [];
  /** @type {Map<string, string[]>} */
  const villages = new Map();
  /** @type {Hit[]} */
  const grids = [];
  // Short digits are numbers of grids: any code would have them.
  const isCode = /^\d{5,}$/.test(text);
  for (const zone of zones.rows()) {
    const village = zones.community(zone.community)?.name ?? "";
    if ((isCode ? zone.community : village).toLowerCase().includes(text)) {
      villages.set(zone.community, [...(villages.get(zone.community) ?? []), zone.code]);
    }
    const all = isCode ? zone.code : `${village}${zone.name} ${village} ${zone.name}`;
    const isHit = all.toLowerCase().includes(text);
    if (isHit && grids.length < MOST) grids.push({ text: zone.name, note: village, codes: [zone.code] });
  }
  const found = [...villages].map(([code, codes]) => ({
    text: zones.community(code)?.name ?? code, note: t("page_find_grids", { number: codes.length }), codes,
  }));
  return [...found, ...grids].slice(0, MOST);
}
