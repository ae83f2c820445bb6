/** Dialogs that ask, and words in passing. */

import { byId, icon, iconButton, make } from "./elements.js";
import { Problem } from "./asking.js";

/** @typedef {import("../types").AskedField} AskedField */
/** @typedef {import("../types").Dialogs} Dialogs */

const TOLD_MS = 6000;
const PICTURES = { done: "check", note: "note", warning: "warning", problem: "error" };

/**
 * Make the dialogs of the page.
 *
 * @param {import("../types").Words} words
 * @returns {Dialogs}
 */
export function createDialogs(words) {
  const { t } = words;

  /** @type {Dialogs["open"]} */
  function open({ title, body, buttons, wide = false, isMust = false, beside, run }) {
    const heading = make("h2", { id: `title-${(made += 1)}`, text: title });
    const said = make("p", { class: "failed", role: "alert", hidden: true });
    const row = make("div", { class: "buttons" });
    const form = make("form", { method: "dialog" }, body, said, row);
    const close = isMust ? null : iconButton("close", "page_close", () => dialog.close());
    const head = make("header", {}, heading, close);
    const dialog = make(
      "dialog",
      { class: wide ? "wide" : beside ? "beside" : null, "aria-labelledby": heading.id },
      head,
      form,
    );
    for (const one of buttons) row.append(button(one, () => dialog.close()));
    if (run) stays(dialog, said, run);
    words.fill(dialog);
    byId("dialogs").append(dialog);
    const before = document.activeElement;
    // What is asked for has the focus, not the way out.
    dialog.querySelector("form :is(input, textarea, select), form .main")?.setAttribute("autofocus", "");
    dialog.showModal();
    if (beside) putBeside(dialog, beside);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        resolve(dialog.returnValue || null);
      });
    });
  }

  /** @type {Dialogs["ask"]} */
  async function ask({ title, text, fields, ok, tone = "main", isMust = false, run }) {
    const rows = fields.map(field);
    const body = make("div", { class: "fields" }, text ? make("p", { text }) : null, ...rows);
    const values = () => Object.fromEntries(fields.map((one, k) => [one.name, valueOf(rows[k])]));
    const buttons = [...(isMust ? [] : [cancel()]), { text: ok, value: "ok", tone }];
    const chosen = await open({ title, body, buttons, isMust, run: run && (() => run(values())) });
    return chosen === "ok" ? values() : null;
  }

  /** @type {Dialogs["confirm"]} */
  async function confirm({ title, text, ok, danger = false }) {
    const body = make("div", { class: "fields" }, text ? make("p", { text }) : null);
    const tone = danger ? "danger" : "main";
    const chosen = await open({ title, body, buttons: [cancel(), { text: ok, value: "ok", tone }] });
    return chosen === "ok";
  }

  const cancel = () => ({ text: t("page_cancel"), value: "" });

  /**
   * Keep a dialog open until what it asks for is done; where that fails it says why, and what was
   * written in it stays.
   *
   * @param {HTMLDialogElement} dialog @param {HTMLElement} said @param {() => Promise<void>} run
   */
  function stays(dialog, said, run) {
    /** @param {boolean} isBusy */
    const tell = (isBusy) => {
      dialog.setAttribute("aria-busy", String(isBusy));
      for (const one of dialog.querySelectorAll("button")) one.disabled = isBusy;
    };
    dialog.addEventListener("cancel", (event) => {
      if (dialog.getAttribute("aria-busy") === "true") event.preventDefault();
    });
    dialog.addEventListener("submit", async (event) => {
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
      if (!button?.value) return;
      event.preventDefault();
      said.hidden = true;
      tell(true);
      try {
        await run();
        dialog.close(button.value);
      } catch (why) {
        said.textContent = wordsOf(why);
        said.hidden = false;
      }
      tell(false);
    });
  }

  /** What went wrong, in its own words; what nobody foresaw is thrown on. @param {unknown} why */
  function wordsOf(why) {
    if (!(why instanceof Problem)) throw why;
    return why.status === 0 ? t("page_unreached") : why.message;
  }

  /** @type {Dialogs["told"]} */
  function told(text, { tone = "note", action, isLasting = tone === "problem" } = {}) {
    const away = () => one.remove();
    const one = make(
      "div",
      { class: `toast ${tone}` },
      icon(PICTURES[tone]),
      make("span", { text }),
      action ? link(action, away) : null,
      iconButton("close", "page_close", away),
    );
    words.fill(one);
    // What is done stands alone: a pile of them would cover the map, and take back the wrong edit.
    if (tone === "done") for (const before of byId("told").querySelectorAll(".toast.done")) before.remove();
    byId("told").append(one);
    if (isLasting) return;
    let timer = setTimeout(away, TOLD_MS);
    one.addEventListener("pointerenter", () => clearTimeout(timer));
    one.addEventListener("pointerleave", () => (timer = setTimeout(away, TOLD_MS)));
  }

  return {
    open,
    ask,
    confirm,
    told,
    failed(why) {
      if (why instanceof DOMException && why.name === "AbortError") return;
      told(wordsOf(why), { tone: "problem" });
    },
  };
}

