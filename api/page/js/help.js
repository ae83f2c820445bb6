/** What somebody new needs: a short tour the first time, and the keys by `?`. */

import { byId, icon, make } from "./elements.js";
import { opensMenu } from "./menu.js";

const SEEN = "gridgen.toured";

/** What the tour shows, in order, and where: sentences page_tour_... */
const STEPS = [
  { at: "versions", key: "versions" },
  { at: "stage", key: "map" },
  { at: "tools", key: "tools" },
  { at: "panel", key: "panel" },
  { at: "history", key: "history" },
  { at: "tab-hand", key: "hand" },
];

/** @param {import("../types").Page} page */
export function start(page) {
  const button = make(
    "button",
    { type: "button", class: "icon-button", "data-t-label": "page_help" },
    icon("help"),
  );
  byId("choices").append(button);
  const { t } = page;
  opensMenu(button, () => [
    { text: t("page_help_tour"), run: () => tour(page) },
    { text: t("page_help_keys"), note: "?", run: () => keys(page) },
  ]);
  page.keys.on("?", "page_key_help", () => keys(page));
  const off = page.state.on(["version"], () => {
    off();
    if (!localStorage.getItem(SEEN)) void tour(page);
  });
}

/** @param {import("../types").Page} page */
async function tour({ dialogs, t }) {
  localStorage.setItem(SEEN, "yes");
  for (let k = 0; k < STEPS.length; k += 1) {
    const { at, key } = STEPS[k];
    const place = byId(at);
    if (!place.offsetWidth) continue;
    place.classList.add("shown");
    const isLast = k === STEPS.length - 1;
    const chosen = await dialogs.open({
      beside: place,
      title: t(`page_tour_${key}`),
      body: make(
        "div",
        { class: "fields" },
        make("p", { text: t(`page_tour_${key}_text`) }),
        make("small", { text: t("page_tour_step", { at: k + 1, of: STEPS.length }) }),
      ),
      buttons: [
        ...(isLast ? [] : [{ text: t("page_tour_end"), value: "" }]),
        { text: t(isLast ? "page_tour_done" : "page_tour_next"), value: "on", tone: "main" },
      ],
    });
    place.classList.remove("shown");
    if (chosen !== "on") return;
  }
}

/** @param {import("../types").Page} page */
async function keys({ dialogs, keys, t }) {
  const list = make("dl", { class: "keys" });
  const of_map = [
    { keys: "← ↑ → ↓", key: "page_key_pan" },
    { keys: "+ -", key: "page_key_zoom" },
    { keys: "Tab", key: "page_key_tab" },
    { keys: "Escape", key: "page_key_escape" },
  ];
  /** Keys by what they do: several may do the same. @type {Map<string, Set<string>>} */
  const ways = new Map();
  const taken = new Set();
  for (const one of [...of_map, ...keys.told()]) {
    if (taken.has(one.keys)) continue;
    taken.add(one.keys);
    ways.set(one.key, (ways.get(one.key) ?? new Set()).add(one.keys));
  }
  for (const [key, ones] of ways) {
    const terms = [...ones].map((one) => make("span", { class: "way" }, ...capsOf(one)));
    list.append(make("dt", {}, ...terms), make("dd", { text: t(key) }));
  }
  await dialogs.open({
    title: t("page_help_keys"),
    body: list,
    buttons: [{ text: t("page_close"), value: "", tone: "main" }],
  });
}

/** @param {string} keys that are pressed together, or one of which is */
const capsOf = (keys) => keys.split(keys.includes(" ") ? " " : /\+(?=.)/).map((cap) => make("kbd", { text: capOf(cap) }));

/** @param {string} key as the browser names it */
const capOf = (key) => ({ Escape: "Esc", Delete: "Del", Enter: "Enter" })[key] ?? key;
