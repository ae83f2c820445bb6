"use strict";
/* Legend and layers in one: what is always drawn, then each layer with its switch and its signs. */

function swatch(...shapes) {
  return svgElement("svg", { viewBox: "0 0 34 18", "aria-hidden": "true" }, ...shapes);
}

const stroked = (stroke) => svgElement("path", { d: "M1 9H33", fill: "none",
  stroke: stroke.color, "stroke-width": stroke.weight, "stroke-opacity": stroke.opacity ?? 1,
  "stroke-dasharray": stroke.dashArray ?? "none" });
const filled = (colour, attributes) => svgElement("rect",
  { x: 1, y: 2, width: 32, height: 14, fill: colour, ...attributes });

function legendRow(picture, text) {
  const row = element("li");
  row.append(picture, element("span", text));
  return row;
}

function listOf(rows) {
  const list = element("ul");
  list.append(...rows);
  return list;
}

function legendView(map, plan, layers) {
  const { words } = plan;
  const view = element("section", undefined, "legend");
  view.id = "legend";
  view.append(element("h2", words.legend), listOf(alwaysRows(plan)),
    element("h2", words.layers, "layers"));
  for (const [name, layer, , rows] of layers) {
    view.append(layerRow(map, name, layer, listOf(rows)));
  }
  return view;
}

/* A layer's switch, and below it what the layer shows as long as it is shown. */
function layerRow(map, name, layer, list) {
  const row = element("div", undefined, "layer");
  const label = element("label");
  const box = element("input");
  const follow = () => {
    box.checked = map.hasLayer(layer);
    list.hidden = !box.checked || list.children.length === 0;
    row.classList.toggle("signs", !list.hidden);
  };
  box.type = "checkbox";
  box.addEventListener("change", () => (box.checked ? layer.addTo(map) : layer.remove()));
  layer.on("add remove", follow);
  follow();
  label.append(box, element("span", name));
  row.append(label, list);
  return row;
}

function alwaysRows(plan) {
  const { words, colours } = plan;
  const line = (name) => swatch(...strokesOf(name, colours).map(stroked));
  const fills = [...new Set(plan.zones.map((zone) => zone.colour))].slice(0, 4);
  const share = 32 / Math.max(fills.length, 1);
  const rows = [
    legendRow(line("community"), words.community_border),
    legendRow(line("grid"), words.zone_border),
    legendRow(swatch(...fills.map((colour, k) => filled(colour,
      { x: 1 + k * share, width: share }))), words.neighbours_differ),
  ];
  for (const status of ["too large", "too small"]) {
    if (plan.zones.some((zone) => zone.status === status)) {
      rows.push(legendRow(swatch(filled(hatchOf(status), { stroke: BREACH, "stroke-width": 2 })),
        words[status.replace(" ", "_")]));
    }
  }
  if (plan.zones.some((zone) => zone.special)) {
    rows.push(legendRow(swatch(filled("url(#special)", { stroke: "#4a453d" })), words.special));
  }
  return rows;
}

const groupRows = (plan, level) => [legendRow(
  swatch(...strokesOf("group", plan.colours).map(stroked)), fill(plan.words.border_of,
    { level: level.name }))];

const lineRows = (plan) => [
  ...[...plan.lines].reverse().map((line) => legendRow(
    swatch(...strokesOf(line.class, plan.colours).map(stroked)), plan.words[line.class])),
  ...(plan.water.length ? [legendRow(swatch(filled(plan.colours.river,
    { "fill-opacity": WATER_FILL })), plan.words.water)] : []),
];

const densityRows = (plan) => [legendRow(swatch(), plan.words.per_km2),
  ...plan.density.classes.map((name, k) => legendRow(
    swatch(filled(densityColour(k, plan.density.classes.length), {})), name))];

const findingRows = (plan) => SEVERITIES.filter((name) => plan.findings.some((found) =>
  found.said.some((one) => one.severity === name))).map((name) => legendRow(swatch(
  svgElement("circle", { cx: 17, cy: 9, r: 6, fill: MARKS[name] })), plan.words[name]));

const householdRows = (plan) => [legendRow(swatch(svgElement("rect",
  { x: 15, y: 7, width: 4, height: 4, fill: "#28221c" })), plan.words.household_points)];
