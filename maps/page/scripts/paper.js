"use strict";
/* Paper has another size than the window: for printing the map takes A4 within its margins, lying
   or standing as the place is, with legend and scale in a column of their own; then it goes back. */

const PAPER = { long: 277, short: 190, head: 20, column: 56 }; // millimetres within the margins
const MM = 96 / 25.4;

/* The sheet on which the place is drawn larger. */
function sheetFor(map, plan) {
  const [north, south] = [plan.bounds.slice(2), plan.bounds.slice(0, 2)]
    .map((corner) => map.project(corner, 0));
  const place = { wide: north.x - south.x, high: south.y - north.y };
  const sheets = [["landscape", PAPER.long, PAPER.short], ["portrait", PAPER.short, PAPER.long]]
    .map(([name, wide, high]) => ({ name, wide: wide - PAPER.column, high: high - PAPER.head }));
  const scale = (sheet) => Math.min(sheet.wide / place.wide, sheet.high / place.high);
  return scale(sheets[0]) >= scale(sheets[1]) ? sheets[0] : sheets[1];
}

function fitToPaper(map, plan, frame, openLegend) {
  const sheet = sheetFor(map, plan);
  const box = map.getContainer();
  document.head.append(element("style", `@page { size: A4 ${sheet.name}; margin: 10mm; }`));
  let before = null;
  window.addEventListener("beforeprint", () => {
    if (before) return;
    before = { middle: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap,
      openAgain: openLegend() };
    frame.shell.classList.add("on-paper");
    box.style.width = `${Math.floor(sheet.wide * MM)}px`;
    box.style.height = `${Math.floor((sheet.high - 2) * MM)}px`;
    frame.shell.style.height = `${Math.floor((sheet.high - 1 + PAPER.head) * MM)}px`;
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds([plan.bounds.slice(0, 2), plan.bounds.slice(2)],
      { padding: [10, 10], animate: false });
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    frame.shell.classList.remove("on-paper");
    box.style.width = "";
    box.style.height = "";
    frame.shell.style.height = "";
    map.options.zoomSnap = before.snap;
    before.openAgain();
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.middle, before.zoom, { animate: false });
    before = null;
  });
}
