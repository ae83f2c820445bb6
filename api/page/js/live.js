/** What others do to the open version, seen every few seconds; and what waits until the service is back. */

import { Problem } from "./asking.js";
import { actorOf, namesOf } from "./called.js";

/** @typedef {import("../types").Page} Page */

const EVERY_MS = 3000;

/** @param {Page} page */
export function start(page) {
  const { state, zones, saving } = page;
  let isLooking = false;
  // The answer to what is being sent tells what is new, and is taken for what was done here.
  const isSending = () => state.get().sending > 0;

  async function look() {
    const { version, caller } = state.get();
    if (!version || !caller || isLooking || document.hidden || isSending()) return;
    isLooking = true;
    try {
      const before = zones.head;
      const now = await page.api.version(version.id, version.etag);
      if (isSending()) return;
      if (now && now.id === zones.version && now.head > zones.head) {
        await page.refresh();
        await tellOthers(page, before);
      } else if (now && now.state !== version.state) state.set({ version: now });
      await sendKept();
    } catch (why) {
      if (!(why instanceof Problem)) throw why;
    } finally {
      isLooking = false;
    }
  }

  /** What was done without the service is saved, in order. */
  async function sendKept() {
    for (const kept of saving.waiting()) {
      if (!(await saving.retry(kept))) return;
      page.dialogs.told(page.t("page_kept_done"), { tone: "done" });
    }
  }

  setInterval(() => void look(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void look());
  addEventListener("online", () => void look());
}

const MOST_NAMED = 3;

/** Tell what others did since an edit. @param {Page} page @param {number} since */
async function tellOthers(page, since) {
  const { api, state, zones, dialogs, t, map } = page;
  const { caller } = state.get();
  const events = (await api.history(zones.version, since)).filter(({ number }) => number !== null);
  const last = events.findLast(({ actor }) => actor !== caller?.actor);
  if (!last) return;
  const codes = last.named.filter((code) => zones.get(code));
  const grids = namesOf(page, codes.slice(0, MOST_NAMED));
  const text = t("page_others_did", { actor: actorOf(page, last.actor), what: t(`page_did_${last.what}`), grids });
  dialogs.told(text, codes.length ? { action: { text: t("page_others_show"), run: () => map.zoomTo(codes) } } : {});
}
