/** Names and counts on the map: on a canvas above it, only what is in sight and has room. */

import { byId, make } from "./elements.js";
import { rowsWith } from "./foreseen.js";
import { LOOKS } from "./style.js";
import { inFigures } from "./words.js";
import { spritesOf } from "./sprites.js";
import { eastOf, southOf, viewOf } from "./world.js";
import { boundsOf, sizeOf } from "./zones.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Zone} Zone */
/** @typedef {import("maplibre-gl").Map} GlMap */

/**
 * @typedef {object} Spot a zone or community, placed on the square of the world (0 to 1)
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {string} name
 * @property {string} short
 * @property {string} count
 * @property {string} code "" of a community
 * @property {"large" | "small" | ""} size
 * @property {boolean} locked
 */

/**
 * Draw the labels of the open version over a map, again each time that it moves.
 *
 * @param {Page} page
 * @param {GlMap} gl
 * @param {HTMLElement} [holder] of the map
 */
export function drawsLabels(page, gl, holder = byId("map")) {
  const { state, zones } = page;
  const canvas = make("canvas", { class: "over", "aria-hidden": "true" });
  gl.getCanvasContainer().after(canvas);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {Spot[] | null} */
  let spots = null;
  /** @type {WeakMap<Zone, Spot>} */
  let known = new WeakMap();
  let sprites = spritesOf(LOOKS[state.get().theme]);

  const draw = () => {
    // Where the picture of the map moves along, so does that of its labels.
    const { transform, transformOrigin } = gl.getCanvas().style;
    Object.assign(canvas.style, { transform, transformOrigin });
    if (transform) return;
    const view = viewOf(gl);
    if (view.width === 0 || view.height === 0) return; // a map that is hidden has no size
    if (canvas.width !== view.width || canvas.height !== view.height) {
      [canvas.width, canvas.height] = [view.width, view.height];
    }
    pen.clearRect(0, 0, view.width, view.height);
    const { layers, selected } = state.get();
    if (!layers.has("labels")) return;
    spots ??= spotsOf(zones, rowsWith(zones, state.get().foreseen), known);
    for (const { sprite, left, top } of placed(view, spots, sprites, selected)) {
      pen.drawImage(sprite.image, Math.round(left), Math.round(top));
    }
  };
  // Labels alone are drawn without the map, which costs far more.
  let isAsked = false;
  const again = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  const anew = () => {
    spots = null;
    again();
  };
  gl.on("render", draw);
  gl.on("resize", () => gl.triggerRepaint());
  zones.on(anew);
  state.on(["foreseen"], anew);
  state.on(["layers", "selected"], again);
  state.on(["lang"], () => {
    known = new WeakMap();
    anew();
  });
  state.on(["theme"], ({ theme }) => {
    sprites = spritesOf(LOOKS[theme]);
    anew();
  });
  // Text is measured by the font that is there: it may come later than the first picture.
  document.fonts?.ready.then(anew);
  holder.classList.add("has-labels");
}

/**
 * Return everything that may have a label, the most important first: communities, then large zones.
 *
 * @param {import("../types").Zones} zones
 * @param {readonly Zone[]} all of them
 * @param {WeakMap<Zone, Spot>} known spots of zones that are as they were
 * @returns {Spot[]}
 */
function spotsOf(zones, all, known) {
  const rows = all.filter((zone) => zone.lon !== null);
  const grids = rows.map((zone) => known.get(zone) ?? spotOf(zone, zones.community(zone.community)?.name ?? ""));
  rows.forEach((zone, k) => known.set(zone, grids[k]));
  const places = communitySpots(rows, grids, zones);
  grids.sort((a, b) => b.width * b.height - a.width * a.height);
  return [...places, ...grids];
}

/** @param {Zone} zone @param {string} village */
function spotOf(zone, village) {
  const size = sizeOf(zone);
  return {
    x: eastOf(zone.lon),
    y: southOf(zone.lat),
    width: eastOf(zone.east) - eastOf(zone.west),
    height: southOf(zone.south) - southOf(zone.north),
    name: zone.name,
    short: village && zone.name.startsWith(village) ? zone.name.slice(village.length).trim() || zone.name : zone.name,
    count: inFigures(zone.households),
    code: zone.code,
    size: size === "large" || size === "small" ? size : /** @type {const} */ (""),
    locked: zone.locked,
  };
}

