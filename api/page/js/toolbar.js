/** One stop of the Tab key for many things beside each other; arrows go from one to the next. */

/**
 * Let arrow keys go through the parts of a toolbar, a list of tabs or rows.
 *
 * @param {HTMLElement} holder
 * @param {string} selector of what has the focus in turn
 * @param {(at: HTMLElement) => void} [onMove] called with what has it now
 */
export function roves(holder, selector, onMove = () => {}) {
  const all = () => /** @type {HTMLElement[]} */ ([...holder.querySelectorAll(selector)]);
  const usable = () => all().filter((one) => !one.hidden && !one.matches(":disabled"));

  /** @param {HTMLElement | undefined} chosen */
  const settle = (chosen) => {
    for (const one of all()) one.tabIndex = one === chosen ? 0 : -1;
  };

  holder.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(selector)) settle(target);
  });
  holder.addEventListener("keydown", (event) => {
    const rows = usable();
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = stepOf(event.key, at, rows.length);
    if (to === null) return;
    event.preventDefault();
    const next = rows[(to + rows.length) % rows.length];
    next.focus();
    onMove(next);
  });
  const watcher = new MutationObserver(() => begin());
  const begin = () => {
    const rows = usable();
    if (!rows.some((one) => one.tabIndex === 0 && one.hasAttribute("tabindex"))) settle(rows[0]);
  };
  watcher.observe(holder, { childList: true, subtree: true, attributeFilter: ["hidden", "disabled"] });
  begin();
}

/** @param {string} key @param {number} at @param {number} number @returns {number | null} */
function stepOf(key, at, number) {
  if (key === "ArrowDown" || key === "ArrowRight") return at + 1;
  if (key === "ArrowUp" || key === "ArrowLeft") return at - 1;
  if (key === "Home") return 0;
  return key === "End" ? number - 1 : null;
}
