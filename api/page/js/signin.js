/** The key of whoever looks at the page: asked for, kept, and forgotten. */

import { byId, icon, make } from "./elements.js";
import { opensMenu } from "./menu.js";
import { Problem } from "./asking.js";

const KEPT = "gridgen.key";

/** Return the key that is known on this machine, or in this window alone. */
export const keyOf = () => sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT);

/** @param {string} key @param {boolean} isLasting whether it is there after the browser closed */
function keep(key, isLasting) {
  forget();
  (isLasting ? localStorage : sessionStorage).setItem(KEPT, key);
}

function forget() {
  sessionStorage.removeItem(KEPT);
  localStorage.removeItem(KEPT);
}

/**
 * Take a key out of the address, where it came along, and leave the rest of the address.
 *
 * @returns {void}
 */
export function takeKey() {
  const said = new URLSearchParams(location.hash.slice(1));
  const key = said.get("key");
  if (key === null) return;
  said.delete("key");
  history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
  // One that is followed is for this window: whoever stays signed in is so after it is closed.
  if (key) sessionStorage.setItem(KEPT, key);
}

/**
 * Ask who it is until the service knows.
 *
 * @param {import("../types").Page} page
 */
export async function signIn({ api, state, dialogs, settings, t }) {
  let text = t("page_signin_text");
  for (;;) {
    try {
      if (keyOf() || !settings.needs_key) return state.set({ caller: await api.whoami() });
    } catch (why) {
      if (!(why instanceof Problem) || why.status !== 401) throw why;
      if (keyOf()) text = why.message;
    }
    const said = await dialogs.ask({
      title: t("page_signin"),
      text,
      fields: [
        { name: "key", label: t("page_key"), kind: "password", required: true },
        { name: "stays", label: t("page_stay"), kind: "check", help: t("page_stay_help") },
      ],
      ok: t("page_signin_ok"),
      isMust: true,
    });
    if (said) keep(String(said.key), said.stays === true);
  }
}

/** @param {import("../types").Page} page */
export function start({ state, t }) {
  // Before somebody is known there is nothing to see behind the dialog.
  const show = () => (document.documentElement.dataset.who = state.get().caller ? "known" : "nobody");
  state.on(["caller"], show);
  show();
  const button = make(
    "button",
    { type: "button", class: "icon-button", "data-t-label": "page_account" },
    icon("person"),
  );
  byId("choices").append(button);
  opensMenu(button, () => {
    const { caller } = state.get();
    if (!caller) return [];
    const land = caller.scopes.join(t("page_comma")) || t("page_all_land");
    return [
      { text: t("page_signed_in", { role: t(`page_role_${caller.role}`), land }) },
      {
        text: t("page_signout"),
        run: () => {
          forget();
          location.reload();
        },
      },
    ];
  });
}
