/** The older version on a map of its own: beside the open one, or over it up to a line that slides. */

import { byId, make } from "./elements.js";
import { drawsLabels } from "./labels.js";
import { createMap, styleFor } from "./map.js";
import { movesAlong } from "./slow.js";
import { createZones } from "./zones.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {"list" | "side" | "swipe"} View */

/**
 * Return what shows another version on the stage.
 *
 * @param {Page} page
 */
export function createTwoMaps(page) {
  const { state, api, map, t } = page;
  const stage = byId("stage");
  const holder = make("div", { id: "map-other", hidden: true });
  const slider = make("input", { id: "swipe", type: "range", min: 0, max: 100, value: 50, hidden: true, "data-t-label": "page_compare_swipe_at" });
  const tags = [make("span", { class: "version-tag old", hidden: true }), make("span", { class: "version-tag new", hidden: true })];
  const divide = make("i", { class: "divide", hidden: true, "aria-hidden": "true" });
  stage.append(holder, divide, slider, ...tags);
  const zones = createZones();
  /** @type {import("../types").GlMap | null} */
  let gl = null;
  let shown = 0;

  slider.addEventListener("input", () => stage.style.setProperty("--swipe", `${slider.value}%`));
  draggable(divide, stage, slider);

  /** @returns {import("../types").GlMap} */
  function made() {
    if (gl) return gl;
    const other = createMap(page, holder);
    other.getCanvas().tabIndex = -1;
    // Linked once it is where the first one is, which it would else lead away.
    other.jumpTo({ center: map.gl.getCenter(), zoom: map.gl.getZoom() });
    linked(map.gl, other);
    movesAlong(other, () => other.isMoving() || map.gl.isMoving());
    drawsLabels({ ...page, zones }, other, holder);
    // Tells whoever looks at the page from outside which version the picture is of.
    other.on("idle", () => (holder.dataset.drawn = String(shown)));
    gl = other;
    return other;
  }

  function draw() {
    const { version, other } = state.get();
    if (!gl || holder.hidden || !version || other === null) return;
    gl.setStyle(styleFor({ ...page, zones }, other), { diff: false });
  }
  state.on(["theme", "layers", "grounds"], draw);

  return {
    /** @param {View} view @param {import("../types").VersionShort | null} other */
    async show(view, other) {
      const isOn = view !== "list" && other !== null;
      for (const part of [holder, ...tags]) part.hidden = !isOn;
      for (const part of [slider, divide]) part.hidden = !isOn || view !== "swipe";
      const before = stage.dataset.compare ?? "";
      stage.dataset.compare = isOn ? view : "";
      stage.style.setProperty("--swipe", `${slider.value}%`);
      // A map that is told its size is drawn anew.
      if (stage.dataset.compare !== before) map.gl.resize();
      if (!isOn || !other) return;
      const version = state.get().version;
      tags[0].textContent = t("page_compare_tag_old", { number: other.number });
      tags[1].textContent = t("page_compare_tag_new", { number: version?.number });
      if (shown !== other.id) zones.load(await api.zones(other.id, { level: state.get().level }));
      const target = made();
      target.resize();
      target.jumpTo({ center: map.gl.getCenter(), zoom: map.gl.getZoom() });
      if (shown !== other.id) draw();
      shown = other.id;
    },
    zones,
  };
}

/** Let two maps move together. @param {import("../types").GlMap} a @param {import("../types").GlMap} b */
function linked(a, b) {
  let isMoving = false;
  for (const [from, to] of [[a, b], [b, a]]) {
    from.on("move", () => {
      if (isMoving || to.getContainer().hidden) return;
      isMoving = true;
      to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
      isMoving = false;
    });
    from.on("moveend", () => to.triggerRepaint());
  }
}

/** Let the line be dragged; keys have the slider. @param {HTMLElement} line @param {HTMLElement} stage @param {HTMLInputElement} slider */
function draggable(line, stage, slider) {
  line.addEventListener("pointerdown", (event) => line.setPointerCapture(event.pointerId));
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = stage.getBoundingClientRect();
    slider.value = String(Math.round((100 * (event.clientX - left)) / width));
    slider.dispatchEvent(new Event("input"));
  });
}
