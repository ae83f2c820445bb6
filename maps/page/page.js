"use strict";
/* Draws what maps/drawing.py made. Text from a plan is only ever set as text, never as markup. */

const DENSITY = ["#fde7c8", "#f9bf86", "#ee8a5c", "#c9505a", "#7a2a5c"];
const BREACH = "#c1121f";
const STROKES = {
  stream: [{ color: "#8fbcd8", weight: 0.9 }],
  river: [{ color: "#ffffff", weight: 5, opacity: 0.6 }, { color: "#2f7cab", weight: 2.8 }],
  wall: [{ color: "#5e574c", weight: 1.6, dashArray: "1 3", lineCap: "butt" }],
  road: [{ color: "#8f8676", weight: 1.9 }, { color: "#ffffff", weight: 1 }],
  main_road: [{ color: "#84796a", weight: 4 }, { color: "#fffdf5", weight: 2.6 }],
  expressway: [{ color: "#a0551b", weight: 5.4 }, { color: "#fbd18a", weight: 3.4 }],
  railway: [
    { color: "#3f3b36", weight: 3.4, lineCap: "butt" },
    { color: "#ffffff", weight: 1.8, dashArray: "9 9", lineCap: "butt" },
  ],
  bridge: [
    { color: "#3f3b36", weight: 6.5, lineCap: "butt" },
    { color: "#fffdf5", weight: 4.2, lineCap: "butt" },
  ],
};
const FROM_ZOOM = { road: 13, stream: 12, wall: 13, bridge: 13 };
const COMMUNITY = [
  { color: "#ffffff", weight: 4, opacity: 0.7 },
  { color: "#7b2d5b", weight: 1.7, dashArray: "12 4 2 4", lineCap: "butt" },
];
const GROUP = { color: "#4a453d", weight: 0.8, opacity: 0.75, dashArray: "3 3" };
const ZONE = { color: "#6d675c", weight: 0.9, fillOpacity: 1 };

/* Millionths of a degree, each the step from the one before -> [[latitude, longitude], ...]. */
function walk(flat) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let k = 0; k < flat.length; k += 2) {
    x += flat[k];
    y += flat[k + 1];
    points.push([y / 1e6, x / 1e6]);
  }
  return points;
}

const polygons = (parts) => parts.map((rings) => rings.map(walk));
const outlines = (parts) => parts.flatMap((rings) => rings.map(walk))
  .map((ring) => [...ring, ring[0]]);
const paths = (parts) => parts.map((lines) => walk(lines[0]));

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function drawPlan(map, plan) {
  const words = plan.words;
  addPanes(map);
  addHatches();
  const breaches = drawZones(map, plan);
  const layers = [];
  const isDensity = plan.view === "density";
  map.getPane("zones").style.opacity = isDensity ? 0.25 : 1;
  const lines = drawLines(plan);
  if (lines) layers.push([words.lines, lines, true]);
  for (const level of plan.groups) {
    const style = { ...GROUP, pane: "groups", interactive: false };
    layers.push([level.name, L.polyline(paths(level.parts), style), false]);
  }
  if (plan.density.cells.length) layers.push([words.density, drawDensity(plan.density), isDensity]);
  if (plan.findings.length) layers.push([words.findings, drawFindings(plan), false]);
  if (plan.households.length) layers.push([words.household_points, drawHouseholds(plan), true]);
  const borders = drawCommunities(map, plan.communities);
  // On a wide window the legend and the layers stand beside the map, not on it.
  const side = map.getSize().x > 1100 ? 250 : 26;
  map.fitBounds([plan.bounds.slice(0, 2), plan.bounds.slice(2)],
    { paddingTopLeft: [26, 26], paddingBottomRight: [side, 26], animate: false });
  map.setMaxBounds(map.getBounds().pad(1));
  const names = makeNames(map, plan);
  layers.push([words.names, names, !isDensity]);

  const control = L.control.layers(null, null, { collapsed: false, position: "topright" });
  for (const [name, layer, shown] of layers) {
    if (shown) layer.addTo(map);
    control.addOverlay(layer, escapeMarkup(name));
  }
  addPanel(map, "topleft", titlePanel(plan));
  addPanel(map, "topleft", searchPanel(map, plan));
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  control.addTo(map);
  control.getContainer().prepend(element("h2", words.layers));
  const legend = legendPanel(plan);
  addPanel(map, "bottomright", legend.panel);
  addFoot(map, words);
  for (const [name, layer] of layers) followLayer(map, layer, legend.rowsOf.get(name) ?? []);
  scaleLines(map, [...(lines ? lines.getLayers() : []), ...breaches, ...borders]);
  fitToPaper(map, plan);
}

