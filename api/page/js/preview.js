/** The map beside the start: boundaries and households as they were read, then what is divided. */

import { make } from "./elements.js";
import { createMap } from "./map.js";
import { inFigures } from "./words.js";
import { LOOKS } from "./style.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../flow").Reading} Reading */

const MOST_NAMES = 80;

/**
 * Make the map; nothing is on it before `show`.
 *
 * @param {Page} page
 * @param {HTMLElement} holder
 * @returns {import("../flow").Preview}
 */
export function createPreview(page, holder) {
  const { state } = page;
  /** @type {import("maplibre-gl").Map | null} */
  let gl = null;
  /** @type {Reading | null} */
  let shown = null;
  /** @type {Set<string>} */
  const painted = new Set();
  /** @type {import("maplibre-gl").Marker[]} */
  let names = [];

  function draw() {
    if (!shown) return;
    gl ??= createMap(page, holder);
    gl.setStyle(styleOf(page, shown), { diff: false });
    gl.once("styledata", () => painted.forEach(fill));
    names.forEach((name) => name.remove());
    names = namesOf(shown).map((name) => name.addTo(/** @type {import("maplibre-gl").Map} */ (gl)));
  }

  /** @param {string} code */
  function fill(code) {
    gl?.setFeatureState({ source: "villages", id: code }, { done: true });
  }
  state.on(["theme"], draw);

  return {
    show(reading) {
      const isOther = reading !== shown;
      shown = reading;
      holder.hidden = !reading || (!reading.points.length && !reading.communities?.length);
      if (holder.hidden || !isOther || !reading) return;
      draw();
      const box = boxOf(reading);
      if (box) gl?.fitBounds(box, { padding: 24, animate: false });
    },
    paint(code) {
      painted.add(code);
      fill(code);
    },
    clear() {
      painted.clear();
      gl?.removeFeatureState({ source: "villages" });
    },
    resize: () => void gl?.resize(),
  };
}

/** @param {Page} page @param {Reading} reading @returns {import("maplibre-gl").StyleSpecification} */
function styleOf({ state, settings }, { points, communities }) {
  const look = LOOKS[state.get().theme];
  const text = (/** @type {string} */ name) => String(look[name]);
  /** @type {import("maplibre-gl").ExpressionSpecification} */
  const isDone = ["boolean", ["feature-state", "done"], false];
  return {
    version: 8,
    sources: {
      villages: { type: "geojson", promoteId: "code", data: { type: "FeatureCollection", features: communities ?? [] } },
      homes: { type: "geojson", data: { type: "MultiPoint", coordinates: points } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": text("ground") } },
      {
        id: "villages", type: "fill", source: "villages",
        paint: {
          "fill-color": ["case", isDone, settings.colours[0], text("casing")],
          "fill-opacity": ["case", isDone, 0.9, 0.5],
        },
      },
      { id: "homes", type: "circle", source: "homes", paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 1, 14, 2.5, 18, 5],
        "circle-color": text("house"), "circle-opacity": 0.7 } },
      { id: "borders", type: "line", source: "villages", paint: { "line-color": text("village"), "line-width": 1.5 } },
    ],
  };
}

/** The name of each village with its households, where it lies. @param {Reading} reading */
function namesOf({ communities }) {
  return (communities ?? []).slice(0, MOST_NAMES).map((village) => {
    const { name, households } = village.properties;
    const element = make("div", { class: "village-name" }, make("b", { text: name }), make("span", { text: inFigures(households) }));
    const [west, south, east, north] = boxOfRings([village]) ?? [0, 0, 0, 0];
    return new maplibregl.Marker({ element }).setLngLat([(west + east) / 2, (south + north) / 2]);
  });
}

/** @param {import("../flow").Village[]} villages @returns {[number, number, number, number] | null} */
function boxOfRings(villages) {
  const rings = villages.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map(([outer]) => outer),
  );
  return boxAround(rings.flat());
}

/** @param {Reading} reading */
function boxOf({ communities, points }) {
  return (communities && boxOfRings(communities)) ?? boxAround(points);
}

/** @param {number[][]} places @returns {[number, number, number, number] | null} */
function boxAround(places) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of places) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return west <= east ? [west, south, east, north] : null;
}
