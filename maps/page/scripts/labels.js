"use strict";
/* Where names stand: inside their own shape and on no border of their level or above, else beside
   it on a leader line. At one zoom all grids say the same: name and count, name, or number. */

const DUE_PX = 24; // a grid this wide has its label
const FURTHER_PX = 60; // and each further part of it this wide, if it holds it
const MOST_ACROSS = 15; // places tried across a shape
const MOST_SPOTS = 60; // places of a grid that names of communities should leave it
const FARTHEST_PX = [110, 280]; // leaders are no longer: first near ones, then far ones
const LATTICE_PX = 6; // places around a shape that are tried for a label on a leader
const STARTS_ACROSS = 10;
const MOST_STARTS = 6; // places of a shape where its leader may start
const CROSSED_PX = 4; // so far a name of a community moves not to lie over two pixels of a border
const IN_PLAN_PX = { zone: 60, place: 200 }; // so much longer a leader is to end outside of the plan
const PLACE_SIZES = [15, 13.5, 12];
const COUNT_PX = 11;

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    ruler.font = font;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

/* Few widths, so that few places must be looked for. */
const rounded = (width) => Math.ceil(width / 4) * 4;

/* What a grid says and how large, the richest first. */
const RUNGS = [
  [12, (zone, words) => [zone.label, fill(words.household_count, { n: counted(zone.households) })]],
  [12, (zone) => [zone.label]],
  [12, (zone) => [zone.number]],
  [10, (zone) => [zone.number]],
];

function zoneLabels(words, family) {
  return RUNGS.map(([px, rung]) => ({ thing }) => {
    const lines = rung(thing, words);
    const width = Math.max(widthOf(lines[0], `500 ${px}px ${family}`),
      lines[1] ? widthOf(lines[1], `400 ${COUNT_PX}px ${family}`) : 0);
    return { kind: "zone", lines, px, size: [rounded(width + 4), lines[1] ? 30 : px + 4] };
  });
}

function placeLabelsOf(family) {
  return PLACE_SIZES.map((px) => ({ thing }) => {
    const spaced = widthOf(thing.name, `700 ${px}px ${family}`)
      + [...thing.name].length * 0.06 * px;
    return { kind: "place", lines: [thing.name], px, size: [rounded(spaced + 6), px + 5] };
  });
}

/* The richest that fits in nineteen of twenty shapes that are due, wherever the window is. */
function richest(labels, shapes, scale) {
  const due = shapes.filter((one) => !one.isFurther && one.wide * scale >= DUE_PX);
  const fits = (one, label) => Math.hypot(...label(one).size) / 2 <= one.room * scale * 1.25;
  return labels.find((label) => due.length
    && due.filter((one) => fits(one, label)).length >= 0.95 * due.length)
    ?? labels[labels.length - 1];
}

/* Shapes with what placing asks of them, all on the flat of zoom 0: the part that the name is for,
   and further parts, which carry it too where they are large and hold it. */
function shapesOf(map, things) {
  return things.filter((thing) => thing.at && thing.parts.length).flatMap((thing) => {
    const at = map.project([thing.at[1], thing.at[0]], 0);
    const parts = thing.parts.map((part) => flatten(map, [part]));
    const main = parts.find(({ rings }) => isWithin(at.x, at.y, rings)) ?? parts[0];
    const wide = Math.max(...parts.map((part) => part.wide));
    return parts.map((part) => (part === main
      ? { ...part, wide, thing, at, room: roomAround(at.x, at.y, part.rings) }
      : { ...part, thing, at: middleOfBox(part.box), isFurther: true }));
  });
}

const middleOfBox = ([west, north, east, south]) => ({ x: (west + east) / 2,
  y: (north + south) / 2 });

/* The part of a shape in the window. */
function seenOf(shape, { scale, origin, size }) {
  const [west, north, east, south] = shape.box;
  return [Math.max(0, west * scale - origin.x), Math.max(0, north * scale - origin.y),
    Math.min(size.x, east * scale - origin.x), Math.min(size.y, south * scale - origin.y)];
}

const middleOf = ({ at }, { scale, origin }) => [at.x * scale - origin.x, at.y * scale - origin.y];

/* Places inside a shape for a box on no border, those near its middle first. */
function spotsIn(shape, size, window, borders, across = MOST_ACROSS) {
  const { scale, origin } = window;
  const seen = seenOf(shape, window);
  const middle = middleOf(shape, window);
  const tried = [middle];
  const step = Math.max(3, Math.max(seen[2] - seen[0], seen[3] - seen[1]) / across);
  for (let x = seen[0] + step / 2; x < seen[2]; x += step) {
    for (let y = seen[1] + step / 2; y < seen[3]; y += step) tried.push([x, y]);
  }
  return tried
    .map(([x, y]) => ({ x, y, box: boxAround(x, y, size),
      cost: Math.hypot(x - middle[0], y - middle[1]) }))
    .filter(({ x, y, box }) => !metIn(borders, box)
      && isWithin((x + origin.x) / scale, (y + origin.y) / scale, shape.rings))
    .sort((a, b) => a.cost - b.cost);
}

/* Where a leader may start: on no border, in a sliver at least in the middle. */
function startsIn(shape, window, borders) {
  const spots = spotsIn(shape, [2, 2], window, borders, STARTS_ACROSS);
  if (spots.length) return spots;
  const [x, y] = middleOf(shape, window);
  return [{ x, y, box: boxAround(x, y, [1, 1]) }];
}

/* The best place on a leader: near, and outside of the plan rather than in another grid. The leader
   starts where nothing else stands, and crosses another only where it must. */
