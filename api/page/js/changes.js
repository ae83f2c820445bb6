/** What edits changed, drawn over the tiles at once; and the tiles drawn anew when nothing moves. */

import { drawsAhead } from "./ahead.js";
import { CHANGED, PLAN } from "./style.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("maplibre-gl").Map} GlMap */

const CALM_MS = 1500;
/** After so long a change stands on the screen, also of a slow machine. */
const SEEN_MS = 100;

/**
 * Keep a map as the zones are.
 *
 * @param {Page} page
 * @param {GlMap} gl
 * @param {() => void} restyle draws the map with a source more or less
 */
export function drawsChanges(page, gl, restyle) {
  const { state, zones } = page;
  /** @type {ReadonlySet<string>} */
  let hidden = new Set();
  /** @type {ReadonlySet<string>} */
  let chosen = new Set();
  /** Whether more has changed than the map was given. */
  let isLate = false;

  const features = () =>
    collected([...zones.shapes()].map(([code, geometry]) => ({
      type: "Feature",
      geometry,
      properties: { code, colour: zones.get(code)?.colour ?? 0 },
    })));

  /** @param {string} name @param {ReadonlySet<string>} before @param {ReadonlySet<string>} now */
  function mark(name, before, now) {
    for (const id of before) if (!now.has(id)) put(id, name, false);
    for (const id of now) if (!before.has(id)) put(id, name, true);
  }

  /** @param {string} id @param {string} name @param {boolean} is */
  function put(id, name, is) {
    gl.setFeatureState({ source: PLAN, sourceLayer: state.get().level, id }, { [name]: is });
    if (name === "chosen" && gl.getSource(CHANGED)) gl.setFeatureState({ source: CHANGED, id }, { [name]: is });
  }

  function draw() {
    if (!gl.getSource(PLAN)) return;
    const drawn = features();
    isLate = false;
    filled(gl, CHANGED, drawn, restyle);
    if (drawn) return;
    mend();
    ahead.done();
  }

  // Tiles show what was until what is now can be drawn: in between there would be holes.
  gl.on("sourcedata", ({ sourceId, isSourceLoaded }) => {
    if (sourceId !== CHANGED || !isSourceLoaded) return;
    mend();
    if (!isLate) gl.once("render", ahead.done);
  });

  function mend() {
    const now = new Set([...zones.shapes().keys(), ...zones.gone()]);
    mark("hidden", hidden, now);
    hidden = now;
  }

  function choose() {
    if (!gl.getSource(PLAN)) return;
    mark("chosen", chosen, state.get().selected);
    chosen = state.get().selected;
  }

  /** The style was set anew: what it forgot is said again. */
  function again() {
    [hidden, chosen] = [new Set(), new Set()];
    if (!gl.getSource(CHANGED) || gl.isSourceLoaded(CHANGED)) mend();
    choose();
  }

  const ahead = drawsAhead(page, gl);
  const renew = renews(page, gl, draw);
  zones.on(({ codes }) => {
    if (!codes) return ahead.done();
    isLate = true;
    ahead.show(codes);
    // First it is seen: on a slow machine the map would be drawn before.
    setTimeout(draw, SEEN_MS);
    return renew();
  });
  state.on(["selected"], choose);
  return { features, again };
}

/**
 * Return features as GeoJSON; null for none, so that there is no source of them.
 *
 * @param {import("geojson").Feature[]} features
 * @returns {import("geojson").FeatureCollection | null}
 */
export const collected = (features) => (features.length ? { type: "FeatureCollection", features } : null);

/**
 * Put features into a source of a map; where there is none, or nothing in it, the style changes.
 *
 * @param {GlMap} gl
 * @param {string} name of the source
 * @param {import("geojson").FeatureCollection | null} features
 * @param {() => void} restyle
 */
export function filled(gl, name, features, restyle) {
  const source = /** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (gl.getSource(name));
  if (source && features) source.setData(features);
  else if (source || features) restyle();
}

/**
 * Return what has the tiles drawn anew once nothing has changed or moved for a while.
 *
 * @param {Page} page
 * @param {GlMap} gl
 * @param {() => void} draw after which changes are no longer drawn over them
 */
function renews({ zones }, gl, draw) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const renew = () => {
    if (gl.isMoving()) return begin();
    const source = /** @type {import("maplibre-gl").VectorTileSource | undefined} */ (gl.getSource(PLAN));
    if (!source) return undefined;
    const { version, head } = zones;
    source.setTiles(source.tiles);
    return gl.once("idle", () => {
      // The service draws tiles as the version is: at this edit, or a later one.
      if (zones.version !== version || !gl.getSource(PLAN)) return;
      zones.settle(head);
      draw();
    });
  };
  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(renew, CALM_MS);
  };
  return begin;
}