/* Paper has another size than the window: for printing the map takes the size of A4 within the
   margins of the style, lying, and goes back after it. */
function fitToPaper(map, plan) {
  const box = map.getContainer();
  let view = null;
  window.addEventListener("beforeprint", () => {
    view = [map.getCenter(), map.getZoom()];
    box.classList.add("on-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds([plan.bounds.slice(0, 2), plan.bounds.slice(2)],
      { paddingBottomRight: [190, 8], paddingTopLeft: [8, 8], animate: false });
  });
  window.addEventListener("afterprint", () => {
    box.classList.remove("on-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(...view, { animate: false });
  });
}

/* Leaflet's layer control takes markup; a level's name is text. */
function escapeMarkup(text) {
  return element("span", text).innerHTML;
}

function addPanes(map) {
  const heights = { zones: 400, special: 405, density: 410, breaches: 415, groups: 420, lines: 430,
    communities: 440, households: 445, chosen: 450,
    found: 455, findings: 640, names: 620 };
  for (const [name, height] of Object.entries(heights)) {
    const pane = map.createPane(name);
    pane.style.zIndex = height;
    if (name !== "zones" && name !== "findings") pane.style.pointerEvents = "none";
  }
  map.getPane("names").classList.add("names", "leaflet-zoom-hide");
}

const SVG = "http://www.w3.org/2000/svg";

function svgElement(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function addHatches() {
  const hatch = (id, turn, colour = BREACH) => svgElement("pattern",
    { id, width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
    svgElement("rect", { width: 1.2, height: 9, fill: colour, "fill-opacity": 0.6 }));
  document.body.append(svgElement("svg",
    { width: 0, height: 0, style: "position:absolute", "aria-hidden": "true" },
    svgElement("defs", {}, hatch("too-large", 45), hatch("too-small", -45),
      hatch("special", 90, "#4a453d"))));
}

const isBreach = (zone) => zone.status === "too large" || zone.status === "too small";
const hatchOf = (status) => `url(#${status.replace(" ", "-")})`;

function drawZones(map, plan) {
  const chosen = L.polygon([], { pane: "chosen", interactive: false, fill: false,
    color: "#1d1b18", weight: 3 }).addTo(map);
  const breaches = [];
  for (const zone of plan.zones) {
    const ring = polygons(zone.parts);
    const shape = L.polygon(ring, { ...ZONE, pane: "zones", fillColor: zone.colour,
      className: "zone" });
    shape.bindTooltip(() => facts(zone, plan.words),
      { sticky: true, className: "facts", direction: "auto", opacity: 1, offset: [14, 0] });
    shape.on("mouseover", () => chosen.setLatLngs(ring));
    shape.on("mouseout", () => chosen.setLatLngs([]));
    shape.addTo(map);
    if (zone.special) {
      L.polygon(ring, { pane: "special", interactive: false, stroke: false,
        fillColor: "url(#special)", fillOpacity: 1 }).addTo(map);
    }
    if (isBreach(zone)) {
      breaches.push(L.polygon(ring, { pane: "breaches", interactive: false, color: BREACH,
        weight: 1.8, fillColor: hatchOf(zone.status), fillOpacity: 1 }).addTo(map));
    }
  }
  return breaches;
}

function facts(zone, words) {
  const box = element("div");
  box.append(element("strong", zone.name));
  const list = element("dl");
  const metres = (value) => (value === null ? "–" : `${value.toLocaleString("en")} m`);
  const rows = [
    [words.code, zone.code],
    [words.community, zone.community],
    [words.households, zone.households.toLocaleString("en")],
    [words.mean, metres(zone.mean)],
    [words.longest, metres(zone.longest)],
    [words.status, zone.said, isBreach(zone) ? "breach" : ""],
  ];
  for (const [term, value, className] of rows) {
    list.append(element("dt", term), element("dd", value, className));
  }
  box.append(list);
  return box;
}

/* Casings of all classes first, so that roads join without a seam. */
function drawLines(plan) {
  if (!plan.lines.length) return null;
  const layer = L.featureGroup();
  const water = plan.lines.filter((line) => ["stream", "river"].includes(line.class));
  const ways = plan.lines.filter((line) => ["road", "main_road", "expressway"].includes(line.class));
  const others = plan.lines.filter((line) => !water.includes(line) && !ways.includes(line));
  const add = (line, stroke) => L.polyline(paths(line.parts), { ...stroke, pane: "lines",
    interactive: false, fromZoom: FROM_ZOOM[line.class] }).addTo(layer);
  const bridges = others.filter((line) => line.class === "bridge");
  for (const line of water) STROKES[line.class].forEach((stroke) => add(line, stroke));
  for (const line of bridges) add(line, STROKES.bridge[0]);
  for (const line of ways) add(line, STROKES[line.class][0]);
  for (const line of bridges) add(line, STROKES.bridge[1]);
  for (const line of ways) add(line, STROKES[line.class][1]);
  for (const line of others) {
    if (line.class !== "bridge") STROKES[line.class].forEach((stroke) => add(line, stroke));
  }
  return layer;
}

function drawCommunities(map, communities) {
  const rings = communities.flatMap((community) => outlines(community.parts));
  return COMMUNITY.map((stroke) => L.polyline(rings,
    { ...stroke, pane: "communities", interactive: false }).addTo(map));
}

function densityColour(row, classes) {
  return DENSITY[classes === 1 ? 2 : Math.round((row * (DENSITY.length - 1)) / (classes - 1))];
}

function drawDensity(density) {
  return L.featureGroup(density.cells.map((cell) => L.polygon(polygons(cell.parts), {
    pane: "density", interactive: false, color: "#ffffff", weight: 0.6, opacity: 0.8,
    fillColor: densityColour(cell.class, density.classes.length), fillOpacity: 0.82,
  })));
}

const MARKS = { error: "#c1121f", warning: "#e08e0b", note: "#5b7f95" };
const SEVERITIES = ["error", "warning", "note"];

/* One mark for each place, in the colour of the worst that was found there. */
function drawFindings(plan) {
  return L.featureGroup(plan.findings.map((found) => {
    const worst = SEVERITIES.find((name) => found.said.some((one) => one.severity === name));
    const mark = L.circleMarker([found.at[1], found.at[0]], { pane: "findings", radius: 7,
      color: "#ffffff", weight: 1.5, fillColor: MARKS[worst], fillOpacity: 0.95 });
    const box = () => {
      const made = element("div");
      for (const one of found.said) {
        const line = element("p");
        line.append(element("strong", plan.words[one.severity]), element("span", one.text));
        made.append(line);
      }
      return made;
    };
    return mark.bindTooltip(box, { className: "facts", direction: "auto", opacity: 1 });
  }));
}

/* Places of households: dots on one canvas, never an element for each. */
function drawHouseholds(plan) {
  const places = plan.households.flatMap(walk).map(([lat, lon]) => L.latLng(lat, lon));
  const Dots = L.Layer.extend({
    onAdd(map) {
      this.canvas = element("canvas", undefined, "leaflet-zoom-hide");
      map.getPane("households").append(this.canvas);
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      this.canvas.remove();
      map.off("moveend zoomend resize", this.draw, this);
    },
    draw() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = size.x * ratio;
      this.canvas.height = size.y * ratio;
      this.canvas.style.width = `${size.x}px`;
      this.canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      const pen = this.canvas.getContext("2d");
      pen.scale(ratio, ratio);
      pen.fillStyle = "rgba(40, 34, 28, .85)";
      const side = Math.min(4, Math.max(1.2, (map.getZoom() - 11) * 0.7));
      let drawn = 0;
      for (const place of places) {
        const at = map.latLngToContainerPoint(place);
        if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
        pen.fillRect(at.x - side / 2, at.y - side / 2, side, side);
        drawn += 1;
      }
      this.canvas.dataset.drawn = drawn;
    },
  });
  return new Dots();
}

/* Lines grow with the zoom, slower than the ground does; small ones wait for their zoom. */
function scaleLines(map, lines) {
  const base = new Map(lines.map((line) => [line, line.options.weight]));
  const apply = () => {
    const zoom = map.getZoom();
    const times = Math.min(2, Math.max(0.6, 1.2 ** (zoom - 14)));
    for (const [line, weight] of base) {
      const isShown = zoom >= (line.options.fromZoom ?? 0);
      line.setStyle({ weight: isShown ? weight * times : 0, stroke: isShown });
    }
  };
  map.on("zoomend", apply);
  apply();
}

/* --- names: each is shown only where it fits and touches no other ------------------------- */

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

function makeNames(map, plan) {
  const family = getComputedStyle(map.getContainer()).fontFamily;
  const shapes = plan.zones.filter((zone) => zone.at)
    .map((zone) => ({ zone, parts: polygons(zone.parts) }));
  shapes.sort((a, b) => b.zone.households - a.zone.households
    || (a.zone.code < b.zone.code ? -1 : 1));
  const places = plan.communities.filter((community) => community.at);
  places.sort((a, b) => b.area - a.area || (a.name < b.name ? -1 : 1));

  const place = () => {
    const pane = map.getPane("names");
    pane.replaceChildren();
    const taken = [];
    const view = map.getPixelBounds().pad(0.2);
    const origin = map.getPixelOrigin();
    const show = (box, className, lines) => {
      taken.push(box);
      const label = element("div", lines[0], className);
      if (lines[1]) label.append(element("small", lines[1]));
      label.style.left = `${box[0] - origin.x}px`;
      label.style.top = `${box[1] - origin.y}px`;
      label.style.width = `${box[2] - box[0]}px`;
      pane.append(label);
    };
    for (const community of places) {
      const at = map.project([community.at[1], community.at[0]]);
      if (!view.contains(at)) continue;
      const width = widthOf(community.name, `700 15px ${family}`)
        + community.name.length * 1.8 + 8;
      const box = [0, -22, 22, -44, 44].map((dy) => around(at, dy, width, 20))
        .find((candidate) => !taken.some((other) => meets(other, candidate)));
      if (box) show(box, "place", [community.name]);
    }
    for (const shape of shapes) {
      const at = map.project([shape.zone.at[1], shape.zone.at[0]]);
      if (!view.contains(at)) continue;
      const found = fitZone(map, shape, at, family, taken, plan.words);
      if (found) show(found.box, "zone", found.lines);
    }
  };

  const names = L.layerGroup();
  names.onAdd = () => { map.on("moveend zoomend resize", place); place(); };
  names.onRemove = () => {
    map.off("moveend zoomend resize", place);
    map.getPane("names").replaceChildren();
  };
  return names;
}

/* In widths of the label to the side, in pixels down: the middle first. */
const NUDGES = [[0, 0], [0, -20], [0, 20], [0, -32], [0, 32], [-1, 0], [1, 0], [-1, -20],
  [1, -20], [-1, 20], [1, 20], [-2, 0], [2, 0]];

/* The ladder: name and count, name, number; in the middle, else a little beside it. */
function fitZone(map, shape, at, family, taken, words) {
  const zone = shape.zone;
  const count = words.household_count.replace("{n}", zone.households);
  let rings = null;
  for (const lines of [[zone.label, count], [zone.label], [zone.number]]) {
    const width = Math.max(widthOf(lines[0], `500 12px ${family}`),
      lines[1] ? widthOf(lines[1], `400 10.5px ${family}`) : 0) + 6;
    const height = lines[1] ? 29 : 16;
    for (const [dx, dy] of NUDGES) {
      const box = around({ x: at.x + dx * (width + 4), y: at.y }, dy, width, height);
      if (taken.some((other) => meets(other, box))) continue;
      rings ??= shape.parts.map((part) => part.map((ring) => ring.map((p) => map.project(p))));
      if (isInside(box, rings)) return { box, lines };
    }
  }
  return null;
}

const around = (at, dy, width, height) => [at.x - width / 2, at.y + dy - height / 2,
  at.x + width / 2, at.y + dy + height / 2];
const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function isInside([west, north, east, south], parts) {
  const points = [];
  for (let k = 0; k <= 4; k += 1) {
    const x = west + ((east - west) * k) / 4;
    points.push([x, north], [x, south]);
  }
  points.push([west, (north + south) / 2], [east, (north + south) / 2]);
  return parts.some((rings) => points.every(([x, y]) => isWithin(x, y, rings)));
}

/* Even-odd rule: a ray to the east. */
function isWithin(x, y, rings) {
  let inside = false;
  for (const ring of rings) {
    for (let k = 0, j = ring.length - 1; k < ring.length; j = k, k += 1) {
      const a = ring[k];
      const b = ring[j];
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) {
        inside = !inside;
      }
    }
  }
  return inside;
}

/* --- furniture ------------------------------------------------------------------------------ */

function addPanel(map, position, content) {
  const control = L.control({ position });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(content);
    L.DomEvent.disableScrollPropagation(content);
    return content;
  };
  control.addTo(map);
}

