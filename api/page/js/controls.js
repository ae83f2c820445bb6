/** What stands on the map: zoom, the whole plan, what is shown, what signs mean, the scale. */

import { byId, icon, iconButton, make } from "./elements.js";
import { choosesFile } from "./basemap.js";
import { opensMenu } from "./menu.js";

/** @typedef {import("../types").Page} Page */

/** @param {Page} page */
export function start(page) {
  const { map, keys } = page;
  const layers = iconButton("layers", "page_layers", () => {});
  opensMenu(layers, () => itemsOf(page));
  byId("controls").append(
    iconButton("plus", "page_zoom_in", () => map.gl.zoomIn(), { class: "icon-button by-fingers" }),
    iconButton("minus", "page_zoom_out", () => map.gl.zoomOut(), { class: "icon-button by-fingers" }),
    iconButton("whole", "page_whole", () => map.fitAll()),
    layers,
  );
  keys.on("0", "page_whole", () => map.fitAll());
  legend(page);
  map.gl.addControl(new maplibregl.ScaleControl({ maxWidth: 100, unit: "metric" }), "bottom-left");
  showsEmpty(page);
}

/** @param {Page} page @returns {import("./menu.js").Item[]} */
function itemsOf(page) {
  const { state, settings, t } = page;
  const there = ["households", "labels", ...(state.get().grounds.length ? ["basemap"] : [])];
  const own = settings.reads_pmtiles ? [{ text: t("page_basemap_own"), run: () => choosesFile(page) }] : [];
  return [...there.map((name) => ({
    text: t(`page_layer_${name}`),
    isChosen: state.get().layers.has(name),
    isTick: true,
    run() {
      const now = new Set(state.get().layers);
      if (!now.delete(name)) now.add(name);
      state.set({ layers: now });
    },
  })), ...own];
}

/** @param {Page} page */
function legend({ t, state }) {
  const show = () => {
    const rows = [
      ["large", t("page_legend_large")],
      ["small", t("page_legend_small")],
      ["locked", t("page_legend_locked")],
      ["village", t("page_legend_village")],
      ["chosen", t("page_legend_chosen")],
    ];
    byId("legend").replaceChildren(
      ...rows.map(([name, text]) => make("span", { class: `sign ${name}` }, name === "locked" ? icon("lock") : make("i"), make("span", { text }))),
    );
  };
  state.on(["lang"], show);
  show();
}

/** Say what to do where there is no plan yet. @param {Page} page */
function showsEmpty({ state, t }) {
  const empty = byId("empty");
  const show = () => {
    const { version, caller } = state.get();
    empty.hidden = version !== null || caller === null;
    const key = caller?.role === "viewer" ? "page_empty_viewer" : "page_empty_planner";
    empty.replaceChildren(make("div", {}, make("h2", { text: t("page_empty") }), make("p", { text: t(key) })));
  };
  state.on(["version", "caller", "lang", "plan"], show);
}
