/** The start of a plan: files, what is in them, rules, and the division; a screen of its own. */

import { byId, icon, iconButton, make } from "./elements.js";
import { Problem } from "./asking.js";
import { createDesk, inputsOf } from "./desk.js";
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
  const title = make("h2", { id: "start-title", "data-t": "page_new" });
  const steps = make("div", { class: "steps-body" }, upload.element, reading.element, rules.element, order.element);
  const work = make("div", { class: "steps-body", hidden: true });
  const back = make("button", { type: "button", class: "quiet", hidden: true, "data-t": "page_job_back", on: { click: () => turn(false) } });
  const screen = make("section", { id: "start", hidden: true, "aria-labelledby": "start-title" },
    make("div", { class: "steps" }, make("header", {}, title, away), steps, work, back), stage);
  byId("status").before(screen);
  upload.drops(screen);

  const preview = createPreview(page, holder);
  desk.on(["reading"], (draft) => {
    preview.show(draft.reading);
    empty.hidden = !holder.hidden;
  });
  desk.on(["sent"], ({ sent }) => (rules.element.hidden = order.element.hidden = !inputsOf(desk.get()) || !sent.length));
  rules.element.hidden = order.element.hidden = true;

  const opener = make("button", { type: "button", class: "text-button", id: "new-plan", on: { click: () => open() } },
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

  function open() {
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
    opener.focus();
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
    if (version) {
      const { households, zones, findings, communities } = version;
      const grids = Object.values(zones)[0] ?? 0;
      page.dialogs.told(t("page_divided", { grids, households, communities, ...findings }), { tone: "done" });
    }
  }

  /** What is opened where there is no plan yet, or a division is under way. */
  page.begin = () => {
    const job = jobKept();
    if (!mayEdit(page) || !page.settings.has_store || (!job && state.get().version)) return;
    open();
    if (job) void look(job);
  };
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
  const element = make("section", { class: "step", "aria-labelledby": "step-name" },
    make("h3", { id: "step-name", "data-t": "page_step_name" }),
    make("div", { class: "field" }, make("label", { for: "plan-name", "data-t": "page_plan_name" }), name), wrong, go);

  const show = () => {
    const { reading, isReading, sent } = desk.get();
    go.disabled = isReading || !reading || reading.problem !== null || !rules.isFit();
    const first = sent[0]?.file.name.replace(/\.\w+$/, "");
    if (!name.value && first) name.value = first;
    if (!sent.length) name.value = "";
    wrong.hidden = true;
  };
  desk.on(["reading", "isReading", "sent", "bands"], show);
  show();

  go.addEventListener("click", async () => {
    go.disabled = true;
    try {
      const inputs = { ...inputsOf(desk.get()), name: name.value.trim() || "-", rules: await rules.asked(), lang: state.get().lang };
      look(await ordered(page, inputs));
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
