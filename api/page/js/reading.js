/** What a division would read of the files: counts, the datum that fits, rows refused. */

import { icon, make } from "./elements.js";
import { Problem } from "./asking.js";
import { inputsOf, isWaiting, rulesFile, SAME } from "./desk.js";
import { keepsFocus } from "./upload.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../flow").Desk} Desk */
/** @typedef {import("../flow").Draft} Draft */
/** @typedef {import("../flow").Reading} Reading */

const CALM_MS = 400;
const DATUMS = ["", "wgs84", "cgcs2000", "gcj02", "bd09"];
const SHOWN = 5;

/** How the page calls what a list is whose ids are not those of the version, by what a redraw calls it. */
const NEW_IDS = { "": "same", "match-by-place": "place", accept: "accept" };

/** Makes the part of the start that tells what would be read. @param {Page} page @param {Desk} desk */
export function createReading(page, desk) {
  const holder = make("div", { class: "reading", "aria-live": "polite" });
  const more = make("details", { class: "places" }, make("summary", { "data-t": "page_places" }), placesOf(page, desk));
  const element = make("section", { class: "step", hidden: true, "aria-labelledby": "step-check" },
    make("h3", { id: "step-check", "data-t": "page_step_check" }), holder, sameOf(page, desk), more);

  let asked = "";
  let number = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const look = () => {
    const draft = desk.get();
    // A file on its way may hold the boundaries: nothing is read before it is there.
    const said = isWaiting(draft) ? null : inputsOf(draft);
    // What is new of a redraw may be boundaries alone: there is no list to look through.
    const inputs = said?.households ? { ...said, rules: rulesOf(draft) } : null;
    const now = inputs ? JSON.stringify([inputs, draft.parent?.id, page.state.get().lang]) : "";
    if (now === asked) return;
    asked = now;
    clearTimeout(timer);
    number += 1;
    desk.set({ isReading: inputs !== null, ...(inputs ? {} : { reading: null, unread: "" }) });
    if (inputs) timer = setTimeout(() => read(inputs, number), CALM_MS);
  };

  /** @param {Record<string, any>} inputs @param {number} mine */
  async function read(inputs, mine) {
    /** @type {Partial<Draft>} */
    let told;
    try {
      told = { reading: await page.api.read(inputs, desk.get().parent?.id), unread: "" };
    } catch (why) {
      if (!(why instanceof Problem)) throw why;
      told = { reading: null, unread: why.status ? why.message : page.t("page_unreached") };
    }
    if (mine === number) desk.set({ isReading: false, ...told });
  }

  const show = () => {
    const draft = desk.get();
    element.hidden = !inputsOf(draft);
    keepsFocus(holder, () => holder.replaceChildren(...partsOf(page, desk, draft)));
    page.words.fill(holder);
  };
  desk.on(["sent", "columns", "datum", "crs", "preset", "parent", "newIds", "isPartial"], look);
  page.state.on(["lang"], look);
  desk.on(["sent", "reading", "isReading", "unread"], show);
  return { element };
}

/** What the division goes by: a preset, or a file; nothing where a redraw stays with its version. @param {Draft} draft */
function rulesOf(draft) {
  if (draft.preset) return draft.preset === SAME ? undefined : draft.preset;
  const own = rulesFile(draft);
  return own && { href: `/uploads/${own.id}` };
}

/** @param {Page} page @param {Desk} desk @param {Draft} draft @returns {HTMLElement[]} */
function partsOf(page, desk, draft) {
  const { t } = page;
  const { parent, reading, isReading, unread } = draft;
  const said = inputsOf(draft);
  if (parent && said && !said.households) return [line(t("page_redraw_homes", { number: parent.number }), "note")];
  if (isReading) {
    const text = t("page_reading");
    return [make("div", { class: "waits" }, make("progress", { "aria-label": text }), make("small", { text }))];
  }
  if (unread) return [wrong(unread)];
  if (!reading) return [];
  if (reading.problem) return [problemOf(page, desk, reading.problem)];
  return [...countsOf(page, draft, reading), ...refusedOf(page, desk, reading), ...toldOf(page, reading)];
}

/** @param {string} text */
const wrong = (text) => make("p", { class: "wrong", role: "alert" }, icon("error"), make("span", { text }));

/** @param {string} text @param {string} [picture] */
const line = (text, picture = "check") =>
  make("p", { class: picture === "check" ? "fine" : picture }, icon(picture), make("span", { text }));

