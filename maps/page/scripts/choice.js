"use strict";
/* The grid or community that is chosen: marked on the map, told beside it, named in the address. */

function makeChoice(map, plan, frame, things) {
  const byCode = new Map(things.map((thing) => [thing.code, thing]));
  const mark = [{ color: "#ffffff", weight: 8, opacity: 0.9 }, { color: "#16130f", weight: 4 }]
    .map((stroke) => L.polygon([], still("chosen", { ...stroke, fill: false })).addTo(map));
  const listeners = [];
  const choice = { closeViews: () => {}, onChange: (listener) => listeners.push(listener) };

  const show = (thing) => {
    for (const line of mark) line.setLatLngs(thing ? polygons(thing.parts) : []);
    frame.facts.hidden = !thing;
    frame.facts.replaceChildren(...(thing ? chosenFacts(thing, plan.words, choice.clear) : []));
    if (thing && isPhone()) choice.closeViews();
    remember(thing);
    for (const listener of listeners) listener(thing);
  };
  choice.clear = () => show(null);
  /* From the map: it is seen already, and only what the sheet would cover moves. */
  choice.pick = (thing) => {
    show(thing);
    const bottom = map.latLngToContainerPoint(boundsOf(thing).getSouthWest()).y;
    const free = map.getSize().y - coveredBy(frame.facts, map) - 12;
    if (bottom > free) map.panBy([0, bottom - free], { animate: false });
  };
  /* From a list, a search or an address: the map goes there. */
  choice.go = (thing) => {
    show(thing);
    map.fitBounds(boundsOf(thing), { animate: false, maxZoom: 17,
      paddingTopLeft: [30, 30], paddingBottomRight: [70, coveredBy(frame.facts, map) + 30] });
  };
  choice.goToAddress = () => {
    const found = /^#grid=(.+)$/.exec(window.location.hash);
    const thing = found && byCode.get(decoded(found[1]));
    if (thing && thing.parts.length) choice.go(thing);
  };
  window.addEventListener("hashchange", choice.goToAddress);
  return choice;
}

const boundsOf = (thing) => L.latLngBounds(polygons(thing.parts).flat(2));

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* A page inside a frame of a notebook has no address of its own to write to. */
function remember(thing) {
  const hash = thing ? `#grid=${encodeURIComponent(thing.code)}` : "";
  if (window.location.hash === hash || window.location.protocol === "about:") return;
  window.history.replaceState(null, "", window.location.href.split("#")[0] + hash);
}

/* How many pixels of the map a sheet covers from below. */
function coveredBy(sheet, map) {
  if (!isPhone()) return 0;
  const box = map.getContainer().getBoundingClientRect();
  return Math.max(0, box.bottom - sheet.getBoundingClientRect().top);
}

function factRows(thing, words) {
  const metres = (value) => (value === null ? "–" : `${counted(value)} m`);
  if (thing.zones !== undefined) {
    return [[words.code, thing.code], [words.zones, counted(thing.zones)],
      [words.households, counted(thing.households)]];
  }
  return [
    [words.code, thing.code],
    [words.community, thing.community],
    [words.households, counted(thing.households)],
    [words.mean, metres(thing.mean)],
    [words.longest, metres(thing.longest)],
    [words.status, thing.said, isBreach(thing) ? "breach" : ""],
  ];
}

function factList(thing, words) {
  const list = element("dl");
  for (const [term, value, className] of factRows(thing, words)) {
    list.append(element("dt", term), element("dd", value, className));
  }
  return list;
}

function factsOf(thing, words) {
  const box = element("div");
  box.append(element("strong", thing.name), factList(thing, words));
  return box;
}

function chosenFacts(thing, words, onClose) {
  const head = element("div", undefined, "head");
  head.append(element("h2", thing.name), pictureButton(["M4 4l12 12", "M16 4L4 16"], words.close,
    "close", onClose));
  const copy = button(words.copy, "copy", () => copyText(thing.code).then((isDone) => {
    copy.textContent = isDone ? words.copied : words.not_copied;
  }));
  return [head, factList(thing, words), copy];
}

/* Without the newer way (old browsers, frames) the older one: a field that is selected. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", text, "copied");
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    return isDone;
  }
}
