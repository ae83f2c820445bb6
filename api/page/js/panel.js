/** The panel on the right, or at the bottom of a phone: tabs, and how far it is open. */

import { byId } from "./elements.js";
import { roves } from "./toolbar.js";

/** How far the sheet of a phone is open, from little to much. */
const SHEET = ["low", "half", "high"];
const FAR_PX = 24;

/** @param {import("../types").Page} page */
export function start({ state }) {
  const tabs = byId("tabs");
  const panel = byId("panel");
  panel.dataset.sheet = "half";
  for (const tab of tabs.children) {
    tab.addEventListener("click", () => {
      state.set({ tab: tab.id.slice("tab-".length) });
      if (panel.dataset.sheet === "low") panel.dataset.sheet = "half";
    });
  }
  roves(tabs, '[role="tab"]', (tab) => tab.click());

  const show = () => {
    for (const tab of tabs.children) {
      const isOpen = tab.id === `tab-${state.get().tab}`;
      tab.setAttribute("aria-selected", String(isOpen));
      byId(`pane-${tab.id.slice("tab-".length)}`).hidden = !isOpen;
    }
  };
  state.on(["tab"], show);
  show();
  pulls(byId("handle"), panel);
}

/** Fold the sheet, so that the map is seen; on a wide window it stays as it is. */
export const foldPanel = () => void (byId("panel").dataset.sheet = "low");

/**
 * Let a sheet be pulled, and opened and folded by a tap.
 *
 * @param {HTMLElement} handle @param {HTMLElement} sheet @param {string[]} [names] of its steps
 */
export function pulls(handle, sheet, names = SHEET) {
  let from = 0;
  let moved = 0;
  const steps = () => names.indexOf(sheet.dataset.sheet ?? names[0]);
  handle.addEventListener("pointerdown", (event) => {
    [from, moved] = [event.clientY, 0];
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moved = event.clientY - from;
  });
  handle.addEventListener("click", () => {
    const isPulled = Math.abs(moved) > FAR_PX;
    const to = isPulled ? steps() + (moved < 0 ? 1 : -1) : steps() === 0 ? 1 : 0;
    sheet.dataset.sheet = names[Math.max(0, Math.min(names.length - 1, to))];
    moved = 0;
  });
}
