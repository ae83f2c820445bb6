/** A canvas over the map: what is picked, what is being drawn, and the cross of whoever uses keys. */

import { byId, make } from "./elements.js";

/** @typedef {import("../types").Point} Point */

/**
 * @typedef {object} Sketch
 * @property {Point[]} path being drawn, degrees
 * @property {boolean} isArea whether the path is closed
 * @property {number} width of the path, pixels; 0 for a hairline
 * @property {Point[]} places marked one by one
 */

/** @typedef {(Point | null | undefined)[]} Marks */

/**
 * Return what draws over the map; it is drawn again whenever the map moves.
 *
 * @param {import("../types").Page} page
 */
export function createSketch({ state, map }) {
  const { gl } = map;
  const canvas = make("canvas", { id: "sketch", "aria-hidden": "true" });
  byId("map").after(canvas);
  // Read often, it is drawn without the graphics card: there Chromium shows what was wiped away again.
  const ink = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  /** @type {Sketch} */
  let now = { path: [], isArea: false, width: 0, places: [] };
  /** @type {Marks} */
  let marks = [];
  let isAsked = false;

  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  gl.on("move", draw);
  gl.on("resize", ask);
  state.on(["picked", "theme", "tool"], ask);
  for (const event of ["focus", "blur"]) gl.getCanvas().addEventListener(event, ask);

  function draw() {
    const { clientWidth: width, clientHeight: height } = gl.getContainer();
    const scale = Math.min(devicePixelRatio, 2);
    if (canvas.width !== width * scale || canvas.height !== height * scale) {
      canvas.width = width * scale;
      canvas.height = height * scale;
    }
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    ink.clearRect(0, 0, width, height);
    const looks = getComputedStyle(canvas);
    const [main, rim] = [looks.getPropertyValue("--pick"), looks.getPropertyValue("--rim")];
    for (const at of state.get().picked?.points ?? marks) if (at) ring(ink, at, 5.5, main, rim);
    shape(ink, main, rim);
    for (const at of now.places) ring(ink, at, 8, main, rim);
    if (gl.getCanvas().matches(":focus-visible")) cross(ink, width / 2, height / 2, main, rim);
  }

  /** @param {CanvasRenderingContext2D} ink @param {Point} at @param {number} radius @param {string} main @param {string} rim */
  function ring(ink, at, radius, main, rim) {
    const { x, y } = gl.project(at);
    ink.beginPath();
    ink.arc(x, y, radius, 0, 2 * Math.PI);
    ink.strokeStyle = rim;
    ink.lineWidth = 5;
    ink.stroke();
    ink.strokeStyle = main;
    ink.lineWidth = 2.5;
    ink.stroke();
  }

  /** @param {CanvasRenderingContext2D} ink @param {string} main @param {string} rim */
  function shape(ink, main, rim) {
    if (!now.path.length) return;
    ink.beginPath();
    for (const at of now.path) {
      const { x, y } = gl.project(at);
      ink.lineTo(x, y);
    }
    if (now.isArea) ink.closePath();
    ink.lineJoin = ink.lineCap = "round";
    if (now.width) return stroke(ink, now.width, main, 0.3);
    if (now.isArea) {
      ink.globalAlpha = 0.15;
      ink.fillStyle = main;
      ink.fill();
    }
    stroke(ink, 5, rim, 0.9);
    ink.setLineDash([8, 5]);
    stroke(ink, 2.5, main, 1);
    ink.setLineDash([]);
    for (const at of now.path.length < 30 ? now.path : []) ring(ink, at, 2, main, rim);
  }

  return {
    /** Mark places until others are. @param {Marks} places */
    mark(places) {
      marks = places;
      ask();
    },
    /** @param {Partial<Sketch>} said */
    show(said) {
      now = { path: [], isArea: false, width: 0, places: [], ...said };
      ask();
    },
  };
}

/** @param {CanvasRenderingContext2D} ink @param {number} width @param {string} colour @param {number} alpha */
function stroke(ink, width, colour, alpha) {
  ink.globalAlpha = alpha;
  ink.lineWidth = width;
  ink.strokeStyle = colour;
  ink.stroke();
  ink.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ink @param {number} x @param {number} y @param {string} main @param {string} rim */
function cross(ink, x, y, main, rim) {
  ink.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    ink.moveTo(x + 4 * dx, y + 4 * dy);
    ink.lineTo(x + 16 * dx, y + 16 * dy);
  }
  stroke(ink, 5, rim, 1);
  stroke(ink, 2, main, 1);
}
