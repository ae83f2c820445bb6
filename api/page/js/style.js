/** How the map looks: its layers and their colours in each theme. */

import { groundLayers, groundSources } from "./ground.js";

/** @typedef {import("../types").Theme} Theme */
/** @typedef {import("maplibre-gl").StyleSpecification} StyleSpecification */
/** @typedef {import("maplibre-gl").LayerSpecification} LayerSpecification */
/** @typedef {import("maplibre-gl").ExpressionSpecification} Expression */

/** Names of sources: the tiles of the version, what was changed since, and what is chosen. */
export const [PLAN, CHANGED, CHOSEN] = ["plan", "changed", "chosen"];

/** Layers that hold zones, as `queryRenderedFeatures` names them. */
export const ZONE_LAYERS = ["grids", "changed-grids"];

const DEEPEST_TILE = 16;
/** Of what the page itself draws: 15 cm are a unit there, and few squares are in sight. */
const DEEPEST_HERE = 15;
export const HOUSEHOLDS_FROM = 14;

/** @type {Record<Theme, Record<string, string | number>>} */
export const LOOKS = {
  light: {
    ground: "#eceff1", fill: 1, border: "#5b6670", village: "#1c2329", chosen: "#0b4f9e",
    casing: "#ffffff", house: "#22303b", rim: "#ffffff", text: "#1c2329", halo: "#ffffff",
    large: "#a1130b", small: "#7a4700",
    "base-green": "#dfe8d8", "base-water": "#a9cbe3", "base-building": "#cfc8bf", "base-edge": "#b3a5b5", "base-road": "#8e979f",
  },
  dark: {
    ground: "#14181c", fill: 0.42, border: "#8b98a3", village: "#e6eaed", chosen: "#ffffff",
    casing: "#0b4f9e", house: "#f2f5f7", rim: "#14181c", text: "#f4f6f8", halo: "#14181c",
    large: "#ffb3ab", small: "#ffd58a",
    "base-green": "#1d2a22", "base-water": "#1f4560", "base-building": "#333b43", "base-edge": "#574c5c", "base-road": "#6d7a85",
  },
  contrast: {
    ground: "#ffffff", fill: 0.55, border: "#000000", village: "#000000", chosen: "#0000c8",
    casing: "#ffe14d", house: "#000000", rim: "#ffffff", text: "#000000", halo: "#ffffff",
    large: "#8a0000", small: "#4a2b00",
    "base-green": "#eef5ea", "base-water": "#b9dcff", "base-building": "#d8d8d8", "base-edge": "#606060", "base-road": "#707070",
  },
};

/** 1 for what is chosen or hidden, as feature states say it; numbers for opacities. */
/** @type {(name: string, yes: any, no: any) => Expression} */
const where = (name, yes, no) => ["case", ["boolean", ["feature-state", name], false], yes, no];

/**
 * @typedef {object} Drawn
 * @property {Theme} theme
 * @property {string} level whose zones are drawn
 * @property {string} tiles address of the tiles of the version
 * @property {[number, number, number, number]} bounds of the plan, degrees
 * @property {string[]} colours of grids, as on paper
 * @property {import("../types").Ground[]} grounds of the base map, the lowest first
 * @property {boolean} households whether they are shown
 * @property {number} closeFrom zoom from which grids are large enough for borders
 * @property {import("geojson").FeatureCollection | null} changed since the tiles were drawn
 * @property {import("geojson").FeatureCollection | null} chosen
 */

/**
 * Return the style of a map of one version.
 *
 * @param {Drawn} drawn
 * @returns {StyleSpecification}
 */
export function styleOf(drawn) {
  const { tiles, bounds, grounds, changed, chosen } = drawn;
  const drawnHere = { type: "geojson", maxzoom: DEEPEST_HERE };
  return /** @type {StyleSpecification} */ ({
    version: 8,
    sources: {
      ...groundSources(grounds),
      [PLAN]: {
        type: "vector", tiles: [tiles], bounds, minzoom: 0, maxzoom: DEEPEST_TILE, promoteId: "code",
      },
      ...(changed ? { [CHANGED]: { ...drawnHere, data: changed, promoteId: "code" } } : {}),
      ...(chosen ? { [CHOSEN]: { ...drawnHere, data: chosen } } : {}),
    },
    layers: layersOf(drawn),
  });
}

/**
 * @param {Drawn} drawn
 * @returns {LayerSpecification[]}
 */
