/** Undo and redo without limit, and the list of what was done. */

import { byId, iconButton, make } from "./elements.js";
import { actorOf, namesOf, timeOf } from "./called.js";
import { keptList } from "./unsaved.js";
import { togetherWith } from "./saving.js";
import { mayChange } from "./versions.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").HistoryEvent} HistoryEvent */

/** Lines that are shown at first, and more at a time. */
const SHOWN = 100;

/**
 * What an undo would take back, and a redo make again, the last one last.
 *
 * @typedef {{undo: HistoryEvent[], redo: HistoryEvent[]}} Stacks
 */

/** @param {Page} page */
export function start(page) {
  const { state, keys, api, t } = page;
  /** @type {HistoryEvent[]} */
  let events = [];
  /** @type {Stacks} */
  let stacks = { undo: [], redo: [] };
  let version = 0;
  let of = { id: 0, state: "" };
  let shown = SHOWN;
  /** Until the list is as the version is: an undo right after an edit is of that edit. */
  let loading = Promise.resolve();

  const undo = iconButton("undo", "page_undo", () => void step("undo"), { id: "undo", "aria-keyshortcuts": "Control+Z" });
  const redo = iconButton("redo", "page_redo", () => void step("redo"), { id: "redo", "aria-keyshortcuts": "Control+Shift+Z" });
  byId("history").append(undo, redo);
  keys.on("Ctrl+Z", "page_undo", () => void step("undo"));
  keys.on("Ctrl+Shift+Z", "page_redo", () => void step("redo"));
  keys.on("Ctrl+Y", "page_redo", () => void step("redo"));

  async function load() {
    const now = state.get().version;
    if (!now) return;
    if (now.id !== version) [version, shown] = [now.id, SHOWN];
    // A change of the state has no number: it is found only where everything is asked for.
    if (now.id !== of.id || now.state !== of.state) [events, of] = [[], now];
    const after = events.reduce((last, { number }) => Math.max(last, number ?? 0), 0);
    if (!events.length || after < now.head) {
      const found = await api.history(now.id, after);
      if (version !== now.id) return;
      // What has no number comes again as long as there is no edit after which to ask.
      events = after ? [...events, ...found] : found;
    }
    stacks = stacksOf(events);
    show();
  }

  /** @param {"undo" | "redo"} way */
  async function step(way) {
    await loading;
    const stack = stacks[way];
    const last = stack.at(-1);
    if (!last?.number || !mayChange(page) || !(await isAgreed(page, way, last))) return;
    const times = Math.min(togetherWith(version, last.number), stack.length);
    if (!(await page.saving[way](times))) return;
    const what = t(`page_did_${last.what}`);
    page.dialogs.told(t(way === "undo" ? "page_undone" : "page_redone", { what }), { tone: "done" });
  }

  function show() {
    tell(undo, "undo");
    tell(redo, "redo");
    const pane = byId("pane-edits");
    const list = make("ol", { class: "events", "aria-label": t("page_history_list") });
    const edits = events.filter(({ what }) => what !== "undo" && what !== "redo").toReversed();
    for (const event of edits.slice(0, shown)) list.append(rowOf(event));
    const more = edits.length > shown
      ? make("button", { type: "button", class: "quiet", text: t("page_effect_more", { number: edits.length - shown }), on: { click: () => ((shown += SHOWN), show()) } })
      : null;
    const none = edits.length ? null : make("p", { class: "nothing", text: t("page_history_none") });
    pane.replaceChildren(...[keptList(page), none, list, more].filter((one) => one !== null));
  }

  /** @param {HTMLButtonElement} button @param {"undo" | "redo"} way */
  function tell(button, way) {
    const last = stacks[way].at(-1);
    button.disabled = !last || !mayChange(page);
    const label = last ? t(`page_${way}_tip`, { what: t(`page_did_${last.what}`) }) : t(`page_${way}`);
    button.setAttribute("aria-label", label);
    button.title = label;
  }

  /** @param {HistoryEvent} event */
  function rowOf(event) {
    const isOut = event.number !== null && !stacks.undo.some(({ number }) => number === event.number);
    const later = stacks.undo.filter(({ number }) => (number ?? 0) > (event.number ?? 0)).length;
    const back = event.number === null || isOut || !mayChange(page) ? null
      : make("button", { type: "button", class: "quiet", text: t("page_history_here"), title: t("page_history_here_help", { number: later }),
          on: { click: () => void upTo(event, later + 1) } });
    return make(
      "li", { class: isOut ? "undone" : null },
      make("b", { text: t(`page_did_${event.what}`) }),
      isOut ? make("span", { class: "badge", text: t("page_history_undone") }) : null,
      event.named.length ? make("span", { class: "named", text: namesOf(page, event.named) }) : null,
      make("small", { text: t("page_history_by", { actor: actorOf(page, event.actor), time: timeOf(event.at, state.get().lang) }) }),
      event.reason ? make("small", { text: t("page_history_reason", { reason: event.reason }) }) : null,
      back,
    );
  }

  /** @param {HistoryEvent} event @param {number} times */
  async function upTo(event, times) {
    const isSure = await page.dialogs.confirm({
      title: t("page_history_here"), text: t("page_history_here_help", { number: times - 1 }), ok: t("page_undo"),
    });
    if (isSure && (await page.saving.undo(times))) {
      page.dialogs.told(t("page_undone", { what: t(`page_did_${event.what}`) }), { tone: "done" });
    }
  }

  state.on(["version"], () => {
    loading = loading.then(load).catch(page.dialogs.failed);
  });
  state.on(["lang", "caller", "names"], show);
  page.saving.on(show);
  show();
}

/** Return what can be taken back and made again, from all that was done. @param {HistoryEvent[]} events */
export function stacksOf(events) {
  /** @type {Stacks} */
  const stacks = { undo: [], redo: [] };
  for (const event of events) {
    if (event.number === null) continue;
    if (event.what === "undo") move(stacks.undo, stacks.redo);
    else if (event.what === "redo") move(stacks.redo, stacks.undo);
    else {
      stacks.undo.push(event);
      stacks.redo = [];
    }
  }
  return stacks;
}

/** @param {HistoryEvent[]} from @param {HistoryEvent[]} to */
function move(from, to) {
  const last = from.pop();
  if (last) to.push(last);
}

/** Ask whoever would take back what somebody else did. @param {Page} page @param {"undo" | "redo"} way @param {HistoryEvent} last */
async function isAgreed(page, way, last) {
  const { state, dialogs, t } = page;
  if (way === "redo" || last.actor === state.get().caller?.actor) return true;
  return dialogs.confirm({
    title: t("page_undo_theirs_title"), ok: t("page_undo"),
    text: t("page_undo_theirs", { actor: actorOf(page, last.actor), what: t(`page_did_${last.what}`) }),
  });
}
