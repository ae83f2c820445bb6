/** The map: tiles of the open version, what changed since, what is chosen. */

import { byId, make } from "./elements.js";
import { drawsLabels } from "./labels.js";
import { drawsChanges } from "./changes.js";
import { drawsChosen } from "./chosen.js";
import { movesAlong } from "./slow.js";
import { LOOKS, styleOf, ZONE_LAYERS } from "./style.js";
import { boundsOf } from "./zones.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("maplibre-gl").Map} GlMap */

const DEEPEST = 19;
const CLOSE_PX = 12;

/** How names of sources and layers begin that tools add to the map: they stay when it is restyled. */
export const TOOL = "tool-";

/**
 * Make a map in an element: flat, north up, with the key of whoever asks.
 *
 * @param {Page} page
 * @param {HTMLElement} container empty
 * @returns {GlMap}
 */
export function createMap({ api, state }, container) {
  const ours = api.at("./");
  const gl = new maplibregl.Map({
    container,
    style: { version: 8, sources: {}, layers: [] },
    center: [104, 35],
    zoom: 3,
    maxZoom: DEEPEST,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    boxZoom: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    refreshExpiredTiles: false,
    attributionControl: false,
    pixelRatio: Math.min(devicePixelRatio, 2),
    transformRequest: (url) => ({ url, headers: url.startsWith(ours) ? api.headers() : {} }),
  });
  // Below what is drawn: a layer of one colour would cost as much as all zones.
  const paint = () => (container.style.backgroundColor = String(LOOKS[state.get().theme].ground));
  state.on(["theme"], paint);
  paint();
  gl.touchZoomRotate.disableRotation();
  gl.keyboard.disableRotation();
  gl.on("error", ({ error }) => {
    // A square of the base map that is not there is no harm; the service speaks for itself.
    if (!("status" in error) && error.name !== "AbortError") console.error(error);
  });
  state.on(["lang"], () => gl.resize());
  return gl;
}

/**
 * Return the address of the tiles of a version.
 *
 * @param {Page} page
 * @param {number} version
 */
export const tilesOf = ({ api }, version) => `${api.at(`tiles/v${version}/WebMercatorQuad/`)}{z}/{y}/{x}`;

/**
 * Return how a version looks on a map now, of whose zones the page tells.
 *
 * @param {Page} page
 * @param {number} version
 * @param {Partial<Pick<import("./style.js").Drawn, "changed" | "chosen">>} [drawn] over its tiles
 */
export function styleFor(page, version, { changed = null, chosen = null } = {}) {
  const { zones, state, settings } = page;
  const { theme, layers, level, grounds } = state.get();
  return styleOf({
    theme, level, tiles: tilesOf(page, version), colours: settings.colours, changed, chosen,
    closeFrom: closeFrom(zones.rows()),
    bounds: boundsOf(zones.rows()) ?? [-180, -85, 180, 85],
    grounds: layers.has("basemap") ? grounds : [], households: layers.has("households"),
  });
}

/** @param {Page} page */
export function start(page) {
  const { state, zones } = page;
  const container = byId("map");
  const gl = createMap(page, container);
  container.append(noteOf(page));
  const changes = drawsChanges(page, gl, () => draw());
  const chosen = drawsChosen(page, gl, () => draw());
  movesAlong(gl);
  page.map = { gl, ...movesOf(page, gl), zoneAt: (point) => zoneAt(page, gl, point) };
  drawsLabels(page, gl);

  let shown = 0;
  let isReady = false;
  const draw = () => {
    const { version } = state.get();
    if (!isReady || !version || !boundsOf(zones.rows())) return;
    const isOther = shown !== version.id;
    shown = version.id;
    if (isOther) page.map.fitAll();
    const drawn = { changed: changes.features(), chosen: chosen.features() };
    gl.setStyle(styleFor(page, version.id, drawn), { validate: false, transformStyle: keepsTools });
    changes.again();
  };
  gl.once("style.load", () => {
    isReady = true;
    draw();
  });
  state.on(["theme", "layers", "grounds"], draw);
  state.on(["version"], ({ version }) => {
    if (version?.id !== shown) draw();
  });

  // Tells whoever looks at the page from outside which edit the picture is of.
  gl.on("idle", () => {
    if (shown === zones.version) container.dataset.drawn = `${zones.version}-${zones.head}`;
  });

  const title = () => gl.getCanvas().setAttribute("aria-label", page.t("page_map_keys"));
  state.on(["lang"], title);
  title();
}