/**
 * The label of a community stands among its zones.
 *
 * @param {Zone[]} rows
 * @param {Spot[]} spots of the rows
 * @param {import("../types").Zones} zones
 * @returns {Spot[]}
 */
function communitySpots(rows, spots, zones) {
  /** @type {Map<string, {zone: Zone, spot: Spot}[]>} */
  const of = new Map();
  rows.forEach((zone, k) => {
    const one = { zone, spot: spots[k] };
    const list = of.get(zone.community);
    if (list) list.push(one);
    else of.set(zone.community, [one]);
  });
  return [...of].map(([code, list]) => {
    const [west, south, east, north] = boundsOf(list.map(({ zone }) => zone)) ?? [0, 0, 0, 0];
    const name = zones.community(code)?.name || code;
    const middle = { x: eastOf((west + east) / 2), y: southOf((south + north) / 2) };
    const count = inFigures(list.reduce((sum, { zone }) => sum + zone.households, 0));
    return {
      ...nearest(middle, list.map(({ spot }) => spot)), width: eastOf(east) - eastOf(west), height: southOf(south) - southOf(north),
      name, short: name, count, code: "", size: /** @type {const} */ (""), locked: false,
    };
  });
}

/** @param {{x: number, y: number}} middle @param {Spot[]} list */
function nearest(middle, list) {
  let best = { x: 0, y: 0 };
  let least = Infinity;
  for (const { x, y } of list) {
    const far = (x - middle.x) ** 2 + (y - middle.y) ** 2;
    if (far < least) [best, least] = [{ x, y }, far];
  }
  return best;
}

/**
 * Choose labels that are in sight, fit and do not overlap; yield where each is drawn.
 *
 * @param {import("./world.js").View} view
 * @param {Spot[]} spots
 * @param {ReturnType<typeof spritesOf>} sprites
 * @param {ReadonlySet<string>} selected
 */
function* placed({ width, height, ratio, world, west, north }, spots, sprites, selected) {
  const taken = roomOf(width, 64 * ratio);
  for (const spot of inTurn(spots, selected)) {
    const [x, y] = [spot.x * world - west, spot.y * world - north];
    if (x < -99 || y < -99 || x > width + 99 || y > height + 99) continue;
    const room = { width: spot.width * world, height: spot.height * world };
    for (const sprite of sprites(spot, room, ratio, selected.has(spot.code))) {
      const left = x - sprite.width / 2;
      const top = y - sprite.height / 2;
      const isWhole = left >= 0 && top >= 0 && left + sprite.width <= width && top + sprite.height <= height;
      if (!isWhole || taken(left, top, sprite.width, sprite.height)) continue;
      yield { sprite, left, top };
      break;
    }
  }
}

/** What is chosen comes first. @param {Spot[]} spots @param {ReadonlySet<string>} selected */
function* inTurn(spots, selected) {
  if (!selected.size) return yield* spots;
  for (const spot of spots) if (selected.has(spot.code)) yield spot;
  for (const spot of spots) if (!selected.has(spot.code)) yield spot;
  return undefined;
}

/**
 * Return what says whether a box is taken, and takes it where it is not.
 *
 * @param {number} width of everything
 * @param {number} step of the squares by which boxes are found
 */
function roomOf(width, step) {
  const across = Math.ceil(width / step) + 8;
  /** @type {number[][]} */
  const squares = [];
  return (/** @type {number} */ left, /** @type {number} */ top, /** @type {number} */ w, /** @type {number} */ h) => {
    const cells = [];
    for (let r = Math.floor(top / step); r <= (top + h) / step; r += 1) {
      for (let c = Math.floor(left / step); c <= (left + w) / step; c += 1) cells.push((r + 4) * across + c + 4);
    }
    for (const cell of cells) {
      const list = squares[cell] ?? [];
      for (let k = 0; k < list.length; k += 4) {
        if (left < list[k + 2] && list[k] < left + w && top < list[k + 3] && list[k + 1] < top + h) return true;
      }
    }
    for (const cell of cells) (squares[cell] ??= []).push(left, top, left + w, top + h);
    return false;
  };
}
