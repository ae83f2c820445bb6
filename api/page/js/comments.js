/** What people say of single grids: pins on the map, and a list with a place to answer. */

import { icon, iconButton, make } from "./elements.js";
import { actorOf, timeOf } from "./called.js";
import { mayEdit } from "./versions.js";
import { keepsFocus } from "./upload.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Comment} Comment */

const TEXT_MOST = 500;

/** @param {Page} page */
export function createComments(page) {
  const { state, t, zones, words, api, dialogs } = page;
  const text = make("textarea", { id: "comment-text", rows: 2, maxlength: TEXT_MOST, "aria-describedby": "comment-of" });
  const of = make("p", { id: "comment-of", class: "soft" });
  const send = make("button", { class: "main small", "data-t": "page_comment_send" });
  const form = make("form", { class: "comment-form" }, make("label", { for: "comment-text", "data-t": "page_comment_new" }), text, make("div", { class: "row" }, of, send));
  const list = make("ul", { class: "comments" });
  const none = make("p", { class: "soft", "data-t": "page_comments_none" });
  const element = make("div", { class: "comments-part" }, form, none, list);

  /** The grid that is spoken of: the only one that is chosen. */
  const chosen = () => {
    const { selected } = state.get();
    return selected.size === 1 ? zones.get([...selected][0]) : undefined;
  };
  const show = () => {
    const { comments, version } = state.get();
    const zone = chosen();
    form.hidden = !version || !mayEdit(page);
    text.disabled = send.disabled = !zone;
    of.textContent = zone ? t("page_comment_of", { name: called(page, zone.code) }) : t("page_comment_choose");
    none.hidden = comments.length > 0;
    keepsFocus(list, () => list.replaceChildren(...comments.map((one) => row(page, one, look))));
    words.fill(list);
  };
  state.on(["comments", "names", "selected", "version", "lang", "caller"], show);
  zones.on(show);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { version } = state.get();
    const zone = chosen();
    if (!version || !zone || !text.value.trim()) return;
    send.disabled = true;
    try {
      await api.comment(version.id, zone.code, text.value.trim());
      text.value = "";
      await look();
    } catch (why) {
      dialogs.failed(why);
    }
    show();
  });

  async function look() {
    const { version } = state.get();
    const comments = version ? await api.comments(version.id) : [];
    if (state.get().version?.id === version?.id) state.set({ comments });
  }
  let shown = 0;
  state.on(["version"], ({ version }) => {
    if ((version?.id ?? 0) === shown) return;
    shown = version?.id ?? 0;
    state.set({ comments: [] });
    look().catch(dialogs.failed);
  });
  // What others say is looked for whenever somebody turns to it.
  state.on(["tab"], ({ tab }) => tab === "hand" && look().catch(dialogs.failed));
  pins(page);
  show();
  return { element };
}

/** Name of a grid with its village. @param {Page} page @param {string} code */
function called({ zones, t }, code) {
  const zone = zones.get(code);
  if (!zone) return code;
  return t("page_zone_in", { zone: zone.name, village: zones.community(zone.community)?.name ?? "" });
}

/** @param {Page} page @param {Comment} comment @param {() => Promise<void>} look */
function row(page, { id, zone, text, actor, at, said_in: from }, look) {
  const { t, api, state, dialogs } = page;
  const go = () => {
    state.set({ selected: new Set([zone]) });
    page.map.zoomTo([zone]);
  };
  const done = async () => {
    try {
      await api.removeComment(/** @type {import("../types").Version} */ (state.get().version).id, id);
      await look();
    } catch (why) {
      dialogs.failed(why);
    }
  };
  const by = t("page_history_by", { actor: actorOf(page, actor), time: timeOf(at, state.get().lang) });
  return make("li", {},
    make("div", { class: "comment-head" },
      make("button", { type: "button", class: "link", "data-focus": `comment-${id}`, on: { click: go } }, icon("places"), make("span", { text: called(page, zone) })),
      mayEdit(page) ? iconButton("check", "page_comment_done", () => void done(), { "data-focus": `done-${id}` }) : null),
    make("p", { text }),
    make("small", { text: [by, from === null ? "" : t("page_comment_from", { number: from })].filter(Boolean).join(t("page_comma")) }));
}

/** Pins over the grids of which something is said. @param {Page} page */
function pins(page) {
  const { state, zones, t } = page;
  /** @type {import("maplibre-gl").Marker[]} */
  let pinned = [];
  const show = () => {
    pinned.forEach((pin) => pin.remove());
    /** @type {Map<string, Comment[]>} */
    const of = new Map();
    for (const one of state.get().comments) of.set(one.zone, [...(of.get(one.zone) ?? []), one]);
    pinned = [...of].flatMap(([code, said]) => {
      const zone = zones.get(code);
      if (!zone) return [];
      const label = t("page_pin", { name: called(page, code), number: said.length, text: said[0].text });
      const click = (/** @type {Event} */ event) => {
        event.stopPropagation(); // the map below it is not meant
        state.set({ tab: "hand", selected: new Set([code]) });
      };
      const element = make("button", { type: "button", class: "pin", "aria-label": label, title: label, on: { click } }, icon("comment"), make("b", { text: said.length }));
      return [new maplibregl.Marker({ element, anchor: "bottom", offset: [0, -20] }).setLngLat([zone.lon, zone.lat]).addTo(page.map.gl)];
    });
  };
  state.on(["comments", "lang"], show);
  zones.on(show);
}
