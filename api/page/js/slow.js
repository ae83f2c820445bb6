/** What a slow machine leaves out while the map moves, so that it moves smoothly. */

const SLOW_MS = 36;
const LOOKED_AT = 4;
const COARSE = 0.5;

/** Layers with many points or lines, and what makes them unseen without drawing tiles anew. */
/** @type {[string, "circle-opacity" | "circle-stroke-opacity" | "line-opacity"][]} */
const LEFT_OUT = [["households", "circle-opacity"], ["households", "circle-stroke-opacity"], ["grids-lines", "line-opacity"]];

/**
 * Watch how fast a map is drawn while it moves. Where that is slow, pictures are coarser until it
 * stands still; where it is slow even so, thin borders and households are left out until then.
 *
 * @param {import("maplibre-gl").Map} gl
 */
export function leavesOut(gl) {
  const fine = gl.getPixelRatio();
  /** How much is left out: nothing, fine pixels, thin things. */
  let steps = 0;
  /** @type {number[]} */
  let took = [];
  let last = 0;
  /** @type {[string, any, any][]} */
  let before = [];

  let isSharpening = false;

  /** @param {number} ratio */
  const sharpen = (ratio) => {
    if (gl.getPixelRatio() === ratio) return;
    // The map takes this for a new size, tells of a movement, and would let go of the hand.
    isSharpening = true;
    const { stop } = gl;
    gl.stop = () => gl;
    gl.setPixelRatio(ratio);
    gl.stop = stop;
    // A canvas that changes its size is empty until it is drawn on.
    gl.redraw();
    isSharpening = false;
  };
  const leave = () => {
    if (steps > 0) sharpen(fine * COARSE);
    if (steps < 2 || before.length) return;
    before = LEFT_OUT.filter(([id]) => gl.getLayer(id)).map(([id, name]) => [id, name, gl.getPaintProperty(id, name)]);
    for (const [id, name] of before) gl.setPaintProperty(id, name, 0);
  };
  const bring = () => {
    for (const [id, name, value] of before) if (gl.getLayer(id)) gl.setPaintProperty(id, name, value);
    before = [];
    sharpen(fine);
  };

  gl.on("render", () => {
    const now = performance.now();
    if (!gl.isMoving() || isSharpening) {
      last = 0;
      return;
    }
    if (last) took.push(now - last);
    last = now;
    if (steps === 2 || took.length < LOOKED_AT) return;
    const middle = took.sort((a, b) => a - b)[LOOKED_AT >> 1];
    took = [];
    if (middle <= SLOW_MS) return;
    steps += 1;
    later();
  });
  // Not from inside the picture that is being drawn.
  const later = () => {
    if (steps && !isSharpening) setTimeout(() => (gl.isMoving() ? leave() : bring()));
  };
  gl.on("movestart", later);
  gl.on("moveend", later);
}
