/** What an edit changed, over the map at once: a machine without a graphics card draws it later. */

import { make } from "./elements.js";
import { LOOKS } from "./style.js";
import { eastOf, southOf, viewOf } from "./world.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Geometry} Geometry */
/** @typedef {import("maplibre-gl").Map} GlMap */

/** Households of the map are seen through it. */
const THROUGH = 0.8;

/**
 * Return what draws zones on a canvas of its own over a map, until the map has them.
 *
 * @param {Page} page
 * @param {GlMap} gl
 */
export function drawsAhead({ state, zones, settings }, gl) {
  const canvas = make("canvas", { class: "over", "aria-hidden": "true", hidden: true });
  gl.getCanvasContainer().append(canvas);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  /** @type {Set<string>} */
  let waiting = new Set();

  function draw() {
    if (!waiting.size) return;
    const view = viewOf(gl);
    [canvas.width, canvas.height] = [view.width, view.height];
    const look = LOOKS[state.get().theme];
    Object.assign(pen, { lineWidth: view.ratio, lineJoin: "round", strokeStyle: look.border });
    const shapes = zones.shapes();
    for (const code of waiting) {
      const shape = shapes.get(code);
      const zone = zones.get(code);
      if (!shape || !zone) continue;
      const path = pathOf(shape, view);
      pen.fillStyle = settings.colours[zone.colour % settings.colours.length];
      pen.globalAlpha = THROUGH;
      pen.fill(path, "evenodd");
      pen.globalAlpha = 1;
      pen.stroke(path);
    }
  }
  gl.on("render", draw);

  return {
    /** @param {ReadonlySet<string>} codes of zones whose shapes are known */
    show(codes) {
      waiting = new Set([...waiting, ...codes]);
      canvas.hidden = false;
      draw();
    },
    /** The map has them. */
    done() {
      waiting = new Set();
      canvas.hidden = true;
    },
  };
}

/** @param {Geometry} shape @param {import("./world.js").View} view */
function pathOf(shape, { world, west, north }) {
  const path = new Path2D();
  for (const ring of ringsOf(shape)) {
    ring.forEach(([lon, lat], k) => {
      const [x, y] = [eastOf(lon) * world - west, southOf(lat) * world - north];
      if (k) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    path.closePath();
  }
  return path;
}

/** @param {Geometry} shape of a zone */
function ringsOf(shape) {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}
