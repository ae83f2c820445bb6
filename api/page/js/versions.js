/** Which plan and which of its versions is open. */

import { byId, icon, make } from "./elements.js";
import { dayOf } from "./called.js";
import { opensMenu } from "./menu.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").VersionShort} VersionShort */

/** Return the version that the address names, or null. */
export function versionInAddress() {
  const said = new URLSearchParams(location.hash.slice(1)).get("v");
  return said && /^\d{1,9}$/.test(said) ? Number(said) : null;
}

/** @param {number} version */
export function putInAddress(version) {
  const said = new URLSearchParams(location.hash.slice(1));
  said.set("v", String(version));
  history.replaceState(null, "", `#${said}`);
}

/** @param {Page} page */
export function start(page) {
  const { state, t } = page;
  const plan = choice("page_plan_choose");
  const version = choice("page_version_choose");
  version.button.id = "version";
  const badge = make("span", { class: "badge", hidden: true });
  byId("versions").append(plan.button, version.button, badge);

  const show = () => {
    const open = state.get().version;
    document.documentElement.dataset.open = open ? "yes" : "no";
    plan.text.textContent = plan.text.title = open ? open.plan : t("page_no_plan");
    version.button.hidden = badge.hidden = !open;
    if (!open) return;
    version.text.textContent = t("page_version", { number: open.number });
    badge.textContent = t(`page_state_${open.state}`);
    badge.dataset.state = open.state;
  };
  state.on(["version", "lang"], show);
  show();

  /** @type {import("../types").Plan[]} */
  let plans = [];
  /** @type {VersionShort[]} */
  let versions = [];
  const look = async () => {
    plans = await page.api.plans();
    const open = state.get().version;
    if (open) versions = await page.api.versions(open.plan_id);
    state.set({ plan: plans.find((one) => one.id === open?.plan_id) ?? null });
  };
  state.on(["version"], (now) => {
    const isOther = now.version?.plan_id !== now.plan?.id || !versions.some((one) => one.id === now.version?.id);
    if (isOther) look().catch(page.dialogs.failed);
  });

  opensMenu(plan.button, () =>
    plans.map((one) => ({
      text: one.name,
      note: one.scope,
      isChosen: one.id === state.get().version?.plan_id,
      run: () => page.open(one.newest.id),
    })),
  );
  opensMenu(version.button, () => {
    const open = state.get().version;
    const rows = versions.toReversed().map((one) => ({
      text: t("page_version", { number: one.number }),
      note: t("page_version_note", { state: t(`page_state_${one.state}`), day: dayOf(one.at, state.get().lang) }),
      isChosen: one.id === open?.id,
      run: () => page.open(one.id),
    }));
    return [
      ...rows,
      { text: t("page_draft_new"), run: () => draft(page), isOff: !mayEdit(page) },
      { text: t("page_redraw"), run: () => page.redraw(), isOff: !mayEdit(page) },
    ];
  });
}

/** Say whether whoever asks may change plans. @param {Page} page */
export const mayEdit = ({ state }) => (state.get().caller?.role ?? "viewer") !== "viewer";

/** Say whether the open version may be changed: a draft, by whoever may. @param {Page} page */
export const mayChange = (page) => mayEdit(page) && page.state.get().version?.state === "draft";

/** @param {Page} page */
async function draft(page) {
  const open = page.state.get().version;
  if (!open) return;
  try {
    const made = await page.api.draft(open.id);
    await page.open(made.id);
    page.dialogs.told(page.t("page_draft_made", { number: made.number }), { tone: "done" });
  } catch (why) {
    page.dialogs.failed(why);
  }
}

/** @param {string} key */
function choice(key) {
  const text = make("span", { class: "choice-text" });
  const label = make("span", { class: "hearing", "data-t": key });
  const button = make("button", { type: "button", class: "choice" }, label, text, icon("down"));
  return { button, text };
}
