/** Outlines of the zones that are chosen; their shapes are asked for when they are first needed. */

import { collected, filled } from "./changes.js";
import { CHOSEN } from "./style.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Geometry} Geometry */

/** Zones in one question, and in all: who chooses more sees them by their fill alone. */
const [AT_ONCE, MOST] = [100, 400];

/**
 * Draw outlines around what is chosen.
 *
 * @param {Page} page
 * @param {import("maplibre-gl").Map} gl
 * @param {() => void} restyle draws the map with a source more or less
 */
export function drawsChosen({ state, zones, api, dialogs }, gl, restyle) {
  /** @type {Map<string, Geometry>} */
  let known = new Map();
  let version = 0;

  const features = () =>
    collected(
      [...state.get().selected]
        .map((code) => shapeOf(code))
        .filter((geometry) => geometry !== undefined)
        .map((geometry) => ({ type: "Feature", geometry, properties: {} })),
    );

  /** @param {string} code */
  const shapeOf = (code) => zones.shapes().get(code) ?? known.get(code);

  const draw = () => filled(gl, CHOSEN, features(), restyle);

  async function look() {
    draw();
    const { level, selected } = state.get();
    const [asked, head] = [zones.version, zones.head];
    const missing = [...selected].filter((code) => !shapeOf(code)).slice(0, MOST);
    for (let k = 0; k < missing.length; k += AT_ONCE) {
      const found = await api.shapes(asked, level, missing.slice(k, k + AT_ONCE));
      if (zones.version !== asked || zones.head !== head) return;
      for (const { code, geometry } of found) known.set(code, geometry);
      draw();
    }
  }

  const again = () => look().catch(dialogs.failed);
  state.on(["selected"], again);
  zones.on(({ codes, gone }) => {
    if (codes === null || zones.version !== version) known = new Map();
    for (const code of [...(codes ?? []), ...gone]) known.delete(code);
    version = zones.version;
    void again();
  });
  return { features };
}
