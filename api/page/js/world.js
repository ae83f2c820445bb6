/** Places on the square of the world (0 to 1), and the part of it that a map shows. */

/** @typedef {import("maplibre-gl").Map} GlMap */

const TILE = 512;

/**
 * @typedef {object} View
 * @property {number} width of the map, pixels of the screen
 * @property {number} height
 * @property {number} ratio pixels of the screen to one of the page
 * @property {number} world width of the square, pixels of the screen
 * @property {number} west its place on the screen: what lies left of the map
 * @property {number} north what lies above it
 */

/** @param {number} lon degrees */
export const eastOf = (lon) => (lon + 180) / 360;

/** @param {number} lat degrees */
export const southOf = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/** Return what a map shows now. @param {GlMap} gl @returns {View} */
export function viewOf(gl) {
  // As fine as the screen, and never finer than eyes are.
  const ratio = Math.min(devicePixelRatio, 2);
  const { clientWidth, clientHeight } = gl.getContainer();
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  const world = TILE * 2 ** gl.getZoom() * ratio;
  const { lng, lat } = gl.getCenter();
  return { width, height, ratio, world, west: eastOf(lng) * world - width / 2, north: southOf(lat) * world - height / 2 };
}
