/** Every sentence of the page, in the language that was chosen; they come from the service. */

/** @typedef {import("../types").Lang} Lang */

/** @type {Record<Lang, string>} */
export const SPOKEN = { zh: "zh-CN", en: "en" };

const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/**
 * Make the words of the page.
 *
 * @param {(lang: Lang) => Promise<Record<string, string>>} load fetches the sentences of a language
 * @returns {import("../types").Words}
 */
export function createWords(load) {
  /** @type {Partial<Record<Lang, Record<string, string>>>} */
  const known = {};
  /** @type {Record<string, string>} */
  let sentences = {};

  /** @type {import("../types").Translate} */
  const t = (key, fields = {}) => {
    const sentence = sentences[key];
    if (sentence === undefined) return key;
    return sentence.replace(/\{(\w+)\}/g, (_, name) => told(fields[name]));
  };

  return {
    t,
    async set(lang) {
      sentences = known[lang] ??= await load(lang);
      document.documentElement.lang = SPOKEN[lang];
      document.title = t("page_title");
      this.fill(document);
    },
    fill(root) {
      for (const one of root.querySelectorAll("[data-t]")) {
        one.textContent = t(/** @type {HTMLElement} */ (one).dataset.t ?? "");
      }
      for (const one of root.querySelectorAll("[data-t-label]")) {
        const label = t(/** @type {HTMLElement} */ (one).dataset.tLabel ?? "");
        one.setAttribute("aria-label", label);
        if (one.matches("button")) one.setAttribute("title", label);
        if (one.matches("input")) one.setAttribute("placeholder", label);
      }
    },
  };
}

/** @param {string | number | null | undefined} value */
function told(value) {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? NUMBERS.format(value) : value;
}

/**
 * Return a number as people read it, with a mark between thousands.
 *
 * @param {number | null | undefined} value
 */
export const inFigures = (value) => told(value);

/**
 * Return the language to begin with: the one chosen last, else that of the browser, else Chinese.
 *
 * @returns {Lang}
 */
export function firstLanguage() {
  const kept = localStorage.getItem("gridgen.lang");
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
}
