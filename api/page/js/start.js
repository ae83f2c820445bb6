/** The start of a plan or of a new version: files, what is in them, rules, and the work; a screen of its own. */

import { byId, icon, iconButton, make } from "./elements.js";
import { Problem } from "./asking.js";
import { createDesk, inputsOf, isWaiting } from "./desk.js";
import { createUpload } from "./upload.js";
import { createReading } from "./reading.js";
import { createRules } from "./rules.js";
import { createPreview } from "./preview.js";
import { jobKept, lookedOn, ordered } from "./divide.js";
import { mayEdit } from "./versions.js";

/** @typedef {import("../types").Page} Page */

/** What lies below the screen, and is not there while it is open. */
const BELOW = ["tools", "stage", "panel", "status"];

/** @param {Page} page */
export function start(page) {
  const { state, t, words } = page;
  const desk = createDesk();
  const upload = createUpload(page, desk, (sent) => openPlan(page, sent, close));
  const reading = createReading(page, desk);
  const rules = createRules(page, desk);
  const holder = make("div", { class: "preview-map" });
  const empty = make("p", { class: "preview-none", "data-t": "page_preview_none" });
  const stage = make("div", { class: "preview" }, empty, holder);
  const order = orderOf(page, desk, rules, (job) => void look(job));
  const away = iconButton("close", "page_close", () => close());
  const title = make("h2", { id: "start-title" });
  const steps = make("div", { class: "steps-body" }, upload.element, reading.element, rules.element, order.element);
  const work = make("div", { class: "steps-body", hidden: true });
  const back = make("button", { type: "button", class: "quiet", hidden: true, "data-t": "page_job_back", on: { click: () => turn(false) } });
  const screen = make("section", { id: "start", hidden: true, "aria-labelledby": "start-title" },
    make("div", { class: "steps" }, make("header", {}, title, away), steps, work, back), stage);
  byId("status").before(screen);
  upload.drops(screen);

  /** What had the focus before. @type {Element | null} */
  let before = null;
  const preview = createPreview(page, holder);
  desk.on(["reading"], (draft) => {
    preview.show(draft.reading);
    empty.hidden = !holder.hidden;
  });
  const entitle = () => {
    const { parent } = desk.get();
    title.textContent = parent ? t("page_redraw_title", { name: parent.plan, number: parent.number }) : t("page_new");
  };
  desk.on(["parent"], entitle);
  state.on(["lang"], entitle);
  entitle();
  desk.on(["sent"], ({ sent }) => (rules.element.hidden = order.element.hidden = !inputsOf(desk.get()) || !sent.length));
  rules.element.hidden = order.element.hidden = true;

  const opener = make("button", { type: "button", class: "text-button", id: "new-plan", on: { click: () => open(null) } },
    icon("plus"), make("span", { "data-t": "page_new" }));
  byId("versions").prepend(opener);
  const mayBegin = () => {
    opener.hidden = !mayEdit(page) || !page.settings.has_store;
    away.hidden = !state.get().version;
  };
  state.on(["caller", "version"], mayBegin);
  mayBegin();

  /** Show the steps, or the work. @param {boolean} isAtWork */
  function turn(isAtWork) {
    steps.hidden = isAtWork;
    work.hidden = !isAtWork;
    back.hidden = true;
    if (!isAtWork) preview.clear();
  }

  /** @param {import("../types").Version | null} parent the version that is redrawn; null for a new plan */
  function open(parent) {
    before = document.activeElement;
    if (parent?.id !== desk.get().parent?.id) desk.clear(parent);
    screen.hidden = false;
    for (const id of BELOW) byId(id).inert = true;
    words.fill(screen);
    preview.resize();
    rules.load().catch(page.dialogs.failed);
    /** @type {HTMLElement} */ (screen.querySelector("button:not([hidden])")).focus();
  }

  function close() {
    screen.hidden = true;
    for (const id of BELOW) byId(id).inert = false;
    /** @type {HTMLElement} */ (before instanceof HTMLElement && before.isConnected ? before : opener).focus();
  }

  /** @param {string} job */
  async function look(job) {
    turn(true);
    const villages = desk.get().reading?.communities ?? null;
    try {
      const version = await lookedOn(page, work, job, { villages, preview });
      if (version === null) return void (work.querySelector(".wrong:not([hidden])") ? (back.hidden = false) : turn(false));
      await page.open(version);
      finish();
    } catch (why) {
      turn(false);
      page.dialogs.failed(why);
    }
  }

  function finish() {
    const { version } = state.get();
    turn(false);
    desk.clear();
    close();
    if (version) tellDone(page, version);
  }

  page.begin = () => {
    const job = jobKept();
    if (!mayEdit(page) || !page.settings.has_store || (!job && state.get().version)) return;
    open(null);
    if (job) void look(job);
  };
  page.redraw = () => open(state.get().version);
}

