"use strict";
/* What is drawn of a plan: fills, base lines, and above both the borders. */

const PANES = { zones: 400, hatches: 402, water: 404, density: 406, lines: 410, halos: 415,
  households: 418, groups: 420, grids: 430, breaches: 435, communities: 440, changes: 446,
  hovered: 450, chosen: 455, names: 620, findings: 640 };

function addPanes(map) {
  for (const [name, height] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = height;
    if (!["zones", "changes", "findings"].includes(name)) pane.style.pointerEvents = "none";
  }
  for (const name of ["halos", "names"]) {
    map.getPane(name).classList.add(name, "leaflet-zoom-hide");
    map.getPane(name).setAttribute("aria-hidden", "true");
  }
}

function addHatches() {
  const hatch = (id, turn, colour) => svgElement("pattern",
    { id, width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
    svgElement("rect", { width: 1.2, height: 9, fill: colour, "fill-opacity": 0.6 }));
  document.body.append(svgElement("svg",
    { width: 0, height: 0, class: "hatches", "aria-hidden": "true" },
    svgElement("defs", {}, hatch("too-large", 45, BREACH), hatch("too-small", -45, BREACH),
      hatch("special", 90, "#4a453d"), hatch("moved", 45, "#1d1b18"))));
}

const isBreach = (zone) => zone.status === "too large" || zone.status === "too small";
const hatchOf = (status) => `url(#${status.replace(" ", "-")})`;
const still = (pane, options) => ({ pane, interactive: false, ...options });

function drawZones(map, plan, { onHover, onLeave, onChoose }) {
  for (const zone of plan.zones.filter((one) => one.parts.length)) {
    const ring = polygons(zone.parts);
    const shape = L.polygon(ring, { pane: "zones", stroke: false, fillColor: zone.colour,
      fillOpacity: 1, className: "zone" });
    shape.on("click", () => onChoose(zone));
    shape.on("mouseover", () => onHover(zone, ring));
    shape.on("mouseout", onLeave);
    if (hasMouse()) {
      shape.bindTooltip(() => factsOf(zone, plan.words),
        { sticky: true, className: "facts", direction: "auto", opacity: 1, offset: [14, 0] });
    }
    shape.addTo(map);
    if (zone.special || isBreach(zone)) {
      L.polygon(ring, still("hatches", { stroke: false, fillOpacity: 1,
        fillColor: zone.special ? "url(#special)" : hatchOf(zone.status) })).addTo(map);
    }
  }
}

/* A finger has no place to rest: it chooses, and what a mouse is told stands in the sheet. */
const hasMouse = () => window.matchMedia("(hover: hover)").matches;

function drawBorders(map, plan) {
  const lines = (pane, rings, strokes) => strokes.map((stroke) =>
    L.polyline(rings, still(pane, stroke)).addTo(map));
  const breaches = plan.zones.filter(isBreach).flatMap((zone) => outlines(zone.parts));
  return [
    ...lines("grids", plan.zones.flatMap((zone) => outlines(zone.parts)),
      strokesOf("grid", plan.colours)),
    ...lines("breaches", breaches, [{ color: BREACH, weight: WEIGHTS.grid }]),
    ...lines("communities", plan.communities.flatMap((one) => outlines(one.parts)),
      strokesOf("community", plan.colours)),
  ];
}

function drawGroups(plan, level) {
  return L.featureGroup(strokesOf("group", plan.colours).map((stroke) =>
    L.polyline(paths(level.parts), still("groups", stroke))));
}

/* Water first, then ways, then what stands above them. */
function drawLines(plan) {
  if (!plan.lines.length && !plan.water.length) return null;
  const layer = L.featureGroup(plan.water.map((part) => L.polygon(polygons([part]),
    still("water", { stroke: false, fillColor: plan.colours.river, fillOpacity: WATER_FILL }))));
  for (const line of plan.lines) {
    for (const stroke of strokesOf(line.class, plan.colours)) {
      L.polyline(paths(line.parts), still("lines", { ...stroke,
        fromZoom: FROM_ZOOM[line.class] })).addTo(layer);
    }
  }
  return layer;
}

function densityColour(row, classes) {
  return DENSITY[classes === 1 ? 2 : Math.round((row * (DENSITY.length - 1)) / (classes - 1))];
}

function drawDensity(density) {
  return L.featureGroup(density.cells.map((cell) => L.polygon(polygons(cell.parts),
    still("density", { color: "#ffffff", weight: 0.6, opacity: 0.8, fillOpacity: 0.82,
      fillColor: densityColour(cell.class, density.classes.length) }))));
}

/* One mark for each place, in the colour of the worst that was found there. */
function drawFindings(plan) {
  return L.featureGroup(plan.findings.map((found) => {
    const worst = SEVERITIES.find((name) => found.said.some((one) => one.severity === name));
    const mark = L.circleMarker([found.at[1], found.at[0]], { pane: "findings", radius: 8,
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

/* Where the marks stand in the window, as far as they are shown. */
function boxesOfMarks(map, findings) {
  if (!map.hasLayer(findings)) return [];
  return findings.getLayers().map((mark) => {
    const { x, y } = map.latLngToContainerPoint(mark.getLatLng());
    return boxAround(x, y, [18, 18]);
  });
}

/* Lines grow with the zoom, slower than the ground does; small ones wait for their zoom. */
function scaleLines(map, lines) {
  const base = new Map(lines.filter((line) => line.options.weight && line.options.stroke)
    .map((line) => [line, line.options.weight]));
  const apply = () => {
    const zoom = map.getZoom();
    const times = Math.min(1.6, Math.max(0.6, 1.2 ** (zoom - 14)));
    for (const [line, weight] of base) {
      const isShown = zoom >= (line.options.fromZoom ?? 0);
      line.setStyle({ weight: isShown ? weight * times : 0, stroke: isShown });
    }
  };
  map.on("zoomend", apply);
  apply();
}
