/** Labels as small pictures, drawn once: a map that is panned copies them. */

/** @typedef {import("./labels.js").Spot} Spot */

/**
 * @typedef {object} Sprite
 * @property {HTMLCanvasElement} image
 * @property {number} width pixels of the screen
 * @property {number} height
 */

const MOST = 4000;
const FAMILY = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

/**
 * Return what gives the labels of a place that fit into the room it has, the fullest first.
 *
 * @param {Record<string, string | number>} look colours of the theme
 */
export function spritesOf(look) {
  /** @type {Map<string, Sprite>} */
  const made = new Map();

  /** @param {string} key @param {() => Sprite} draw */
  function once(key, draw) {
    let found = made.get(key);
    if (!found) {
      if (made.size >= MOST) made.clear();
      found = draw();
      made.set(key, found);
    }
    return found;
  }

  /**
   * @param {Spot} spot
   * @param {{width: number, height: number}} room in which it stands, pixels
   * @param {number} ratio pixels of the screen to one of the page
   * @param {boolean} isChosen
   */
  return function* sprites(spot, room, ratio, isChosen) {
    const isCommunity = spot.code === "";
    // So long as its zones are large enough for names of their own, a community needs none.
    if (isCommunity && (room.width < 34 * ratio || room.width > 520 * ratio)) return;
    if (!isCommunity && !isChosen && room.width < 22 * ratio) return;
    for (const lines of linesOf(spot, isCommunity)) {
      const key = `${isCommunity}|${isChosen}|${spot.size}|${spot.locked}|${ratio}|${lines.join("\n")}`;
      const sprite = once(key, () => drawn(spot, lines, { look, ratio, isCommunity, isChosen }));
      const isTooWide = sprite.width > room.width * (isCommunity ? 1.5 : 1.15);
      if (isChosen || !(isTooWide || sprite.height > room.height * 1.3)) yield sprite;
    }
  };
}

/** @param {Spot} spot @param {boolean} isCommunity @returns {string[][]} */
function linesOf({ name, short, count }, isCommunity) {
  if (isCommunity) return [[name]];
  return short === name ? [[name, count], [count]] : [[name, count], [short, count], [count]];
}

/**
 * @param {Spot} spot
 * @param {string[]} lines
 * @param {{look: Record<string, string | number>, ratio: number, isCommunity: boolean, isChosen: boolean}} how
 * @returns {Sprite}
 */
function drawn(spot, lines, { look, ratio, isCommunity, isChosen }) {
  const size = (isCommunity ? 14 : 12) * ratio;
  const step = size * 1.25;
  const image = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (image.getContext("2d"));
  const font = (/** @type {number} */ k) =>
    `${isCommunity || isChosen || (k === lines.length - 1) ? 600 : 400} ${size}px ${FAMILY}`;
  const marks = isCommunity ? 0 : (spot.size ? 1 : 0) + (spot.locked ? 1 : 0);
  const widths = lines.map((line, k) => {
    pen.font = font(k);
    return pen.measureText(line).width + (k === lines.length - 1 ? marks * size : 0);
  });
  const rim = Math.ceil(2 * ratio);
  image.width = Math.ceil(Math.max(...widths)) + 2 * rim;
  image.height = Math.ceil(step * lines.length) + 2 * rim;
  Object.assign(pen, { textBaseline: "middle", lineJoin: "round", lineWidth: 3 * ratio, strokeStyle: look.halo });
  lines.forEach((line, k) => {
    pen.font = font(k);
    const isLast = k === lines.length - 1;
    const y = rim + step * (k + 0.5);
    let x = (image.width - widths[k]) / 2;
    if (isLast && marks) x = mark(pen, spot, { x, y, size, look });
    pen.fillStyle = String(isLast && spot.size ? look[spot.size] : look.text);
    pen.strokeText(line, x, y);
    pen.fillText(line, x, y);
  });
  return { image, width: image.width, height: image.height };
}

/**
 * Draw what stands before a count: a triangle up for too many, down for too few, a lock.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Spot} spot
 * @param {{x: number, y: number, size: number, look: Record<string, string | number>}} at
 * @returns {number} where the count begins
 */
function mark(pen, spot, { x, y, size, look }) {
  const [w, h] = [size * 0.72, size * 0.62];
  if (spot.size) {
    const up = spot.size === "large" ? 1 : -1;
    const shape = new Path2D(
      `M${x} ${y + (up * h) / 2}h${w}l${-w / 2} ${-up * h}z`,
    );
    pen.stroke(shape);
    pen.fillStyle = String(look[spot.size]);
    pen.fill(shape);
    x += size;
  }
  if (spot.locked) {
    const [u, top] = [size * 0.66, y - size * 0.05];
    const body = new Path2D(`M${x} ${top}h${u}v${size * 0.42}h${-u}z`);
    const bow = new Path2D(`M${x + u * 0.2} ${top}v${-size * 0.15}a${u * 0.3} ${u * 0.3} 0 0 1 ${u * 0.6} 0v${size * 0.15}`);
    pen.stroke(body);
    pen.fillStyle = String(look.text);
    pen.fill(body);
    pen.save();
    Object.assign(pen, { strokeStyle: look.text, lineWidth: size * 0.12 });
    pen.stroke(bow);
    pen.restore();
    x += size;
  }
  return x;
}
