/** A division or a redraw under way: ordered, looked on at, called off, and what came of it. */

import { icon, make } from "./elements.js";
import { Problem } from "./asking.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../flow").JobEvent} JobEvent */
/** @typedef {import("../flow").Preview} Preview */
/** @typedef {import("../flow").Village} Village */

const KEPT = "gridgen.job";

/** How far a division is where each of its stages begins, of 100. */
const BEGINS = /** @type {Record<string, number>} */ ({ accepted: 0, running: 2, reading: 4, dividing: 12, checking: 92 });
const OVER = ["successful", "failed", "dismissed"];
const DIVIDING = BEGINS.checking - BEGINS.dividing;

/** The job that this window looks on at, after a reload too. */
export const jobKept = () => sessionStorage.getItem(KEPT);

/**
 * Order a division or a redraw.
 *
 * @param {Page} page
 * @param {"divide" | "redraw"} process
 * @param {Record<string, any>} inputs
 * @returns {Promise<string>} the job
 */
export async function ordered({ api }, process, inputs) {
  const job = await api.execute(process, inputs, orderKey());
  sessionStorage.setItem(KEPT, job.jobID);
  return job.jobID;
}

/** A key that no other order has; without TLS a browser offers no UUID. */
const orderKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (one) => one.toString(16)).join("-");

/**
 * Look on at a job until it is over.
 *
 * @param {Page} page
 * @param {HTMLElement} holder where it is shown
 * @param {string} job
 * @param {{villages: Village[] | null, preview: Preview}} where
 * @returns {Promise<number | null>} the version that came of it; null where none did
 */
export async function lookedOn(page, holder, job, { villages, preview }) {
  const { api, t } = page;
  const shown = progressOf(page, villages, async () => {
    try {
      await api.dismiss(job);
    } catch (why) {
      // It was over meanwhile: the events say so as well.
      if (!(why instanceof Problem) || why.status !== 409) page.dialogs.failed(why);
    }
  });
  holder.replaceChildren(shown.element);
  page.words.fill(holder);
  shown.element.focus();
  let state = "running";
  await api.events(job, (/** @type {JobEvent} */ event) => {
    state = event.state ?? state;
    shown.tell(event);
    if (event.community) preview.paint(event.community);
    return OVER.includes(state);
  });
  sessionStorage.removeItem(KEPT);
  if (state === "successful") return (await api.results(job)).version.version;
  if (state === "dismissed") page.dialogs.told(t("page_job_dismissed"));
  else {
    const { message, processID } = await api.job(job);
    shown.fail(message, processID === "redraw" ? t("page_redraw_failed") : "");
  }
  return null;
}

/** @param {Page} page @param {Village[] | null} villages @param {() => void} cancel */
function progressOf({ t, state }, villages, cancel) {
  const nameOf = new Map((villages ?? []).map(({ properties: { code, name } }) => [code, name]));
  const heading = make("h3", { "data-t": "page_dividing" });
  const bar = make("progress", { max: 100, value: 0, "aria-labelledby": "dividing-stage" });
  const stage = make("p", { id: "dividing-stage", role: "status" });
  const list = make("ol", { class: "done-list", "data-t-label": "page_divided_villages" });
  const stop = make("button", { type: "button", class: "quiet", "data-t": "page_job_cancel", on: { click: () => {
    stop.disabled = true;
    cancel();
  } } });
  const problem = make("p", { class: "wrong", role: "alert", hidden: true }, icon("error"), make("span"));
  const element = make("section", { class: "step", tabindex: -1 }, heading, bar, stage, problem, make("div", { class: "row" }, stop), list);

  /** @type {JobEvent} */
  let last = { at: "", state: "accepted" };
  const show = () => {
    const { state: now, stage: at, done, of } = last;
    if (done !== undefined && of) {
      bar.value = BEGINS.dividing + (DIVIDING * done) / of;
      stage.textContent = t("page_job_villages", { done, of });
    } else if (at) {
      bar.value = BEGINS[at] ?? bar.value;
      stage.textContent = t(`page_job_${at}`);
    } else if (now === "accepted" || now === "running") {
      bar.value = BEGINS[now];
      stage.textContent = t(`page_job_${now}`);
    }
  };
  state.on(["lang"], show);
  show();

  return {
    element,
    /** @param {JobEvent} event */
    tell(event) {
      last = event;
      show();
      if (event.community) {
        list.prepend(make("li", {}, icon("check"), nameOf.get(event.community) ?? event.community));
      }
    },
    /** @param {string} why @param {string} todo what may be done, as the page calls it */
    fail(why, todo) {
      heading.dataset.t = "page_job_failed";
      heading.textContent = t("page_job_failed");
      /** @type {Element} */ (problem.lastElementChild).textContent = why;
      problem.hidden = false;
      if (todo) problem.after(make("p", { class: "todo", text: todo }));
      bar.hidden = stage.hidden = stop.hidden = true;
    },
  };
}
