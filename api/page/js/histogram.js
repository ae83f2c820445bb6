/** How large the zones are against their band, as bars; what they say is said in words too. */

import { make } from "./elements.js";
import { soon } from "./soon.js";
import { inFigures } from "./words.js";
import { sizeOf } from "./zones.js";

/** @typedef {import("../types").Zone} Zone */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, FOOT, BINS] = [360, 72, 26, 36];

/**
 * Make the histogram; it follows the zones.
 *
 * @param {import("../types").Page} page
 */
export function createHistogram({ zones, state, t }) {
  const element = make("div", { class: "histograms" });

  const show = () => {
    /** @type {Map<string, Zone[]>} */
    const bands = new Map();
    for (const zone of zones.rows()) {
      if (zone.fewest === null || zone.most === null) continue;
      const key = `${zone.fewest}-${zone.most}`;
      const list = bands.get(key);
      if (list) list.push(zone);
      else bands.set(key, [zone]);
    }
    const most = [...bands.values()].sort((a, b) => b.length - a.length).slice(0, 2);
    element.replaceChildren(...most.map((rows) => figure(rows, t)));
  };
  zones.on(soon(show));
  state.on(["lang"], show);
  return { element };
}

/** @param {Zone[]} rows that have one band @param {import("../types").Translate} t */
function figure(rows, t) {
  const { fewest, most } = /** @type {{fewest: number, most: number}} */ (rows[0]);
  const number = { small: 0, fits: 0, large: 0, free: 0 };
  for (const zone of rows) number[sizeOf(zone)] += 1;
  const told = { number: rows.length, fewest, most, ...number };
  const caption = make("figcaption", { text: t("page_histogram", told) });
  const made = bars(rows, fewest, most);
  made.setAttribute("aria-label", t("page_histogram_told", told));
  return make("figure", {}, caption, made);
}

/** @param {Zone[]} rows @param {number} fewest @param {number} most */
function bars(rows, fewest, most) {
  const counts = rows.map((zone) => zone.households);
  const room = Math.ceil((most - fewest + 1) / 2);
  // What lies far outside is counted at the edge, so that the band is always seen.
  const low = Math.max(0, Math.min(fewest - room, Math.max(leastOf(counts), fewest - 2 * room)));
  const high = Math.max(most + room, Math.min(mostOf(counts), most + 4 * room));
  const step = Math.max(1, Math.ceil((high + 1 - low) / BINS));
  const number = Math.ceil((high + 1 - low) / step);
  const at = (/** @type {number} */ n) => ((n - low) / (number * step)) * WIDTH;
  const bins = Array.from({ length: number }, () => ({ number: 0, out: 0 }));
  for (const n of counts) {
    const bin = bins[Math.max(0, Math.min(number - 1, Math.floor((n - low) / step)))];
    bin.number += 1;
    if (n < fewest || n > most) bin.out += 1;
  }
  const tallest = Math.max(1, ...bins.map((bin) => bin.number));
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, role: "img", class: "histogram" });
  svg.append(draw("rect", { class: "band", x: at(fewest), width: at(most + 1) - at(fewest), y: 0, height: HEIGHT }));
  bins.forEach(({ number, out }, k) => {
    const width = WIDTH / bins.length - 1;
    const x = (k * WIDTH) / bins.length;
    const [all, odd] = [number, out].map((n) => (n / tallest) * (HEIGHT - 6));
    if (number) svg.append(draw("rect", { class: "bar", x, width, y: HEIGHT - Math.max(2, all), height: Math.max(2, all) }));
    if (out) svg.append(draw("rect", { class: "bar out", x, width, y: HEIGHT - Math.max(2, odd), height: Math.max(2, odd) }));
  });
  svg.append(draw("line", { class: "foot", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }));
  for (const [edge, x] of [[fewest, at(fewest)], [most, at(most + 1)]]) {
    svg.append(draw("line", { class: "edge", x1: x, x2: x, y1: 0, y2: HEIGHT + 3 }));
    const text = draw("text", { x, y: HEIGHT + FOOT - 2, "text-anchor": "middle" });
    text.textContent = inFigures(edge);
    svg.append(text);
  }
  return svg;
}

/** @param {number[]} counts */
const leastOf = (counts) => counts.reduce((a, b) => Math.min(a, b), Infinity);

/** @param {number[]} counts */
const mostOf = (counts) => counts.reduce((a, b) => Math.max(a, b), 0);

/** @param {string} tag @param {Record<string, string | number>} said */
function draw(tag, said) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(said)) made.setAttribute(name, String(value));
  return made;
}
