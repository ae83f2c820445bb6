/** What an edit would change or changed, over the map at once: a slow machine draws it later. */

import { make } from "./elements.js";
import { ringsOf } from "./foreseen.js";
import { LOOKS, mixed } from "./style.js";
import { eastOf, southOf, viewOf } from "./world.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Geometry} Geometry */
/** @typedef {import("maplibre-gl").Map} GlMap */

/** Households of the map are seen through it. */
const THROUGH = 0.8;
/** What is not saved yet: lengths of dashes and of the gaps between them, and the width, pixels. */
const [DASHES, WIDE_PX] = [[7, 5], 2.5];

/** @typedef {import("./foreseen.js").Line} Line */
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
    canvas.hidden = !waiting.size && !foreseen?.drawn.length;
    if (canvas.hidden) return;
    const view = viewOf(gl);
    [canvas.width, canvas.height] = [view.width, view.height];
    const shapes = zones.shapes();
    const made = [...waiting].map((code) => ({ shape: shapes.get(code), zone: zones.get(code) }));
    fill(view, made);
    stroke(view, made.flatMap(({ shape }) => ringsOf(shape)), false);
    if (!foreseen) return;
    fill(view, foreseen.drawn);
    stroke(view, foreseen.borders, !isSaving);
  }

  /** @param {import("./world.js").View} view @param {Drawn[]} drawn */
  function fill(view, drawn) {
    const look = LOOKS[state.get().theme];
    pen.globalAlpha = THROUGH;
    for (const { shape, zone } of drawn) {
      if (!zone) continue;
      pen.fillStyle = mixed(settings.colours[zone.colour % settings.colours.length], String(look.ground), Number(look.fill));
      pen.fill(pathOf(ringsOf(shape), view), "evenodd");
    }
    pen.globalAlpha = 1;
  }

  /** @param {import("./world.js").View} view @param {Line[]} lines @param {boolean} areDashed */
  function stroke(view, lines, areDashed) {
    const look = LOOKS[state.get().theme];
    const path = pathOf(lines, view);
    const usual = [{ colour: look.border, width: 1, dashes: [] }];
    const dashed = [{ colour: look.casing, width: WIDE_PX + 2, dashes: [] }, { colour: look.chosen, width: WIDE_PX, dashes: DASHES }];
    for (const { colour, width, dashes } of areDashed ? dashed : usual) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: width * view.ratio, lineJoin: "round" });
      pen.setLineDash(dashes.map((length) => length * view.ratio));
      pen.stroke(path);
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

/** @param {Line[]} lines @param {import("./world.js").View} view */
function pathOf(lines, { world, west, north }) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([lon, lat], k) => {
      const [x, y] = [eastOf(lon) * world - west, southOf(lat) * world - north];
      if (k) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
  }
  return path;
}
