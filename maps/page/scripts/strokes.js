"use strict";
/* Weights of lines, in pixels at zoom 14. Borders carry the map: their three weights stand clear of
   one another and above all base lines, which have two fifths of theirs at most. */

const WEIGHTS = {
  community: 3.4, grid: 1.9, group: 1,
  stream: 0.5, road: 0.75, wall: 0.75,
  river: 1.3, main_road: 1.3, expressway: 1.3, railway: 1.3, bridge: 1.3,
};
const CASINGS = { community: 6.4, grid: 4.4 };
const DASHES = { group: "4 3", wall: "1 3" };
const FROM_ZOOM = { road: 13, stream: 12, wall: 13, bridge: 14 };
const WATER_FILL = 0.5;
const DENSITY = ["#fde7c8", "#f9bf86", "#ee8a5c", "#c9505a", "#7a2a5c"];
const BREACH = "#b3121d";
const MARKS = { error: "#c1121f", warning: "#e08e0b", note: "#5b7f95" };
const SEVERITIES = ["error", "warning", "note"];

/* Strokes of a border or base line, the lowest first; colours are those of the printed maps. */
function strokesOf(name, colours) {
  const core = { color: colours[name], weight: WEIGHTS[name] };
  if (DASHES[name]) Object.assign(core, { dashArray: DASHES[name], lineCap: "butt" });
  if (CASINGS[name]) {
    return [{ color: "#ffffff", weight: CASINGS[name], opacity: 0.75 }, core];
  }
  if (name === "stream") return [{ ...core, opacity: 0.8 }];
  if (name === "railway") {
    return [{ ...core, lineCap: "butt" },
      { color: "#ffffff", weight: 0.7, dashArray: "6 6", lineCap: "butt" }];
  }
  return [core];
}