function layersOf(drawn) {
  const { theme, level, colours, grounds, households, closeFrom } = drawn;
  const look = LOOKS[theme];
  const opacity = grounds.length ? Math.min(Number(look.fill), 0.55) : look.fill;
  // What comes from one source lies together: edges of tiles are masked where another follows.
  const [fills, lines] = [zoneFills(level, colours, opacity), borders(level, look, closeFrom)];
  const zones = fills.flatMap((fill, k) => [fill, lines[k]]);
  const layers = [
    ...groundLayers(grounds, look),
    ...zones,
    {
      id: "communities", type: "line", source: PLAN, "source-layer": "communities",
      layout: { "line-join": "round" },
      paint: {
        "line-color": look.village,
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 13, 2, 16, 3.5],
      },
    },
    ...spots(look, households),
    around("casing", look.casing, 7),
    around("chosen", look.chosen, 3.5),
  ];
  // A source that is drawn costs as much as all tiles, even where it is empty: its edges are masked.
  /** @type {Record<string, unknown>} */
  const there = { [CHANGED]: drawn.changed, [CHOSEN]: drawn.chosen };
  const kept = layers.filter((layer) => !("source" in layer) || there[String(layer.source)] !== null);
  return /** @type {LayerSpecification[]} */ (kept);
}

/**
 * Fills of zones, first those of the tiles.
 *
 * @param {string} level
 * @param {string[]} colours
 * @param {unknown} opacity
 */
function zoneFills(level, colours, opacity) {
  const [usual, chosen] = [colours, colours.map(stronger)].map((row) => ["at", ["%", ["get", "colour"], row.length], ["literal", row]]);
  const paint = { "fill-color": ["to-color", where("chosen", chosen, usual)], "fill-antialias": false };
  return [
    {
      id: "grids", type: "fill", source: PLAN, "source-layer": level,
      paint: { ...paint, "fill-opacity": where("hidden", 0, opacity) },
    },
    { id: "changed-grids", type: "fill", source: CHANGED, paint: { ...paint, "fill-opacity": opacity } },
  ];
}

/** The same colour, darker. @param {string} colour "#rrggbb" */
const stronger = (colour) => mixed(colour, "#000000", 0.82);

/**
 * Return a colour over another.
 *
 * @param {string} colour "#rrggbb"
 * @param {string} ground "#rrggbb"
 * @param {number} share of the colour
 */
export function mixed(colour, ground, share) {
  const part = (/** @type {string} */ one, /** @type {number} */ k) => parseInt(one.slice(k, k + 2), 16);
  const parts = [1, 3, 5].map((k) => part(colour, k) * share + part(ground, k) * (1 - share));
  return `rgb(${parts.map(Math.round).join(", ")})`;
}

/**
 * Borders of zones, of the tiles and of what changed: where they are a few pixels apart the fills
 * alone tell zones apart, and thousands of lines would be drawn for nothing.
 *
 * @param {string} level
 * @param {Record<string, string | number>} look
 * @param {number} closeFrom
 */
function borders(level, look, closeFrom) {
  const width = ["interpolate", ["linear"], ["zoom"], 10, 0.4, 13, 0.8, 16, 1.5];
  const paint = { "line-color": look.border, "line-width": width };
  const layout = { "line-join": "round" };
  return [
    {
      id: "grids-lines", type: "line", source: PLAN, "source-layer": level, minzoom: closeFrom, layout,
      paint: { ...paint, "line-opacity": where("hidden", 0, 1) },
    },
    { id: "changed-lines", type: "line", source: CHANGED, minzoom: closeFrom, layout, paint },
  ];
}

/** A line around what is chosen. @param {string} id @param {unknown} colour @param {number} width */
function around(id, colour, width) {
  const paint = { "line-color": colour, "line-width": width };
  return { id, type: "line", source: CHOSEN, layout: { "line-join": "round" }, paint };
}

/** @param {Record<string, string | number>} look @param {boolean} areShown */
function spots(look, areShown) {
  return [
    {
      id: "households", type: "circle", source: PLAN, "source-layer": "households",
      minzoom: HOUSEHOLDS_FROM,
      layout: { visibility: areShown ? "visible" : "none" },
      paint: {
        "circle-color": look.house,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 1.2, 16, 3, 18, 5],
        "circle-stroke-color": look.rim,
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 15, 0, 16, 1],
      },
    },
  ];
}
