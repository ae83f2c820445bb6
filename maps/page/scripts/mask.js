"use strict";
/* Where borders run in the window, in cells of two pixels: whether a box meets one is four sums. */

const CELL = 2;

/* `lines` are flat rings of zoom 0; `scale` and `origin` take them to pixels of the window. */
function maskOf(lines, { scale, origin, size }) {
  const wide = Math.ceil(size.x / CELL) + 1;
  const high = Math.ceil(size.y / CELL) + 1;
  const marked = new Int32Array(wide * high);
  for (const line of lines) {
    for (let k = 2; k < line.length; k += 2) {
      markLine(marked, wide, high,
        (line[k - 2] * scale - origin.x) / CELL, (line[k - 1] * scale - origin.y) / CELL,
        (line[k] * scale - origin.x) / CELL, (line[k + 1] * scale - origin.y) / CELL);
    }
  }
  // Each cell becomes the sum of all above and left of it.
  for (let y = 1; y < high; y += 1) {
    let row = 0;
    for (let x = 1; x < wide; x += 1) {
      row += marked[y * wide + x];
      marked[y * wide + x] = row + marked[(y - 1) * wide + x];
    }
  }
  return { marked, wide, high };
}

function markLine(marked, wide, high, ax, ay, bx, by) {
  if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0
    || Math.min(ax, bx) > wide || Math.min(ay, by) > high) return;
  const steps = Math.max(1, Math.ceil(2 * Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  for (let k = 0; k <= steps; k += 1) {
    const x = Math.floor(ax + ((bx - ax) * k) / steps) + 1;
    const y = Math.floor(ay + ((by - ay) * k) / steps) + 1;
    if (x > 0 && y > 0 && x < wide && y < high) marked[y * wide + x] = 1;
  }
}

/* How many cells of a box [west, north, east, south], in pixels of the window, hold a border. */
function metIn(mask, box) {
  const clamp = (value, most) => Math.min(most, Math.max(0, value));
  const west = clamp(Math.floor(box[0] / CELL), mask.wide - 1);
  const north = clamp(Math.floor(box[1] / CELL), mask.high - 1);
  const east = clamp(Math.floor(box[2] / CELL) + 1, mask.wide - 1);
  const south = clamp(Math.floor(box[3] / CELL) + 1, mask.high - 1);
  const at = (x, y) => mask.marked[y * mask.wide + x];
  return at(east, south) - at(west, south) - at(east, north) + at(west, north);
}
