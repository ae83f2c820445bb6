/** A link with which others may look at the open version, for some days. */

import { icon, make } from "./elements.js";

const DAYS = ["7", "30", "90"];

/** @param {import("../types").Page} page */
export async function sharing({ dialogs, api, state, t, words }) {
  const { version } = state.get();
  if (!version) return;
  const said = await dialogs.ask({
    title: t("page_share"),
    text: t("page_share_text"),
    fields: [{
      name: "days", label: t("page_share_days"), kind: "select", value: DAYS[1],
      options: DAYS.map((one) => ({ value: one, text: t("page_share_for", { days: one }) })),
    }],
    ok: t("page_share_make"),
  });
  if (!said) return;
  try {
    const { address, expires } = await api.share(version.id, Number(said.days));
    const input = make("input", { id: "share-link", readonly: true });
    input.value = address;
    input.addEventListener("focus", () => input.select());
    const told = make("span", { role: "status" });
    const copy = make("button", { type: "button", class: "main" }, icon("copy"), make("span", { "data-t": "page_share_copy" }));
    copy.addEventListener("click", async () => {
      input.select();
      told.textContent = t((await copied(address)) ? "page_share_copied" : "page_share_by_hand");
    });
    const body = make("div", { class: "fields" },
      make("div", { class: "field" }, make("label", { for: "share-link", "data-t": "page_share_link" }), input),
      make("div", { class: "row" }, copy, told),
      make("p", { class: "soft", text: t("page_share_until", { day: expires.slice(0, 10) }) }));
    words.fill(body);
    await dialogs.open({ title: t("page_share"), body, buttons: [{ text: t("page_close"), value: "" }] });
  } catch (why) {
    dialogs.failed(why);
  }
}

/** Put a text where it can be pasted from; not every browser lets a page do that. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
