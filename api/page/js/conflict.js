/** Somebody else changed the same grids: both sides, and a choice for each grid. */

import { make } from "./elements.js";
import { divided } from "./kept.js";
import { actorOf, timeOf } from "./called.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Kept} Kept */
/** @typedef {import("../types").Meanwhile} Meanwhile */

/**
 * Ask which side holds for each grid.
 *
 * @param {Page} page with the zones as they are now
 * @param {Kept} kept the edit that was not saved
 * @param {Meanwhile[]} others what others did to grids that it names
 * @returns {Promise<{mine: import("../types").Edit[], aside: import("../types").Edit[]} | null>} null to decide later
 */
export async function settles(page, kept, others) {
  const { dialogs, t } = page;
  const codes = [...new Set(others.flatMap((one) => one.zones))];
  const rows = codes.map((code) => rowOf(page, kept, code, others.filter((one) => one.zones.includes(code))));
  const head = make(
    "tr", {},
    make("th", { scope: "col", text: t("page_conflict_grid") }),
    make("th", { scope: "col", text: t("page_conflict_theirs") }),
    make("th", { scope: "col", text: t("page_conflict_mine") }),
  );
  const body = make(
    "div", { class: "fields" },
    make("p", { text: t("page_conflict_text", { says: kept.says.join(t("page_comma")) }) }),
    make("table", { class: "conflict" }, make("thead", {}, head), make("tbody", {}, ...rows)),
    make("small", { text: t("page_conflict_note") }),
  );
  const chosen = await dialogs.open({
    title: t("page_conflict"), body, wide: true,
    buttons: [
      { text: t("page_conflict_later"), value: "" },
      { text: t("page_conflict_ok"), value: "ok", tone: "main" },
    ],
  });
  if (chosen !== "ok") return null;
  const theirs = new Set(codes.filter((code) => isTheirs(body, code)));
  return divided(kept, theirs, (called) => codeOf(page, called));
}

/** @param {Element} body @param {string} code */
const isTheirs = (body, code) =>
  /** @type {HTMLInputElement} */ (body.querySelector(`input[name="side-${CSS.escape(code)}"]:checked`)).value === "theirs";

/** @param {Page} page @param {string} called */
const codeOf = ({ zones }, called) =>
  zones.get(called)?.code ?? zones.rows().find((zone) => zone.name === called)?.code ?? called;

/** @param {Page} page @param {Kept} kept @param {string} code @param {Meanwhile[]} others */
function rowOf(page, kept, code, others) {
  const { t, zones, state } = page;
  const now = zones.get(code);
  const mine = kept.zones.find((zone) => zone.code === code);
  const name = now?.name ?? mine?.was_called ?? code;
  const was = mine?.before?.households;
  const count = (/** @type {number | undefined} */ n) =>
    n === undefined ? t("page_effect_gone") : t("page_households", { number: inFigures(n) });
  const change = (/** @type {number | undefined} */ n) => (was === undefined ? count(n) : `${count(was)} → ${count(n)}`);
  const did = others.map((one) =>
    t("page_conflict_did", { actor: actorOf(page, one.actor), time: timeOf(one.at, state.get().lang), what: t(`page_did_${one.operation}`) }),
  );
  return make(
    "tr", {},
    make("th", { scope: "row" }, make("span", { text: name }), make("small", { text: code })),
    make("td", {}, side(t("page_conflict_keep_theirs"), code, "theirs", true), ...did.map((text) => make("small", { text })),
      make("b", { text: change(now?.households) })),
    make("td", {}, side(t("page_conflict_keep_mine"), code, "mine", false),
      ...kept.says.map((text) => make("small", { text })),
      make("b", { text: mine ? change(mine.after?.households) : t("page_conflict_same") })),
  );
}

/** @param {string} text @param {string} code @param {string} value @param {boolean} checked */
function side(text, code, value, checked) {
  const input = make("input", { type: "radio", name: `side-${code}`, value, checked });
  return make("label", {}, input, make("span", { text }));
}
