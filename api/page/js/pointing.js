/** Pointing at the map: what lies under the pointer is told. */

import { byId, make } from "./elements.js";
import { MARKS } from "./grids.js";
import { sizeOf } from "./zones.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Zone} Zone */

/** @param {Page} page */
export function start(page) {
  const { map, zones } = page;
  const tip = make("div", { class: "tip", "aria-hidden": "true", hidden: true });
  byId("stage").append(tip);
  /** @type {{x: number, y: number} | null} */
  let at = null;
  let isWaiting = false;

  const look = () => {
    isWaiting = false;
    const code = at && !map.gl.isMoving() ? map.zoneAt(at) : null;
    const zone = code ? zones.get(code) : undefined;
    tip.hidden = !zone;
    if (!zone || !at) return;
    tip.replaceChildren(...linesOf(page, zone));
    tip.style.transform = `translate(${at.x + 14}px, ${at.y + 14}px)`;
    const [box, room] = [tip.getBoundingClientRect(), byId("stage").getBoundingClientRect()];
    const left = box.right > room.right ? at.x - box.width - 10 : at.x + 14;
    const top = box.bottom > room.bottom ? at.y - box.height - 10 : at.y + 14;
    tip.style.transform = `translate(${left}px, ${top}px)`;
  };
  map.gl.on("mousemove", ({ point, originalEvent }) => {
    at = originalEvent.buttons ? null : point;
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(look);
  });
  const away = () => {
    at = null;
    tip.hidden = true;
  };
  map.gl.on("mouseout", away);
  map.gl.on("movestart", away);
}

/** @param {Page} page @param {Zone} zone */
function linesOf({ t, zones }, zone) {
  const village = zones.community(zone.community)?.name ?? "";
  const size = sizeOf(zone);
  const count = `${MARKS[size]}${t(zone.fewest === null ? "page_tip_count" : "page_of_band", { ...sizesOf(zone) })}`;
  return [
    make("b", { text: zone.name }),
    village && !zone.name.startsWith(village) ? make("span", { text: village }) : "",
    make("span", { class: size, text: count }),
    zone.locked ? make("span", { text: t("page_filter_locked") }) : "",
  ].filter(Boolean);
}

/** @param {Zone} zone */
const sizesOf = ({ households, fewest, most }) => ({ households, fewest, most });
