/** Saving edits: at once, later when the service is back, or after a look at what others did. */

import { actorOf } from "./called.js";
import { settles } from "./conflict.js";
import { allKept, hasArrived, keep, letGo } from "./kept.js";
import { Problem } from "./asking.js";
import { CHANGED } from "./style.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Kept} Kept */
/** @typedef {import("../types").Edit} Edit */

/** After so long nobody waits for the answer to an edit any more: its window was closed. */
const LOST_MS = 30_000;

/** @param {Page} page */
export function start(page) {
  page.saving = createSaving(page);
}

/** The state in which the page shows a version, as If-Match says it. @param {Page} page */
export const seenTag = ({ zones }) => `"${zones.version}-${zones.head}"`;

/**
 * @param {Page} page
 * @returns {import("../types").Saving}
 */
function createSaving(page) {
  const { state, api, dialogs, t, zones } = page;
  /** @type {Set<() => void>} */
  const watchers = new Set();
  const tell = () => [...watchers].forEach((fn) => fn());
  /** One change after the other: the second is asked as of when the first was seen. */
  let last = Promise.resolve();

  /** @template T @param {() => Promise<T>} run @returns {Promise<T>} */
  const inTurn = (run) => {
    const done = last.then(run);
    last = done.then(() => {}, () => {});
    return done;
  };

  /** @param {Kept} kept @param {Kept["why"]} why @param {string} [detail] */
  function keepAs(kept, why, detail = "") {
    keep({ ...kept, why, detail });
    tell();
  }

  /** @type {import("../types").Saving["tryOut"]} */
  async function tryOut(edits) {
    try {
      return await api.edit(zones.version, seenTag(page), edits, { dryRun: true, changes: state.get().level });
    } catch (why) {
      dialogs.failed(why);
      return null;
    }
  }

  /** @type {import("../types").Saving["save"]} */
  function save(edits, { reason = "", tried = null, from = {} } = {}) {
    /** @type {Kept} */
    const kept = {
      id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
      version: zones.version, seen: zones.head, edits, reason, at: new Date().toISOString(),
      says: tried?.edits.map((one) => one.says) ?? [], zones: tried?.edits.flatMap((one) => one.zones) ?? [],
      from, why: "sending", detail: "",
    };
    keep(kept);
    return inTurn(() => sent(kept));
  }

  /** What this page has sent and was not answered yet. @type {Set<string>} */
  const flying = new Set();

  /** @param {Kept} kept @param {boolean} [isAgain] @returns {Promise<boolean>} */
  async function sent(kept, isAgain = false) {
    const began = performance.now();
    flying.add(kept.id);
    try {
      const done = await api.edit(kept.version, `"${kept.version}-${kept.seen}"`, kept.edits, {
        reason: kept.reason, changes: state.get().level,
      });
      letGo(kept.id);
      note(kept.version, done.head, done.edits.length);
      await taken(page, done, began);
      tell();
      return true;
    } catch (why) {
      return await refused(kept, why, isAgain);
    } finally {
      flying.delete(kept.id);
    }
  }

  /** @param {Kept} kept @param {unknown} why @param {boolean} isAgain @returns {Promise<boolean>} */
  async function refused(kept, why, isAgain) {
    if (!(why instanceof Problem)) {
      keepAs(kept, "refused");
      throw why;
    }
    if (why.status === 0 || why.status >= 500) {
      keepAs(kept, "offline");
      dialogs.told(t("page_kept_offline"), { tone: "warning" });
      return false;
    }
    if (isAgain && (await isThere(kept))) {
      // The service had it the first time: only its answer was lost.
      letGo(kept.id);
      tell();
      await page.refresh();
      return true;
    }
    if (why.status !== 409 || !why.body.edits) {
      keepAs(kept, "refused", why.message);
      dialogs.failed(why);
      return false;
    }
    keepAs(kept, "conflict", why.message);
    try {
      await page.refresh();
    } catch (unseen) {
      dialogs.failed(unseen);
      return false;
    }
    const settled = await settles(page, kept, why.body.edits);
    if (!settled) return false;
    letGo(kept.id);
    if (settled.aside.length) {
      // Who asks for it once more has seen what others did.
      keepAs({ ...kept, id: `${kept.id}-aside`, edits: settled.aside, seen: zones.head }, "aside");
    }
    tell();
    return settled.mine.length ? sent({ ...kept, edits: settled.mine, seen: zones.head }) : false;
  }

  /** Whether the service has an edit that was sent before. @param {Kept} kept */
  async function isThere(kept) {
    const actor = state.get().caller?.actor;
    const events = await api.history(kept.version, kept.seen).catch(() => []);
    return hasArrived(kept, events.filter((one) => one.number !== null && one.actor === actor));
  }

  /** @param {"undo" | "redo"} way @param {number} times */
  async function step(way, times) {
    const { version } = state.get();
    if (!version) return false;
    const began = performance.now();
    try {
      await taken(page, await api[way](version.id, seenTag(page), times, state.get().level), began);
      return true;
    } catch (why) {
      if (!(why instanceof Problem) || why.status !== 409 || !why.body.edits) dialogs.failed(why);
      else {
        await page.refresh();
        dialogs.told(t("page_moved_on", { actor: actorOf(page, why.body.edits.at(-1).actor) }), { tone: "warning" });
      }
      return false;
    }
  }

  return {
    tryOut,
    save,
    undo: (times = 1) => inTurn(() => step("undo", times)),
    redo: (times = 1) => inTurn(() => step("redo", times)),
    kept: () => allKept().filter((one) => one.version === zones.version),
    waiting() {
      const late = Date.now() - LOST_MS;
      const isLost = (/** @type {Kept} */ { id, at }) => !flying.has(id) && Date.parse(at) < late;
      return this.kept().filter((one) => one.why === "offline" || (one.why === "sending" && isLost(one)));
    },
    retry: (kept) => inTurn(() => sent(kept, true)),
    letGo(kept) {
      letGo(kept.id);
      tell();
    },
    on(fn) {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}

/**
 * Show what was done: the zones at once, what else is told of the version soon after.
 *
 * @param {Page} page
 * @param {import("../types").Stepped} done
 * @param {number} began when it was asked for
 */
async function taken({ state, api, zones, dialogs, map }, done, began) {
  const { version, level } = state.get();
  if (!version || version.id !== done.version) return;
  // What was kept for long was seen before the zones were.
  const answer = done.changes?.level === level ? done.changes : await api.zones(done.version, { level, since: zones.head });
  if (zones.version !== done.version) return;
  if (answer.head > zones.head) {
    times(map.gl, began);
    zones.apply(answer);
    performance.measure("gridgen.change", { start: began });
  }
  const { selected } = state.get();
  const left = new Set([...selected].filter((code) => zones.get(code)));
  const now = { ...version, head: answer.head, etag: answer.etag };
  state.set({ version: now, picked: null, selected: left.size === selected.size ? selected : left });
  api.version(done.version).then((now) => {
    if (now && state.get().version?.id === now.id && now.head >= answer.head) state.set({ version: now });
  }, dialogs.failed);
}

/**
 * Note in the browser's own record of times how long it took until the map itself had a change.
 *
 * @param {import("../types").GlMap} gl
 * @param {number} start
 */
function times(gl, start) {
  const heard = (/** @type {import("maplibre-gl").MapSourceDataEvent} */ { sourceId, isSourceLoaded }) => {
    if (sourceId !== CHANGED || !isSourceLoaded) return;
    gl.off("sourcedata", heard);
    gl.once("render", () => performance.measure("gridgen.map", { start }));
  };
  gl.on("sourcedata", heard);
}

const TOGETHER = "gridgen.together";

/**
 * Remember which edits were made together, so that they are taken back together.
 *
 * @param {number} version
 * @param {number} head the number of the last of them
 * @param {number} number of edits
 */
function note(version, head, number) {
  if (number < 2) return;
  const all = JSON.parse(localStorage.getItem(TOGETHER) ?? "{}");
  localStorage.setItem(TOGETHER, JSON.stringify({ ...all, [`${version}-${head}`]: number }));
}

/** How many edits were made together, of which one is the first or the last. @param {number} version @param {number} edit */
export function togetherWith(version, edit) {
  const all = JSON.parse(localStorage.getItem(TOGETHER) ?? "{}");
  for (const [name, number] of Object.entries(all)) {
    const [of, last] = name.split("-").map(Number);
    if (of === version && (edit === last || edit === last - number + 1)) return Number(number);
  }
  return 1;
}
