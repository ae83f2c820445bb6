/** Light, dark, high contrast; and the language. Both are remembered on this machine. */

import { byId, icon, make } from "./elements.js";
import { opensMenu } from "./menu.js";

/** @typedef {import("../types").Theme} Theme */

/** @type {Theme[]} */
const THEMES = ["light", "dark", "contrast"];

/**
 * Return the theme to begin with: the one chosen last, else what the system asks for.
 *
 * @returns {Theme}
 */
export function firstTheme() {
  const kept = THEMES.find((one) => one === localStorage.getItem("gridgen.theme"));
  if (kept) return kept;
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @param {import("../types").Page} page */
export function start({ state, words, t }) {
  const show = () => (document.documentElement.dataset.theme = state.get().theme);
  state.on(["theme"], show);
  show();

  const look = make(
    "button",
    { type: "button", class: "icon-button", "data-t-label": "page_theme" },
    icon("theme"),
  );
  const language = make("button", {
    type: "button",
    class: "text-button",
    "data-t": "page_other_language",
    on: { click: () => change(state.get().lang === "zh" ? "en" : "zh") },
  });
  byId("choices").append(language, look);
  opensMenu(look, () =>
    THEMES.map((theme) => ({
      text: t(`page_theme_${theme}`),
      isChosen: state.get().theme === theme,
      run: () => {
        localStorage.setItem("gridgen.theme", theme);
        state.set({ theme });
      },
    })),
  );

  /** @param {import("../types").Lang} lang */
  async function change(lang) {
    await words.set(lang);
    localStorage.setItem("gridgen.lang", lang);
    state.set({ lang });
  }
}
