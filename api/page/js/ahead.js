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

/** @typedef {{shape: Geometry | null | undefined, zone: import("../types").Zone | undefined}} Drawn */

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
  function draw() {
    const { foreseen, isSaving } = state.get();
    const coming = foreseen?.drawn ?? [];
    canvas.hidden = !waiting.size && !coming.length;
    if (canvas.hidden) return;
    const view = viewOf(gl);
    [canvas.width, canvas.height] = [view.width, view.height];
    const shapes = zones.shapes();
    paint(view, [...waiting].map((code) => ({ shape: shapes.get(code), zone: zones.get(code) })), false);
    paint(view, coming, !isSaving);
  }

  /** @param {import("./world.js").View} view @param {Drawn[]} drawn @param {boolean} isDashed */
  function paint(view, drawn, isDashed) {
    const look = LOOKS[state.get().theme];
    const borders = new Path2D();
    /** @type {Set<string>} */
    const known = new Set();
    pen.globalAlpha = THROUGH;
    for (const { shape, zone } of drawn) {
      if (!shape || !zone) continue;
      const rings = ringsOf(shape).map((ring) => ring.map((at) => pixelOf(at, view)));
      pen.fillStyle = mixed(settings.colours[zone.colour % settings.colours.length], String(look.ground), Number(look.fill));
      pen.fill(areaOf(rings), "evenodd");
      for (const ring of rings) addBorder(borders, ring, known);
    }
    pen.globalAlpha = 1;
    pen.lineJoin = "round";
    const usual = [{ colour: look.border, width: 1, dashes: [] }];
    const dashed = [{ colour: look.casing, width: WIDE_PX + 2, dashes: [] }, { colour: look.chosen, width: WIDE_PX, dashes: DASHES }];
    for (const { colour, width, dashes } of isDashed ? dashed : usual) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: width * view.ratio });
      pen.setLineDash(dashes.map((length) => length * view.ratio));
      pen.stroke(borders);
    }
  }
  gl.on("render", draw);
  state.on(["theme", "foreseen", "isSaving"], draw);

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
  };
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

/** @param {number[]} at degrees @param {import("./world.js").View} view @returns {[number, number]} */
const pixelOf = ([lon, lat], { world, west, north }) => [eastOf(lon) * world - west, southOf(lat) * world - north];

/** @param {[number, number][][]} rings pixels */
function areaOf(rings) {
  const path = new Path2D();
  for (const ring of rings) {
    ring.forEach(([x, y], k) => (k ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  }
  return path;
}

/**
 * Add a border to a path, but for what is there already: dashes over dashes would be a line.
 *
 * @param {Path2D} path
 * @param {[number, number][]} ring pixels
 * @param {Set<string>} known edges that are there, by their ends
 */
function addBorder(path, ring, known) {
  let isDown = false;
  for (let k = 1; k < ring.length; k += 1) {
    const [from, to] = [ring[k - 1], ring[k]];
    const edge = [from, to].map(String).sort().join(" ");
    if (known.has(edge)) {
      isDown = false;
      continue;
    }
    known.add(edge);
    if (!isDown) path.moveTo(...from);
    path.lineTo(...to);
    isDown = true;
  }
}

/** @param {Geometry} shape of a zone */
function ringsOf(shape) {
  if (shape.type === "Polygon") return shape.coordinates;
  return shape.type === "MultiPolygon" ? shape.coordinates.flat() : [];
}
