"use strict";
/* What moved since an older plan: land that is hatched, and borders that are no more. */

const MOVED = "url(#moved)";
const OLD_BORDER = [
  { color: "#ffffff", weight: 5, opacity: 0.85, lineCap: "butt" },
  { color: "#1d1b18", weight: 2.8, dashArray: "9 6", lineCap: "butt" },
];

function drawChanges(changes) {
  const land = changes.land.map((one) => L.polygon(polygons(one.parts),
    { pane: "changes", className: "moved", stroke: false, fillColor: MOVED, fillOpacity: 1 })
    .bindTooltip(() => element("div", one.said),
      { sticky: true, className: "facts", direction: "auto", opacity: 1, offset: [14, 0] }));
  const old = OLD_BORDER.map((stroke) => L.polyline(paths(changes.borders),
    still("changes", { ...stroke, className: "old-border" })));
  return L.featureGroup([...land, ...old]);
}

const changeRows = (words) => [
  legendRow(swatch(filled(MOVED, { stroke: "#1d1b18", "stroke-width": 0.6 })), words.moved),
  legendRow(swatch(stroked(OLD_BORDER[1])), words.old_border),
];