function titlePanel(plan) {
  const panel = element("div", undefined, "panel title");
  panel.append(element("h1", plan.title), element("p", plan.words.counts));
  return panel;
}

const MOST_FOUND = 12;

/* Finds zones by name or code, communities by name; choosing one goes there and marks it. */
function searchPanel(map, plan) {
  const panel = element("div", undefined, "panel search");
  const field = element("input");
  field.type = "search";
  field.placeholder = plan.words.search;
  field.setAttribute("aria-label", plan.words.search);
  const list = element("ul");
  const mark = L.polygon([], { pane: "found", interactive: false, fill: false,
    color: "#c1121f", weight: 4 }).addTo(map);
  const things = [
    ...plan.communities.map((one) => ({ name: one.name, code: one.code, parts: one.parts })),
    ...plan.zones.map((zone) => ({ name: fullName(zone), code: zone.code, parts: zone.parts })),
  ].filter((thing) => thing.parts.length);
  const choose = (thing) => {
    const ring = polygons(thing.parts);
    mark.setLatLngs(ring);
    map.fitBounds(L.latLngBounds(ring.flat(2)).pad(0.4), { animate: false });
    list.replaceChildren();
    field.value = thing.name;
  };
  const matches = () => {
    const wanted = field.value.trim().toLowerCase();
    return wanted === "" ? [] : things.filter((thing) => thing.name.toLowerCase().includes(wanted)
      || thing.code.toLowerCase().includes(wanted));
  };
  const show = () => {
    list.replaceChildren();
    if (field.value.trim() === "") mark.setLatLngs([]);
    const found = matches();
    for (const thing of found.slice(0, MOST_FOUND)) {
      const row = element("li");
      const button = element("button", thing.name);
      button.type = "button";
      button.append(element("small", thing.code));
      button.addEventListener("click", () => choose(thing));
      row.append(button);
      list.append(row);
    }
    if (field.value.trim() !== "" && found.length === 0) {
      list.append(element("li", plan.words.found_nothing));
    }
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches().length) choose(matches()[0]);
  });
  panel.append(field, list);
  return panel;
}

