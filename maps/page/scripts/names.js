"use strict";
/* The layer of names: halos below all borders, so that none is wiped out, letters above them. */

function makeNames(map, plan, blockers) {
  const family = getComputedStyle(map.getContainer()).fontFamily;
  const zones = shapesOf(map, plan.zones);
  const places = shapesOf(map, plan.communities);
  const labels = { zones: zoneLabels(plan.words, family), places: placeLabelsOf(family) };
  const panes = [map.getPane("halos"), map.getPane("names")];

  const place = () => {
    const size = map.getSize();
    const window = { scale: 2 ** map.getZoom(), origin: map.getPixelBounds().min, size };
    const shown = placeLabels(window, places, zones, labels, blockers());
    const shift = map.containerPointToLayerPoint([0, 0]);
    for (const pane of panes) pane.replaceChildren(...shown.map((one) => labelAt(one, shift)));
    panes[1].prepend(leadersOf(shown, shift, size));
  };

  const names = L.layerGroup();
  names.placeAnew = () => { if (map.hasLayer(names)) place(); };
  names.onAdd = () => { map.on("moveend resize", place); place(); };
  names.onRemove = () => {
    map.off("moveend resize", place);
    for (const pane of panes) pane.replaceChildren();
  };
  return names;
}

/* A label that stands beside its shape stands on a tag: it is not that of the grid below it. */
function labelAt({ box, kind, lines, code, px, leader }, shift) {
  const label = element("div", lines[0], leader ? `${kind} tag` : kind);
  if (lines[1]) label.append(element("small", lines[1]));
  label.dataset.code = code;
  label.style.fontSize = `${px}px`;
  label.style.left = `${box[0] + shift.x}px`;
  label.style.top = `${box[1] + shift.y}px`;
  label.style.width = `${box[2] - box[0]}px`;
  label.style.height = `${box[3] - box[1]}px`;
  return label;
}

function leadersOf(shown, shift, size) {
  const made = svgElement("svg", { width: size.x, height: size.y, class: "leaders" });
  made.style.left = `${shift.x}px`;
  made.style.top = `${shift.y}px`;
  for (const { leader, code, kind } of shown.filter((one) => one.leader)) {
    const [ax, ay, bx, by] = leader;
    const d = `M${ax} ${ay}L${bx} ${by}`;
    made.append(svgElement("path", { d, class: "casing" }),
      svgElement("path", { d, class: kind, "data-code": code }),
      svgElement("circle", { cx: ax, cy: ay, r: 2.2, class: kind }));
  }
  return made;
}
