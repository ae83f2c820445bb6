/** Changing grids: what can be done with what is chosen, its effect, and saving it. */

import { byId, icon, iconButton, make } from "./elements.js";
import { effectOf } from "./effect.js";
import { picksCard, zonesCard, hintCard } from "./cards.js";
import { foreseenOf } from "./foreseen.js";
import { foldPanel, pulls } from "./panel.js";
import { mayChange } from "./versions.js";
import { zoneOfUnits } from "./picks.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Edit} Edit */
/** @typedef {import("../types").Edited} Edited */

/**
 * @typedef {object} Desk
 * @property {Page} page
 * @property {(edits: Edit[], why?: {reason?: string, from?: Record<string, string>}) => Promise<void>} look
 *   shows what edits would do; perhaps with a reason, and in which zone each unit that moves is
 * @property {(edits: Edit[], reason?: string) => Promise<void>} save saves edits whose effect is plain
 * @property {() => void} awaitTarget lets the next click on the map say where to
 * @property {boolean} isAwaiting whether it does
 */

/**
 * @typedef {object} Looked
 * @property {Edit[]} edits
 * @property {Edited} edited what they would do
 * @property {import("../types").Foreseen | null} foreseen what they would make of zones
 * @property {string} reason
 * @property {Record<string, string>} from in which zone each unit that moves is
 */

/** Edits that are about zones of a level. */
const OF_LEVEL = new Set(["move", "merge", "split", "create", "dissolve"]);

/** How many spots of a line are looked at to see which grid it crosses. */
const SPOTS = 24;

/** @param {Page} page */
export function start(page) {
  const { state, zones } = page;
  const card = byId("effect");
  /** @type {Looked | null} */
  let looked = null;
  /** @type {() => void} */
  let offEscape = () => {};
  const handle = make("button", { type: "button", class: "sheet-handle", "data-t-label": "page_sheet_card" }, icon("sheet"));
  pulls(handle, card, ["low", "high"]);

  /** @type {Desk} */
  const desk = {
    page,
    isAwaiting: false,
    async look(edits, { reason, from } = {}) {
      const said = edits.map((one) => ofLevel(page, one));
      const edited = await page.saving.tryOut(said);
      if (!edited) return;
      const { picked } = state.get();
      const homes = from ?? looked?.from ?? (picked ? zoneOfUnits(picked) : {});
      const foreseen = edited.changes ? foreseenOf(zones, edited.changes) : null;
      looked = { edits: said, edited, foreseen, reason: reason ?? looked?.reason ?? "", from: homes };
      desk.isAwaiting = false;
      show();
    },
    save: (edits, reason = "") => keep(edits.map((one) => ofLevel(page, one)), { reason }),
    awaitTarget() {
      desk.isAwaiting = true;
      state.set({ tool: "pan" });
      show();
      page.map.gl.getCanvas().focus();
    },
  };
  page.desk = desk;

  function close() {
    [looked, desk.isAwaiting] = [null, false];
    show();
    page.map.gl.getCanvas().focus();
  }

  /** @param {Edit[]} edits @param {Partial<Looked>} as they were looked at */
  async function keep(edits, { reason = "", edited, from }) {
    looked = null;
    const began = performance.now();
    state.set({ isSaving: true });
    if (edited) performance.measure("gridgen.seen", { start: began });
    // A second press of the button would be a second edit.
    for (const one of card.querySelectorAll("button")) one.disabled = true;
    const isSaved = await page.saving.save(edits, { reason: reason.trim(), tried: edited, from }).finally(close);
    if (!isSaved) return;
    const action = { text: page.t("page_undo"), run: () => void page.saving.undo(edits.length) };
    page.dialogs.told(page.t("page_saved"), { tone: "done", action });
  }

  function show() {
    offEscape();
    const isOpen = looked !== null || desk.isAwaiting;
    state.set({ foreseen: looked?.foreseen ?? null, isSaving: false });
    offEscape = isOpen ? page.keys.on("Escape", "page_key_escape", close) : () => {};
    const body = looked ? effectCard(page, looked, keep, close) : cardOf(desk);
    card.replaceChildren(...(body ? [handle, ...body] : []));
    card.hidden = !body;
    // What is to be decided is seen whole, on a phone too.
    if (looked) card.dataset.sheet = "high";
    page.words.fill(card);
    if (looked) /** @type {HTMLElement} */ (card.querySelector("button.main")).focus();
  }

  state.on(["selected", "picked", "tool", "combine", "caller", "lang"], (now) => {
    // Another choice is no longer what was looked at.
    if (looked) looked = null;
    if (now.tool !== "pan" || !now.picked) desk.isAwaiting = false;
    show();
  });
  state.on(["selected", "picked", "tool"], () => {
    if (card.hidden) return;
    card.dataset.sheet = "low";
    foldPanel();
  });
  state.on(["findings"], () => {
    if (!looked) show();
  });
  zones.on(() => {
    // What was looked at may do something else now.
    if (looked) void desk.look(looked.edits);
    else show();
  });
  page.onDrawn = (tool, drawn) => taken(desk, tool, drawn);
}

