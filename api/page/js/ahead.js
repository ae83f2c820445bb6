/** What an edit would change or changed, over the map at once: a slow machine draws it later. */

import { make } from "./elements.js";
import { LOOKS } from "./style.js";
import { eastOf, southOf, viewOf } from "./world.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Geometry} Geometry */
/** @typedef {import("maplibre-gl").Map} GlMap */

/** Households of the map are seen through it. */
const THROUGH = 0.8;
/** What is not saved yet: lengths of dashes and of the gaps between them, and the width, pixels. */
const [DASHES, WIDE_PX] = [[7, 5], 2.5];

/** @typedef {{shape: Geometry, colour: number}} Drawn */

/**
 * Return what draws zones on a canvas of its own over a map: what an edit changed until the map has
 * it, and what an edit would change until it is saved.
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
  /** @type {Drawn[]} */
  let foreseen = [];
  let isSaving = false;

  function draw() {
    canvas.hidden = !waiting.size && !foreseen.length;
    if (canvas.hidden) return;
    const view = viewOf(gl);
    [canvas.width, canvas.height] = [view.width, view.height];
    pen.lineJoin = "round";
    paint(view, [...made()], false);
    paint(view, foreseen, !isSaving);
  }

  /** Give what was made and the map has not yet. */
  function* made() {
    const shapes = zones.shapes();
    for (const code of waiting) {
      const [shape, zone] = [shapes.get(code), zones.get(code)];
      if (shape && zone) yield { shape, colour: zone.colour };
    }
  }

  /** @param {import("./world.js").View} view @param {Drawn[]} drawn @param {boolean} isDashed */
  function paint(view, drawn, isDashed) {
    const look = LOOKS[state.get().theme];
    const paths = drawn.map(({ shape }) => pathOf(shape, view));
    pen.globalAlpha = THROUGH;
    paths.forEach((path, k) => {
      const colour = settings.colours[drawn[k].colour % settings.colours.length];
      pen.fillStyle = mixed(colour, String(look.ground), Number(look.fill));
      pen.fill(path, "evenodd");
    });
    pen.globalAlpha = 1;
    const lines = isDashed ? [[look.casing, WIDE_PX + 2, []], [look.chosen, WIDE_PX, DASHES]] : [[look.border, 1, []]];
    for (const [colour, width, dashes] of /** @type {[string, number, number[]][]} */ (lines)) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: width * view.ratio });
      pen.setLineDash(dashes.map((length) => length * view.ratio));
      for (const path of paths) pen.stroke(path);
    }
  }
  gl.on("render", draw);
  state.on(["theme"], draw);

  return {
    /** @param {ReadonlySet<string>} codes of zones whose shapes are known */
    show(codes) {
      waiting = new Set([...waiting, ...codes]);
      draw();
    },
    /** The map has them. */
    done() {
      waiting = new Set();
      draw();
    },
    /** @type {import("../types").PlanMap["foresee"]} */
    foresee(changes, areSaved = false) {
      [foreseen, isSaving] = [changes ? drawnOf(changes) : [], areSaved];
      draw();
    },
  };
}

/** @param {import("../types").ZonesAnswer} changes @returns {Drawn[]} */
function drawnOf({ shapes, columns }) {
  return (shapes ?? []).flatMap((shape, k) => (shape ? [{ shape, colour: columns.colour[k] ?? 0 }] : []));
}

/**
 * Return a colour as it is on the ground of the map.
 *
 * @param {string} colour "#rrggbb"
 * @param {string} ground "#rrggbb"
 * @param {number} share of the colour
 */
function mixed(colour, ground, share) {
  const part = (/** @type {string} */ one, /** @type {number} */ k) => parseInt(one.slice(k, k + 2), 16);
  const parts = [1, 3, 5].map((k) => part(colour, k) * share + part(ground, k) * (1 - share));
  return `rgb(${parts.map(Math.round).join(", ")})`;
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