/** @param {Page} page @param {Draft} draft @param {Reading} reading */
function countsOf({ t }, draft, { rows, households, inside, placed, crs, tables, communities }) {
  const parts = [line(t("page_read_households", { rows, households }))];
  if (communities && inside !== null && placed) {
    const isGood = inside / placed >= 0.95;
    parts.push(line(t("page_read_inside", { inside, placed, villages: communities.length }), isGood ? "check" : "warning"));
  } else parts.push(line(t("page_read_no_boundaries"), "note"));
  if (draft.parent && !inputsOf(draft)?.communities) parts.push(line(t("page_redraw_land", { number: draft.parent.number }), "note"));
  parts.push(line(t("page_read_crs", { crs: crs.replace(/ \(.*/, "") })));
  const beside = Object.entries(tables).filter(([role]) => !["households", "communities"].includes(role));
  if (beside.length) {
    const list = beside.map(([role, number]) => t("page_read_table", { role: t(`page_use_${role}`), number }));
    parts.push(line(list.join(t("page_comma"))));
  }
  return parts;
}

/** @param {Page} page @param {Desk} desk @param {Reading} reading */
function refusedOf(page, desk, { refused, doubtful }) {
  if (!refused && !doubtful) return [];
  const { t, api, dialogs } = page;
  const text = refused ? t("page_refused", { refused, doubtful }) : t("page_doubtful", { doubtful });
  const click = () => {
    const inputs = inputsOf(desk.get());
    if (inputs) api.readBook(inputs, desk.get().parent?.id).catch(dialogs.failed);
  };
  return [
    make("div", { class: "card warning" }, icon("warning"),
      make("div", {}, make("p", { text }), make("small", { text: t("page_refused_how") }),
        make("button", { type: "button", class: "quiet small", "data-focus": "refused", on: { click } },
          icon("download"), t("page_refused_get")))),
  ];
}

/** @param {Page} page @param {Reading} reading */
function toldOf({ t }, { findings }) {
  const rows = findings.filter(({ severity }) => severity !== "note");
  if (!rows.length) return [];
  const list = make("ul", {}, ...rows.slice(0, 50).map(({ text }) => make("li", { text })));
  const summary = make("summary", { text: t("page_read_findings", { number: rows.length }), "data-focus": "findings" });
  return [make("details", { class: "told", open: rows.length <= SHOWN }, summary, list)];
}

/** @param {Page} page @param {Desk} desk @param {NonNullable<Reading["problem"]>} problem */
function problemOf({ t }, desk, { text, datum }) {
  if (!datum) return wrong(text);
  const names = typeof datum === "string" ? [datum] : Object.values(datum);
  const called = names.map((one) => t(`page_datum_${one}`)).join(t("page_comma"));
  const button = (/** @type {string} */ key, /** @type {typeof datum} */ to, /** @type {string} */ tone) =>
    make("button", { type: "button", class: `${tone} small`, text: t(key, { datum: called }), "data-focus": key, on: { click: () => desk.set({ datum: to }) } });
  return make("div", { class: "card warning", role: "alert" }, icon("warning"),
    make("div", {}, make("b", { text: t("page_datum_fits", { datum: called }) }), make("p", { text }),
      make("div", { class: "row" }, button("page_datum_take", datum, "main"), button("page_datum_keep", "wgs84", "quiet"))));
}

/** Whose households these are, where a version is redrawn. @param {Page} page @param {Desk} desk */
function sameOf({ state, t }, desk) {
  const ids = make("select", { id: "new-ids" });
  const box = make("input", { type: "checkbox", id: "partial" });
  const element = make("div", { class: "fields", hidden: true },
    make("div", { class: "field" }, make("label", { for: "new-ids", "data-t": "page_redraw_ids" }), ids),
    make("div", { class: "field check" }, box, make("label", { for: "partial", "data-t": "page_redraw_partial" })));
  const show = () => {
    const draft = desk.get();
    element.hidden = !draft.parent || !inputsOf(draft)?.households;
    ids.replaceChildren(...Object.entries(NEW_IDS).map(([value, name]) => make("option", { value, text: t(`page_redraw_ids_${name}`) })));
    ids.value = draft.newIds;
    box.checked = draft.isPartial;
  };
  ids.addEventListener("change", () => desk.set({ newIds: ids.value }));
  box.addEventListener("change", () => desk.set({ isPartial: box.checked }));
  state.on(["lang"], show);
  desk.on(["parent", "sent", "newIds", "isPartial"], show);
  show();
  return element;
}

/** What may be said of the places, where the files do not say it. @param {Page} page @param {Desk} desk */
function placesOf({ state, t }, desk) {
  const datum = make("select", { id: "datum" });
  const show = () => {
    datum.replaceChildren(...DATUMS.map((one) => make("option", { value: one, text: t(`page_datum_${one || "auto"}`) })));
    const said = desk.get().datum;
    datum.value = typeof said === "string" ? said : "";
  };
  datum.addEventListener("change", () => desk.set({ datum: datum.value }));
  state.on(["lang"], show);
  desk.on(["datum"], show);
  show();
  const crs = make("input", { id: "crs", placeholder: "EPSG:4547", autocomplete: "off" });
  crs.addEventListener("change", () => desk.set({ crs: crs.value.trim() }));
  return make("div", { class: "pair" },
    make("div", { class: "field" }, make("label", { for: "datum", "data-t": "page_datum" }), datum),
    make("div", { class: "field" }, make("label", { for: "crs", "data-t": "page_crs" }), crs));
}