const GAP = 12;

/**
 * Put a dialog beside what it speaks of, on the side where there is more room; over it where that
 * fills the window.
 *
 * @param {HTMLElement} dialog
 * @param {Element} place
 */
function putBeside(dialog, place) {
  const at = place.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const [right, left] = [innerWidth - at.right, at.left];
  const below = at.bottom + GAP + height < innerHeight;
  const isLow = below && at.height < height;
  const isAside = !isLow && Math.max(right, left) >= width + 2 * GAP;
  const x = isAside ? (right >= left ? at.right + GAP : at.left - width - GAP) : at.left + (at.width - width) / 2;
  const y = isAside ? at.top + (at.height - height) / 2 : below ? at.bottom + GAP : (innerHeight - height) / 2;
  const within = (/** @type {number} */ from, /** @type {number} */ size, /** @type {number} */ whole) =>
    Math.max(GAP, Math.min(from, whole - size - GAP));
  Object.assign(dialog.style, {
    margin: "0", left: `${within(x, width, innerWidth)}px`, top: `${within(y, height, innerHeight)}px`,
  });
}

/** @param {import("../types").Said} action @param {() => void} away */
function link({ text, run }, away) {
  const click = () => {
    away();
    run();
  };
  return make("button", { type: "button", class: "quiet", text, on: { click } });
}

/** @param {import("../types").DialogButton} said @param {() => void} leave */
function button({ text, value, tone = undefined }, leave) {
  const looks = { text, class: tone ?? "quiet" };
  // Enter in a field presses the first button of its form: never the one that leaves it.
  return value ? make("button", { ...looks, value }) : make("button", { ...looks, type: "button", on: { click: leave } });
}

/** How many dialogs and fields there were: each has an id of its own. */
let made = 0;

/** @param {AskedField} asked */
function field(asked) {
  const { label, help, kind = "text" } = asked;
  const input = inputOf(asked);
  input.id = `field-${(made += 1)}`;
  const told = help ? make("small", { id: `${input.id}-help`, text: help }) : null;
  if (told) input.setAttribute("aria-describedby", told.id);
  const name = make("label", { for: input.id, text: label });
  const parts = kind === "check" ? [input, name] : [name, input];
  return make("div", { class: `field ${kind}` }, ...parts, told);
}

/** @param {AskedField} asked */
function inputOf({ name, kind = "text", value = "", required, options = [], min, max, maxlength }) {
  const said = { name, required };
  if (kind === "textarea") {
    const area = make("textarea", { ...said, maxlength, rows: 3 });
    area.value = String(value);
    return area;
  }
  if (kind === "select") {
    const list = make("select", said);
    for (const one of options) list.append(make("option", { value: one.value, text: one.text }));
    list.value = String(value);
    return list;
  }
  const type = kind === "check" ? "checkbox" : kind;
  const input = make("input", { ...said, type, min, max, maxlength, autocomplete: "off" });
  if (kind === "check") input.checked = value === true;
  else input.value = String(value);
  return input;
}

/** @param {HTMLElement} row */
function valueOf(row) {
  const input = /** @type {HTMLInputElement} */ (row.querySelector("input, textarea, select"));
  return input.type === "checkbox" ? input.checked : input.value.trim();
}
