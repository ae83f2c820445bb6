/** The line at the bottom: what is open, whether something is under way, whether the service is there. */

import { byId, make } from "./elements.js";

const SLOW_MS = 300;

/** @param {import("../types").Page} page */
export function start({ state, t, zones }) {
  const counts = make("span", { class: "counts" });
  const chosen = make("span");
  const work = make("span", { class: "work", role: "status" });
  byId("status").append(counts, chosen, work);

  const show = () => {
    const { version, selected, level } = state.get();
    counts.textContent = version
      ? t("page_counts", { ...version.findings, grids: version.zones[level] ?? 0, households: version.households })
      : "";
    const households = [...selected].reduce((sum, code) => sum + (zones.get(code)?.households ?? 0), 0);
    chosen.textContent = selected.size ? t("page_chosen", { grids: selected.size, households }) : "";
  };
  state.on(["version", "selected", "lang"], show);
  zones.on(show);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tell = () => {
    const { busy, offline } = state.get();
    clearTimeout(timer);
    work.classList.toggle("offline", offline);
    if (offline) work.textContent = t("page_offline");
    else if (busy <= 0) work.textContent = "";
    else timer = setTimeout(() => (work.textContent = t("page_working")), SLOW_MS);
  };
  state.on(["busy", "offline", "lang"], tell);

  // Who closes the window now would lose what is on its way to the service.
  addEventListener("beforeunload", (event) => {
    if (state.get().sending > 0) event.preventDefault();
  });
}
