/** The list of what is not saved yet: to save again, or to let go. */

import { make } from "./elements.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Kept} Kept */

/** @param {Page} page @returns {HTMLElement | null} null for nothing */
export function keptList(page) {
  const { t, saving } = page;
  const all = saving.kept().filter(({ why }) => why !== "sending");
  if (!all.length) return null;
  return make(
    "section", { class: "kept" },
    make("h3", { text: t("page_kept") }),
    make("ul", {}, ...all.map((kept) => rowOf(page, kept))),
  );
}

/** @param {Page} page @param {Kept} kept */
function rowOf(page, kept) {
  const { t, saving, dialogs } = page;
  const letGo = async () => {
    const isSure = await dialogs.confirm({ title: t("page_kept_let_go"), text: t("page_kept_let_go_text"), ok: t("page_kept_let_go"), danger: true });
    if (isSure) saving.letGo(kept);
  };
  const says = kept.says.length ? kept.says : kept.edits.map(({ operation }) => t(`page_did_${operation}`));
  return make(
    "li", {},
    make("span", { text: says.join(t("page_then")) }),
    make("small", { text: t(`page_kept_why_${kept.why}`) }),
    kept.detail ? make("small", { text: kept.detail }) : null,
    make(
      "div", { class: "buttons" },
      make("button", { type: "button", class: "quiet", text: t("page_kept_let_go"), on: { click: letGo } }),
      make("button", { type: "button", class: "main", text: t("page_kept_retry"), on: { click: () => void saving.retry(kept) } }),
    ),
  );
}
