/** Opening a version, and taking in what is new in it. */

import { putInAddress } from "./versions.js";

/**
 * Return what opens versions and what refreshes the open one.
 *
 * @param {import("../types").Page} page
 * @returns {Pick<import("../types").Page, "fetch" | "open" | "refresh">}
 */
export function opening(page) {
  const { state, api, zones, dialogs } = page;

  const fetch = (/** @type {number} */ v) => Promise.all([api.version(v), api.zones(v)]);

  /** @type {import("../types").Page["open"]} */
  async function open(v, early) {
    try {
      const [version, answer] = await (early ?? fetch(v));
      zones.load(answer);
      putInAddress(v);
      state.set({ version, level: answer.level, selected: new Set(), picked: null });
    } catch (why) {
      dialogs.failed(why);
    }
  }

  async function refresh() {
    const before = state.get().version;
    if (!before) return;
    const since = zones.head;
    const [version, answer] = await Promise.all([
      api.version(before.id),
      api.zones(before.id, { level: state.get().level, since }),
    ]);
    // Somebody may have opened another version meanwhile, or looked a second time.
    if (zones.version !== before.id || answer.head <= zones.head) return;
    zones.apply(answer);
    const { selected } = state.get();
    const left = [...selected].filter((code) => zones.get(code));
    state.set({ version, level: answer.level, selected: left.length === selected.size ? selected : new Set(left) });
  }

  return { fetch, open, refresh };
}