/** @param {Page} page @param {Edit} edit */
function ofLevel({ state }, edit) {
  const { version, level } = state.get();
  return OF_LEVEL.has(edit.operation) && level !== version?.levels[0] ? { ...edit, level } : edit;
}

/** @param {Desk} desk @returns {Node[] | null} */
function cardOf(desk) {
  const { state } = desk.page;
  const { picked, selected, tool } = state.get();
  if (picked) return picksCard(desk, picked);
  if (tool !== "pan") return hintCard(desk);
  return selected.size ? zonesCard(desk) : null;
}

/**
 * Take a drawing that says what to do with grids; whether it does.
 *
 * @param {Desk} desk
 * @param {import("../types").Tool} tool
 * @param {import("./drawing.js").Drawn} drawn
 */
function taken(desk, tool, { at }) {
  const { page } = desk;
  const { picked, selected } = page.state.get();
  const isTarget = desk.isAwaiting && picked;
  if (!isTarget && tool !== "line" && tool !== "places") return false;
  const [only] = selected.size === 1 ? selected : [];
  const zone = isTarget ? zoneUnder(page, at) : (only ?? zoneUnder(page, at));
  if (!zone) page.dialogs.told(page.t("page_no_zone_there"));
  else if (isTarget) void desk.look([{ operation: "move", units: picked.units, to: zone }]);
  else if (tool === "line") void desk.look([{ operation: "split", zone, line: thinned(at) }]);
  else void desk.look([{ operation: "split", zone, around: at }]);
  return true;
}

/** Return the grid that most of a line or of places is in. @param {Page} page @param {import("../types").Point[]} at */
function zoneUnder({ map }, at) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (let k = 0; k < Math.max(at.length - 1, 1); k += 1) {
    const [from, to] = [at[k], at[Math.min(k + 1, at.length - 1)]].map((one) => map.gl.project(one));
    for (let s = 0; s < SPOTS; s += 1) {
      const share = s / SPOTS;
      const code = map.zoneAt({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
      if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
      if (at.length > SPOTS) break;
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

const MOST_CORNERS = 200;

/** @param {import("../types").Point[]} at */
function thinned(at) {
  const step = Math.ceil(at.length / MOST_CORNERS);
  return at.filter((_, k) => k % step === 0 || k === at.length - 1);
}

/**
 * @param {Page} page
 * @param {Looked} looked
 * @param {(edits: Edit[], as: Partial<Looked>) => Promise<void>} keep
 * @param {() => void} close
 * @returns {Node[]}
 */
function effectCard(page, looked, keep, close) {
  const { t } = page;
  const reason = make("input", { id: "reason", maxlength: 200, autocomplete: "off" });
  reason.value = looked.reason;
  reason.addEventListener("input", () => (looked.reason = reason.value));
  const run = () => keep(looked.edits, looked);
  reason.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) void run();
    else if (event.key === "Escape") close();
  });
  const save = make("button", { type: "button", class: "main", on: { click: run } }, icon("check"), t("page_save"));
  save.disabled = !mayChange(page);
  return [
    make("header", {}, make("h2", { text: t("page_effect") }), iconButton("close", "page_cancel", close)),
    make("div", { class: "scrolls" }, ...effectOf(page, looked)),
    make("div", { class: "field" }, make("label", { for: "reason", text: t("page_reason") }), reason),
    make("div", { class: "buttons" }, make("button", { type: "button", class: "quiet", text: t("page_cancel"), on: { click: close } }), save),
  ];
}
