/** On a machine that draws slowly, the picture that is there moves along until there is a new one. */

/** @typedef {import("maplibre-gl").Map} GlMap */

/** A picture that takes longer is slow; so many times as long as it takes, none is drawn anew. */
const [SLOW_MS, PATIENCE] = [24, 4];
/** The last resort: edges are never empty for longer. */
const LONGEST_MS = 450;

/**
 * Keep a map moving under the hand: where drawing it takes longer than a picture of the screen
 * stands, its canvas is moved and scaled instead, and drawn anew now and then, and at the end.
 *
 * @param {GlMap} gl
 * @param {() => boolean} [isMoving] whether it moves, itself or along with another
 */
export function movesAlong(gl, isMoving = () => gl.isMoving()) {
  const { painter } = gl;
  const paint = painter.render.bind(painter);
  const canvas = gl.getCanvas();
  canvas.style.transformOrigin = "0 0";
  /** What the picture shows. */
  let at = seen();
  let painted = 0;
  /** How long a picture takes, as those before it did. */
  let cost = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const pause = () => (cost > SLOW_MS ? Math.min(PATIENCE * cost, LONGEST_MS) : 0);

  function along() {
    const scale = 2 ** (gl.getZoom() - at.zoom);
    const { x, y } = gl.project(at.centre);
    const [left, top] = [x - scale * at.point.x, y - scale * at.point.y];
    // Whole pixels: a picture between two is blurred, and slower.
    const [right, down] = scale === 1 ? [Math.round(left), Math.round(top)] : [left, top];
    canvas.style.transform = `translate(${right}px, ${down}px) scale(${scale})`;
  }

  function seen() {
    const centre = gl.getCenter();
    return { centre, point: gl.project(centre), zoom: gl.getZoom() };
  }

  painter.render = (...words) => {
    const now = performance.now();
    clearTimeout(timer);
    if (isMoving() && now - painted < pause()) {
      along();
      timer = setTimeout(() => gl.triggerRepaint(), painted + pause() - now);
      return;
    }
    canvas.style.transform = "";
    paint(...words);
    at = seen();
    painted = now;
    if (isMoving()) requestAnimationFrame(() => (cost = 0.7 * cost + 0.3 * (performance.now() - now)));
  };
  gl.on("moveend", () => gl.triggerRepaint());
}