function placeBeside(shape, { size, kind }, window, placed, borders, isInPlan) {
  const starts = startsIn(shape, window, borders);
  const middle = middleOf(shape, window);
  for (const farthest of FARTHEST_PX) {
    const near = placed.within(boxAround(...middle, size.map((one) => one + 2 * farthest)));
    const open = openAround(middle, farthest, size, near, borders);
    for (const mayCross of [false, true]) {
      const free = starts.filter(({ box }) => placed.isFree(box, mayCross));
      for (const { x, y } of free.slice(0, MOST_STARTS)) {
        const sorted = open.map((at) => [Math.hypot(at[0] - x, at[1] - y), at])
          .sort((a, b) => a[0] - b[0]);
        const found = bestOf(sorted, (at) => {
          const box = boxAround(...at, size);
          const leader = [x, y, ...nearestOf(box, [x, y])];
          return near.keptIn(box, shape) === 0 && near.isClear(leader, mayCross)
            ? { box, leader } : null;
        }, isInPlan, IN_PLAN_PX[kind]);
        if (found) return found;
      }
    }
  }
  return null;
}

/* Places for a box around a point, on no border and free. */
function openAround([x, y], farthest, size, placed, borders) {
  const open = [];
  for (let dx = -farthest; dx <= farthest; dx += LATTICE_PX) {
    for (let dy = -farthest; dy <= farthest; dy += LATTICE_PX) {
      const box = boxAround(x + dx, y + dy, size);
      if (!metIn(borders, box) && placed.isFree(box)) open.push([x + dx, y + dy]);
    }
  }
  return open;
}

/* The first place that does, unless another does that is not much farther and outside of the plan. */
function bestOf(near, placeAt, isInPlan, longer) {
  let best = null;
  for (const [reach, at] of near) {
    if (best && reach >= best.reach + longer) break;
        const found = placeAt(at);
    if (!found) continue;
    if (!isInPlan(...at)) return found;
    best ??= { ...found, reach };
  }
  return best;
}

/* All labels of one window; in each level the narrowest first, for it has the fewest places. */
function placeLabels(window, places, zones, labels, blockers) {
  const isSeen = (one) => {
    const [west, north, east, south] = seenOf(one, window);
    return west < east && north < south;
  };
  const isDue = (one) => !one.isFurther && one.wide * window.scale >= DUE_PX;
  const mayShow = (one) => !one.isFurther || one.wide * window.scale >= FURTHER_PX;
  const placed = new Placed(window.size, blockers);
  const narrow = (shapes) => shapes.filter(isSeen).sort((a, b) => a.wide - b.wide);
  const towns = narrow(places);
  const grids = narrow(zones);
  const above = maskOf(towns.flatMap((one) => one.rings), window);
  const every = maskOf([...towns, ...grids].flatMap((one) => one.rings), window);
  const isInPlan = (x, y) => towns.some((one) => isWithin((x + window.origin.x) / window.scale,
    (y + window.origin.y) / window.scale, one.rings));
  const shown = [];
  const show = (one, label, found) => {
    placed.add(found);
    shown.push({ ...label, ...found, code: one.thing.code });
  };
  const beside = (one, label, borders) => {
    const found = placeBeside(one, label, window, placed, borders, isInPlan);
    if (found) show(one, label, found);
    return found !== null;
  };

  const zoneLabel = richest(labels.zones, zones, window.scale);
  const placeLabel = richest(labels.places, places, window.scale);
  const spots = new Map(grids.map((one) => [one, spotsIn(one, zoneLabel(one).size, window, every)
    .filter(({ box }) => placed.isFree(box))]));
  const freeSpot = (one) => spots.get(one).find(({ box }) => placed.isFree(box));
  const keep = (one) => placed.kept.set(one, (freeSpot(one) ?? startsIn(one, window, every)[0]).box);
  grids.filter((one) => isDue(one) && !freeSpot(one)).forEach(keep);
  const outside = towns.filter(mayShow).filter((town) => {
    const label = placeLabel(town);
    const found = townSpot(town, label, window, placed, { above, every }, spots);
    if (found) show(town, label, found);
    return !found && !town.isFurther;
  });
  for (const town of outside) {
    if (!beside(town, placeLabel(town), every)) beside(town, placeLabel(town), above);
  }
  grids.filter(isDue).forEach(keep);
  // Whoever finds nothing comes once more, when no place is kept for others any longer.
  const late = grids.filter(mayShow).filter((one) => {
    const label = zoneLabel(one);
    const found = freeSpot(one);
    if (found) show(one, label, { box: found.box });
    const isDone = found !== undefined || !isDue(one) || beside(one, label, every);
    placed.kept.delete(one);
    return !isDone;
  });
  for (const one of late) beside(one, zoneLabel(one), every);
  return shown;
}

/* For the name of a community: on few borders of grids, and where each grid keeps a place. */
function townSpot(town, { size }, window, placed, { above, every }, spots) {
  const own = [...spots].filter(([one, found]) => one.thing.home === town.thing.code
    && found.length).map(([, found]) => found.slice(0, MOST_SPOTS));
  let best = null;
  for (const { box, cost } of spotsIn(town, size, window, above)) {
    if (best && cost >= best.cost) break;
    const whole = cost + metIn(every, box) * CROSSED_PX;
    if ((best && whole >= best.cost) || !placed.isFree(box) || placed.keptIn(box, null)
      || own.some((found) => found.every((spot) => meets(spot.box, box, TOUCH_PX)))) continue;
    best = { box, cost: whole };
  }
  return best && { box: best.box };
}