/** Says whose the base map is, while it is shown. @param {Page} page */
function noteOf({ state }) {
  const note = make("div", { class: "map-note", hidden: true });
  state.on(["grounds", "layers"], ({ grounds, layers }) => {
    note.textContent = grounds[0]?.note ?? "";
    note.hidden = !note.textContent || !layers.has("basemap");
  });
  return note;
}

/**
 * @param {Page} page
 * @param {GlMap} gl
 * @returns {Pick<import("../types").PlanMap, "zoomTo" | "zoomToPlaces" | "fitAll">}
 */
function movesOf({ zones }, gl) {
  const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    zoomTo(codes) {
      const rows = [...codes].map((code) => zones.get(code)).filter((zone) => zone !== undefined);
      const box = boundsOf(rows);
      if (box) gl.fitBounds(box, { padding: paddingOf(gl, 0.18, cardOf(gl)), maxZoom: 17, animate: !isStill(), duration: 600 });
    },
    zoomToPlaces(places) {
      const box = new maplibregl.LngLatBounds();
      for (const place of places) if (place) box.extend(place);
      if (box.isEmpty()) return;
      gl.fitBounds(box, { padding: paddingOf(gl, 0.18, cardOf(gl)), maxZoom: 17, animate: !isStill(), duration: 600 });
    },
    fitAll() {
      gl.resize();
      const box = boundsOf(zones.rows());
      if (box) gl.fitBounds(box, { padding: paddingOf(gl, 0.03), animate: false });
    },
  };
}

/**
 * Keep what tools draw on the map: sources and layers whose names begin so.
 *
 * @param {import("maplibre-gl").StyleSpecification | undefined} before
 * @param {import("maplibre-gl").StyleSpecification} next
 */
function keepsTools(before, next) {
  const isTool = (/** @type {string} */ id) => id.startsWith(TOOL);
  const sources = Object.entries(before?.sources ?? {}).filter(([id]) => isTool(id));
  const layers = (before?.layers ?? []).filter(({ id }) => isTool(id));
  return { ...next, sources: { ...next.sources, ...Object.fromEntries(sources) }, layers: [...next.layers, ...layers] };
}

/** Zoom from which most zones are some pixels wide. @param {readonly import("../types").Zone[]} rows */
function closeFrom(rows) {
  const widths = rows.map(({ west, east }) => east - west).sort((a, b) => a - b);
  const middle = widths[Math.floor(widths.length / 2)] || 1;
  return Math.max(0, Math.min(13, Math.log2((CLOSE_PX * 360) / (512 * middle))));
}

/** Width of a map beside whose card there is room, and of that card with its margin. */
const [WIDE_PX, CARD_PX] = [760, 352];

/** What the card takes, which tells of whatever is gone to. @param {GlMap} gl */
const cardOf = (gl) => (gl.getContainer().clientWidth < WIDE_PX ? 0 : CARD_PX);

/**
 * Room at the edges of the map; on a phone the sheet covers its lower part.
 *
 * @param {GlMap} gl
 * @param {number} share of the smaller side
 * @param {number} [aside] pixels at the left that something covers
 */
function paddingOf(gl, share, aside = 0) {
  const at = gl.getContainer().getBoundingClientRect();
  const [panel, card] = ["panel", "effect"].map((id) => byId(id).getBoundingClientRect());
  const covers = panel.left <= at.left + 1 && panel.top > at.top;
  const roof = card.height ? Math.min(panel.top, card.top) : panel.top;
  const below = covers ? Math.max(0, at.bottom - roof) : 0;
  const room = Math.min(at.width - aside, at.height - below) * share;
  return { top: room, left: aside + room, right: room, bottom: below + room };
}

/** @param {Page} page @param {GlMap} gl @param {{x: number, y: number}} point */
function zoneAt({ zones }, gl, { x, y }) {
  const layers = ZONE_LAYERS.filter((id) => gl.getLayer(id));
  const [shapes, gone] = [zones.shapes(), zones.gone()];
  for (const found of gl.queryRenderedFeatures([x, y], { layers })) {
    const code = String(found.properties.code);
    const isStale = found.layer.id === "grids" && (shapes.has(code) || gone.has(code));
    if (!isStale && zones.get(code)) return code;
  }
  return null;
}
