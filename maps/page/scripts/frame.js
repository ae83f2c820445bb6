"use strict";
/* The frame of the page: title and search, what stands beside the map, and the map itself. On a
   phone what stands beside it comes as a sheet from below, over the map alone. */

const PHONE = "(max-width: 700px)";
const isPhone = () => window.matchMedia(PHONE).matches;

function makeFrame(map, plan) {
  const { words } = plan;
  const shell = element("div", undefined, "shell");
  const top = element("header", undefined, "top");
  const title = element("div", undefined, "title");
  title.append(element("h1", plan.title), element("p", words.counts), element("p", words.balance));
  top.append(title);
  const nav = element("nav");
  nav.setAttribute("aria-label", words.views);
  const side = element("aside", undefined, "side");
  side.setAttribute("aria-label", words.views);
  const facts = element("section", undefined, "sheet");
  facts.setAttribute("aria-label", words.chosen);
  facts.setAttribute("aria-live", "polite");
  facts.hidden = true;
  const main = element("main");
  const box = map.getContainer();
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", words.map_here);
  main.append(box, toolsOf(map, plan));
  const foot = element("footer", undefined, "foot");
  const scale = L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  foot.append(scale.getContainer(), element("p", words.no_basis));
  shell.append(top, facts, nav, side, main, foot);
  document.body.append(shell);
  return { shell, top, nav, side, facts, main };
}

/* With the map in hand keys do the same (+, -, arrows): so the map is one stop of the tab key. */
function toolsOf(map, plan) {
  const tools = element("div", undefined, "tools");
  const add = (paths, name, onClick) => {
    const made = pictureButton(paths, name, undefined, onClick);
    made.tabIndex = -1;
    tools.append(made);
  };
  add(["M10 3v14", "M3 10h14"], plan.words.zoom_in, () => map.zoomIn());
  add(["M3 10h14"], plan.words.zoom_out, () => map.zoomOut());
  add(["M3 7V3h4", "M13 3h4v4", "M17 13v4h-4", "M7 17H3v-4"], plan.words.whole,
    () => fitWhole(map, plan));
  return tools;
}

/* The whole plan beside or below the buttons, whichever leaves it larger. */
function fitWhole(map, plan) {
  const bounds = L.latLngBounds(plan.bounds.slice(0, 2), plan.bounds.slice(2));
  const size = map.getSize();
  const gap = Math.round(Math.min(size.x, size.y) / 50) + 6;
  const wide = L.point(2 * gap, 2 * gap);
  const zoom = map.getBoundsZoom(bounds, false, wide);
  const drawn = map.project(bounds.getSouthEast(), zoom).subtract(
    map.project(bounds.getNorthWest(), zoom));
  const [west, , , south] = toolsBox(map);
  const isClear = (size.x + drawn.x) / 2 < west || (size.y - drawn.y) / 2 > south;
  map.fitBounds(bounds, { paddingTopLeft: [gap, gap], animate: false,
    paddingBottomRight: [isClear ? gap : size.x - west + gap, gap] });
}

/* Where the buttons stand, in pixels of the map. */
function toolsBox(map) {
  const from = map.getContainer().getBoundingClientRect();
  const box = map.getContainer().parentElement.querySelector(".tools").getBoundingClientRect();
  return [box.left - from.left, box.top - from.top, box.right - from.left, box.bottom - from.top];
}

/* Views beside the map, one at a time; on a phone none at first, and the same button closes it. */
function addViews(frame, views) {
  const buttons = views.map(([name, view, onOpen]) => {
    const made = button(name, "view", () => {
      open(isPhone() && made.getAttribute("aria-expanded") === "true" ? null : view);
    });
    made.setAttribute("aria-controls", view.id);
    frame.nav.append(made);
    frame.side.append(view);
    return [made, view, onOpen];
  });
  const open = (opened) => {
    for (const [made, view, onOpen] of buttons) {
      view.hidden = view !== opened;
      made.setAttribute("aria-expanded", String(view === opened));
      if (view === opened && onOpen) onOpen();
    }
    frame.side.hidden = opened === null;
    if (opened !== null && isPhone()) frame.facts.hidden = true;
  };
  const follow = () => open(isPhone() ? null : views[0][1]);
  window.matchMedia(PHONE).addListener(follow); // Safari before 14 knows no other way.
  follow();
  return open;
}
