"use strict";
/* Puts the page together from what maps/page/content.py made of a plan. */

function drawPlan(map, plan) {
  const { words } = plan;
  addPanes(map);
  addHatches();
  const frame = makeFrame(map, plan);
  const things = thingsOf(plan);
  const choice = makeChoice(map, plan, frame, things);
  const lines = drawLines(plan);
  const layers = layersOf(map, plan, lines);
  const legend = legendView(map, plan, layers);
  const [table, fillTable] = tableView(plan, things, choice);
  addSearch(frame, plan, things, choice.go);
  const open = addViews(frame, [[words.legend_layers, legend], [words.table, table, fillTable]]);
  choice.closeViews = () => open(null);
  frame.nav.append(button(words.print, "print", () => window.print()));
  // Only now the map has the size that it keeps; whatever is drawn is drawn once.
  map.invalidateSize({ animate: false, pan: false });
  fitWhole(map, plan);
  map.setMaxBounds(map.getBounds().pad(1));
  const borders = drawGrids(map, plan, choice);
  scaleLines(map, [...(lines ? lines.getLayers() : []), ...borders]);
  for (const [, layer, isShown] of layers) if (isShown) layer.addTo(map);
  fitToPaper(map, plan, frame, () => {
    const opened = [legend, table].find((view) => !view.hidden) ?? null;
    open(legend);
    return () => open(opened);
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame.main);
  choice.goToAddress();
}

function drawGrids(map, plan, choice) {
  map.getPane("zones").style.opacity = plan.view === "density" ? 0.25 : 1;
  const hovered = L.polygon([], still("hovered", { fill: false, color: "#16130f", weight: 2.6 }))
    .addTo(map);
  drawZones(map, plan, {
    onHover: (zone, ring) => hovered.setLatLngs(ring),
    onLeave: () => hovered.setLatLngs([]),
    onChoose: choice.pick,
  });
  return drawBorders(map, plan);
}

/* Name, layer, whether it is shown at first, and what of it stands in the legend. */
function layersOf(map, plan, lines) {
  const { words } = plan;
  const isDensity = plan.view === "density";
  const findings = drawFindings(plan);
  const names = makeNames(map, plan, () => [toolsBox(map), ...boxesOfMarks(map, findings)]);
  findings.on("add remove", names.placeAnew);
  const layers = [[words.names, names, !isDensity, []]];
  if (lines) layers.push([words.lines, lines, true, lineRows(plan)]);
  for (const level of plan.groups) {
    layers.push([level.name, drawGroups(plan, level), false, groupRows(plan, level)]);
  }
  if (plan.density.cells.length) {
    layers.push([words.density, drawDensity(plan.density), isDensity, densityRows(plan)]);
  }
  if (plan.findings.length) layers.push([words.findings, findings, false, findingRows(plan)]);
  if (plan.changes) {
    layers.push([words.changes, drawChanges(plan.changes), true, changeRows(words)]);
  }
  if (plan.households.length) {
    layers.push([words.household_points, drawHouseholds(plan), true, householdRows(plan)]);
  }
  return layers;
}

/* Communities, each followed by its grids: what can be found, chosen and read in the table. */
function thingsOf(plan) {
  const own = new Map(plan.communities.map((one) => [one.code, []]));
  const homeless = [];
  for (const zone of plan.zones) (own.get(zone.home) ?? homeless).push(zone);
  const things = plan.communities.flatMap((one) => [one, ...own.get(one.code)]);
  return [...things, ...homeless].map((one) => Object.assign(one, { full: fullName(one) }));
}

/* A grid's name with that of its community, which it may already have. */
function fullName(zone) {
  if (zone.zones !== undefined) return zone.name;
  return zone.name.startsWith(zone.community) ? zone.name : `${zone.community} ${zone.name}`;
}
