/** The one place that holds what the page knows of itself: who asks, what is open, what is chosen. */

/** @typedef {import("../types").State} State */

/**
 * Make an observable store.
 *
 * @param {State} initial
 * @returns {import("../types").Store}
 */
export function createState(initial) {
  let now = initial;
  /** @type {Set<{names: (keyof State)[], fn: (state: State) => void}>} */
  const watchers = new Set();

  return {
    get: () => now,
    set(partial) {
      const before = now;
      now = { ...before, ...partial };
      for (const { names, fn } of [...watchers]) {
        if (names.some((name) => before[name] !== now[name])) fn(now);
      }
    },
    on(names, fn) {
      const watcher = { names, fn };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