/* A zone's name with that of its community, which it may already have. */
function fullName(zone) {
  return zone.name.startsWith(zone.community) ? zone.name : `${zone.community} ${zone.name}`;
}

function addFoot(map, words) {
  const panel = element("div", undefined, "panel foot");
  addPanel(map, "bottomleft", panel);
  const scale = L.control.scale({ imperial: false, maxWidth: 150 }).addTo(map);
  panel.append(scale.getContainer(), element("div", words.no_basis));
}

function swatch(...shapes) {
  return svgElement("svg", { viewBox: "0 0 34 18", "aria-hidden": "true" }, ...shapes);
}

const stroked = (stroke, y) => svgElement("path", { d: `M1 ${y}H33`, fill: "none",
  stroke: stroke.color, "stroke-width": stroke.weight, "stroke-opacity": stroke.opacity ?? 1,
  "stroke-dasharray": stroke.dashArray ?? "none" });
const filled = (fill, attributes) => svgElement("rect",
  { x: 1, y: 2, width: 32, height: 14, fill, ...attributes });

function legendRow(picture, text) {
  const row = element("li");
  row.append(picture, element("span", text));
  return row;
}

function legendPanel(plan) {
  const words = plan.words;
  const panel = element("div", undefined, "panel legend");
  const list = element("ul");
  const rowsOf = new Map();
  const colours = [...new Set(plan.zones.map((zone) => zone.colour))].slice(0, 4);
  const quarter = 32 / Math.max(colours.length, 1);
  list.append(legendRow(swatch(...colours.map((colour, k) => filled(colour,
    { x: 1 + k * quarter, width: quarter, stroke: ZONE.color, "stroke-width": 0.6 }))),
    words.neighbours_differ));
  list.append(legendRow(swatch(...COMMUNITY.map((stroke) => stroked(stroke, 9))),
    words.community_border));
  for (const status of ["too large", "too small"]) {
    if (plan.zones.some((zone) => zone.status === status)) {
      list.append(legendRow(swatch(filled(hatchOf(status),
        { stroke: BREACH, "stroke-width": 2 })), words[status.replace(" ", "_")]));
    }
  }
  if (plan.zones.some((zone) => zone.special)) {
    list.append(legendRow(swatch(filled("url(#special)", { stroke: "#4a453d" })), words.special));
  }
  if (plan.households.length) {
    const row = legendRow(swatch(svgElement("rect",
      { x: 15, y: 7, width: 4, height: 4, fill: "#28221c" })), words.household_points);
    rowsOf.set(words.household_points, [row]);
    list.append(row);
  }
  rowsOf.set(words.findings, SEVERITIES.filter((name) => plan.findings.some((found) =>
    found.said.some((one) => one.severity === name))).map((name) => legendRow(swatch(
    svgElement("circle", { cx: 17, cy: 9, r: 6, fill: MARKS[name] })), words[name])));
  list.append(...rowsOf.get(words.findings));
  for (const level of plan.groups) {
    const row = legendRow(swatch(stroked({ ...GROUP, weight: 1.2 }, 9)), level.name);
    rowsOf.set(level.name, [row]);
    list.append(row);
  }
  const lines = [...plan.lines].reverse().map((line) => legendRow(
    swatch(...STROKES[line.class].map((stroke) => stroked(stroke, 9))), words[line.class]));
  rowsOf.set(words.lines, lines);
  list.append(...lines);
  const density = element("div", undefined, "group");
  const classes = element("ul");
  plan.density.classes.forEach((name, k) => classes.append(legendRow(
    swatch(filled(densityColour(k, plan.density.classes.length), {})), name)));
  density.append(element("span", words.per_km2), classes);
  rowsOf.set(words.density, [density]);
  panel.append(element("h2", words.legend), list, density);
  return { panel, rowsOf };
}

/* What a layer shows stands in the legend while the layer is shown. */
function followLayer(map, layer, rows) {
  const follow = (isShown) => rows.forEach((row) => { row.hidden = !isShown; });
  layer.on("add", () => follow(true));
  layer.on("remove", () => follow(false));
  follow(map.hasLayer(layer));
}