/**
 * Tell what came of it; of a redraw with the way to what is other than before.
 *
 * @param {Page} page
 * @param {import("../types").Version} version
 */
function tellDone({ dialogs, state, t }, { households, zones, findings, communities, number, parent }) {
  const grids = Object.values(zones)[0] ?? 0;
  const key = parent === null ? "page_divided" : "page_redrawn";
  const run = () => state.set({ tab: "compare", other: parent });
  const action = parent === null ? undefined : { text: t("page_redraw_compare"), run };
  dialogs.told(t(key, { number, grids, households, communities, ...findings }), { tone: "done", action, isLasting: action !== undefined });
}

/**
 * The last step: a name, and go.
 *
 * @param {Page} page
 * @param {import("../flow").Desk} desk
 * @param {ReturnType<typeof createRules>} rules
 * @param {(job: string) => void} look
 */
function orderOf(page, desk, rules, look) {
  const { t, state } = page;
  const name = make("input", { id: "plan-name", maxlength: 100, autocomplete: "off" });
  const go = make("button", { type: "button", class: "main go", "data-t": "page_divide" });
  const wrong = make("p", { class: "wrong", role: "alert", hidden: true }, icon("error"), make("span"));
  const called = make("div", { class: "field" }, make("label", { for: "plan-name", "data-t": "page_plan_name" }), name);
  const element = make("section", { class: "step", "aria-labelledby": "step-name" },
    make("h3", { id: "step-name", "data-t": "page_step_name" }),
    called, wrong, go);

  const show = () => {
    const draft = desk.get();
    const { parent, reading, isReading, sent } = draft;
    const isUnread = Boolean(inputsOf(draft)?.households) && (!reading || reading.problem !== null);
    go.disabled = isWaiting(draft) || isReading || isUnread || !inputsOf(draft) || !rules.isFit();
    go.dataset.t = parent ? "page_redraw_go" : "page_divide";
    go.textContent = t(go.dataset.t);
    called.hidden = parent !== null;
    const first = sent[0]?.file.name.replace(/\.\w+$/, "");
    if (!name.value && first) name.value = first;
    if (!sent.length) name.value = "";
    wrong.hidden = true;
  };
  desk.on(["parent", "reading", "isReading", "sent", "bands"], show);
  show();

  go.addEventListener("click", async () => {
    go.disabled = true;
    try {
      const { parent } = desk.get();
      const own = parent ? { version: parent.id } : { name: name.value.trim() || "-" };
      const inputs = { ...inputsOf(desk.get()), ...own, rules: await rules.asked(), lang: state.get().lang };
      look(await ordered(page, parent ? "redraw" : "divide", inputs));
      show();
    } catch (why) {
      if (!(why instanceof Problem)) throw why;
      go.disabled = false;
      wrong.hidden = false;
      /** @type {Element} */ (wrong.lastElementChild).textContent = why.status ? why.message : t("page_unreached");
    }
  });
  return { element };
}

/**
 * Keep a file that holds a plan, and open it.
 *
 * @param {Page} page
 * @param {import("../flow").Sent} sent
 * @param {() => void} close
 */
async function openPlan(page, { file }, close) {
  try {
    const made = await page.api.importPlan(file, file.name.replace(/\.\w+$/, ""));
    await page.open(made.id);
    close();
  } catch (why) {
    page.dialogs.failed(why);
  }
}
