/** Drawing on the map with mouse, finger or keys: spots, lines, areas, strokes of a brush. */

import { createSketch } from "./sketch.js";

/** @typedef {import("../types").Point} Point */
/** @typedef {{x: number, y: number}} Spot */
/** @typedef {Pick<MouseEvent, "shiftKey" | "altKey" | "ctrlKey" | "metaKey">} Held */

/**
 * What is drawn: one spot; a line or an area, by dragging or corner by corner; strokes; spots one
 * after the other, until Enter.
 *
 * @typedef {"spot" | "line" | "area" | "stroke" | "spots"} Kind
 */

/**
 * @typedef {object} Drawn
 * @property {Kind} kind
 * @property {Point[]} at degrees
 * @property {{shift: boolean, alt: boolean}} held
 */

/** Pixels: half the width of the brush, how far a click may slip, and the step of a fine move. */
export const [BRUSH_PX, SLIP_PX, FINE_PX] = [14, 5, 12];

/**
 * Return what lets people draw.
 *
 * @param {import("../types").Page} page
 * @param {{onDrawn: (drawn: Drawn) => void, onStep?: (number: number) => void}} heard
 *   a drawing that is done, and how many corners or spots one has so far
 */
export function createDrawing(page, { onDrawn, onStep = () => {} }) {
  const { gl } = page.map;
  const sketch = createSketch(page);
  const holder = gl.getCanvasContainer();
  /** @type {Kind | null} */
  let kind = null;
  /** @type {Point[]} */
  let corners = [];
  /** @type {{from: Spot, path: Spot[], id: number} | null} */
  let drag = null;

  const place = (/** @type {Spot} */ spot) => {
    const { lng, lat } = gl.unproject([spot.x, spot.y]);
    return /** @type {Point} */ ([lng, lat]);
  };
  const spotIn = (/** @type {PointerEvent} */ event) => {
    const at = holder.getBoundingClientRect();
    return { x: event.clientX - at.left, y: event.clientY - at.top };
  };

  /** @param {Point[]} path */
  function show(path) {
    if (kind === "spots") sketch.show({ places: path });
    else sketch.show({ path, isArea: kind === "area", width: kind === "stroke" ? 2 * BRUSH_PX : 0 });
  }

  function clear() {
    [corners, drag] = [[], null];
    sketch.show({});
    onStep(0);
  }

  /** @param {Point[]} at @param {Held} event */
  function done(at, event) {
    const drawn = kind;
    clear();
    if (drawn) onDrawn({ kind: drawn, at, held: { shift: event.shiftKey || event.ctrlKey || event.metaKey, alt: event.altKey } });
  }

  /** @param {Spot} spot @param {Held} event */
  function click(spot, event) {
    const at = place(spot);
    if (kind === "spot" || kind === "stroke") return done([at], event);
    const isClosed = [corners[0], corners.at(-1)].some((one) => one && isNear(gl.project(one), spot));
    if (isClosed && corners.length >= fewest(kind)) return done(corners, event);
    if (isClosed && kind !== "spots") return undefined;
    corners = [...corners, at];
    show(corners);
    return onStep(corners.length);
  }

  holder.addEventListener("pointerdown", (event) => {
    // Pins and other things on the map are pressed, not drawn over.
    const isPressed = event.target instanceof Element && event.target.closest("button, a");
    if (!kind || isPressed || event.button !== 0 || !event.isPrimary) return;
    drag = { from: spotIn(event), path: [spotIn(event)], id: event.pointerId };
    holder.setPointerCapture(event.pointerId);
  });
  holder.addEventListener("pointermove", (event) => {
    if (!kind) return;
    const spot = spotIn(event);
    if (drag?.id === event.pointerId && kind !== "spot" && kind !== "spots") {
      if (isNear(/** @type {Spot} */ (drag.path.at(-1)), spot, 3)) return;
      drag.path.push(spot);
      show(drag.path.map(place));
    } else if (corners.length && kind !== "spots") show([...corners, place(spot)]);
  });
  holder.addEventListener("pointerup", (event) => {
    if (!drag || drag.id !== event.pointerId) return;
    const { from, path } = drag;
    drag = null;
    const isDragged = path.length > 2 && path.some((one) => !isNear(from, one));
    if (isDragged && kind !== "spots" && kind !== "spot") done(path.map(place), event);
    else if (isNear(from, spotIn(event))) click(spotIn(event), event);
  });
  holder.addEventListener("pointercancel", () => clear());

  gl.getCanvas().addEventListener("keydown", (event) => {
    const { clientWidth, clientHeight } = gl.getContainer();
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      if (kind) click({ x: clientWidth / 2, y: clientHeight / 2 }, event);
    } else if (event.key === "Backspace" && corners.length) {
      event.preventDefault();
      corners = corners.slice(0, -1);
      show(corners);
      onStep(corners.length);
    } else if (event.altKey && event.key in STEPS) {
      event.preventDefault();
      event.stopPropagation();
      const [dx, dy] = STEPS[event.key];
      gl.panBy([dx * FINE_PX, dy * FINE_PX], { animate: false });
    }
  }, { capture: true });

  return {
    /** Begin to draw something; null for nothing. @param {Kind | null} next */
    begin(next) {
      kind = next;
      clear();
      const moves = next === null || next === "spot" || next === "spots";
      if (moves) gl.dragPan.enable();
      else gl.dragPan.disable();
      if (next === null) gl.doubleClickZoom.enable();
      else gl.doubleClickZoom.disable();
      holder.classList.toggle("draws", next !== null);
    },
    /** Whether something was begun that Escape leaves. */
    isBegun: () => corners.length > 0 || drag !== null,
    clear,
    mark: sketch.mark,
    /** Take what was drawn so far, where it is enough. */
    finish() {
      if (kind && corners.length >= fewest(kind)) done(corners, { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false });
    },
  };
}

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** @param {Kind | null} kind */
const fewest = (kind) => (kind === "area" ? 3 : 2);

/** @param {Spot} a @param {Spot} b @param {number} [most] */
const isNear = (a, b, most = SLIP_PX) => Math.hypot(a.x - b.x, a.y - b.y) <= most;
