"use strict";
/* Boxes of labels and lines to them, in pixels of the window: [west, north, east, south]. */

const TOUCH_PX = 3; // labels keep this far apart

const boxAround = (x, y, [width, height]) => [x - width / 2, y - height / 2,
  x + width / 2, y + height / 2];
const meets = (a, b, gap) => a[0] < b[2] + gap && b[0] < a[2] + gap
  && a[1] < b[3] + gap && b[1] < a[3] + gap;
const nearestOf = (box, [x, y]) => [Math.min(box[2], Math.max(box[0], x)),
  Math.min(box[3], Math.max(box[1], y))];

/* Whether a line [x, y, x, y] meets a box. */
function crosses([ax, ay, bx, by], box) {
  if (Math.max(ax, bx) < box[0] || Math.min(ax, bx) > box[2]
    || Math.max(ay, by) < box[1] || Math.min(ay, by) > box[3]) return false;
  const side = (x, y) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  const sides = [side(box[0], box[1]), side(box[2], box[1]), side(box[0], box[3]),
    side(box[2], box[3])];
  return !(sides.every((one) => one > 0) || sides.every((one) => one < 0));
}

/* Whether two lines cross. */
function cross([ax, ay, bx, by], [cx, cy, dx, dy]) {
  const side = (x, y, px, py, qx, qy) => Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));
  return side(cx, cy, ax, ay, bx, by) !== side(dx, dy, ax, ay, bx, by)
    && side(ax, ay, cx, cy, dx, dy) !== side(bx, by, cx, cy, dx, dy);
}

/* What stands in a window so far, and the places that are kept for shapes still to come. */
class Placed {
  constructor({ x, y }, blockers) {
    this.size = [x, y];
    this.boxes = [...blockers];
    this.leaders = [];
    this.kept = new Map();
  }

  add({ box, leader }) {
    this.boxes.push(box);
    if (leader) this.leaders.push(leader);
  }

  /* The same, but only what stands in a part of the window: looking there is faster. */
  within(part) {
    const near = new Placed({ x: this.size[0], y: this.size[1] },
      this.boxes.filter((box) => meets(box, part, TOUCH_PX)));
    near.leaders = this.leaders.filter((line) => crosses(line, part));
    near.kept = new Map([...this.kept].filter(([, box]) => meets(box, part, 0)));
    return near;
  }

  isFree(box, mayCross) {
    return box[0] >= 1 && box[1] >= 1 && box[2] <= this.size[0] - 1 && box[3] <= this.size[1] - 1
      && !this.boxes.some((other) => meets(other, box, TOUCH_PX))
      && (mayCross || !this.leaders.some((line) => crosses(line, box)));
  }

  isClear(line, mayCross) {
    const around = [Math.min(line[0], line[2]), Math.min(line[1], line[3]),
      Math.max(line[0], line[2]), Math.max(line[1], line[3])];
    return !this.boxes.some((box) => meets(box, around, 0) && crosses(line, box))
      && (mayCross || !this.leaders.some((other) => cross(line, other)));
  }

  /* For how many others a box would take the place that is kept for them. */
  keptIn(box, owner) {
    let others = 0;
    for (const [other, kept] of this.kept) if (other !== owner && meets(kept, box, 0)) others += 1;
    return others;
  }
}
