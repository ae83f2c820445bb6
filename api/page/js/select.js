/** Choosing grids and picking households: by click, lasso and brush, by group and building. */

import { createDrawing, BRUSH_PX } from "./drawing.js";
import { byId, icon, make } from "./elements.js";
import { choose } from "./grids.js";
import { combined } from "./picks.js";
import { roves } from "./toolbar.js";
import { mayChange } from "./versions.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Tool} Tool */

/** @type {{tool: Tool, key: string, draws: import("./drawing.js").Kind | null}[]} */
const TOOLS = [
  { tool: "pan", key: "V", draws: "spot" },
  { tool: "select", key: "H", draws: "spot" },
  { tool: "lasso", key: "L", draws: "area" },
  { tool: "brush", key: "B", draws: "stroke" },
  { tool: "group", key: "G", draws: "spot" },
  { tool: "building", key: "U", draws: "spot" },
  { tool: "line", key: "K", draws: "line" },
  { tool: "places", key: "P", draws: "spots" },
];

/** How far from a click a household may be, pixels. */
const NEAR_PX = 24;

/** @type {Partial<Record<Tool, string>>} */
const AS = { select: "household", group: "group", building: "building" };

/** @param {Page} page */
export function start(page) {
  const { state, keys } = page;
  const bar = byId("tools");
  for (const { tool, key } of TOOLS) {
    const choose = () => state.set({ tool });
    const said = { type: "button", class: "icon-button", id: `tool-${tool}`, "data-t-label": `page_tool_${tool}` };
    bar.append(make("button", { ...said, "aria-keyshortcuts": key, on: { click: choose } }, icon(tool)));
    keys.on(key, `page_tool_${tool}`, () => mayUse(page, tool) && choose());
    if (tool === "pan" || tool === "building") bar.append(make("hr", { "aria-hidden": "true" }));
  }
  roves(bar, "button");

  const drawing = createDrawing(page, {
    onDrawn: (drawn) => take(page, drawn),
    onStep: (number) => byId("stage").toggleAttribute("data-draws", number > 0),
  });
  page.drawing = drawing;
  const show = () => {
    const { tool } = state.get();
    for (const one of TOOLS) {
      const button = /** @type {HTMLButtonElement} */ (byId(`tool-${one.tool}`));
      button.setAttribute("aria-pressed", String(one.tool === tool));
      button.disabled = !mayUse(page, one.tool);
    }
    drawing.begin(TOOLS.find((one) => one.tool === tool)?.draws ?? null);
  };
  state.on(["tool"], show);
  // Who chooses a grid from the list wants to do something with it, and pick no longer.
  state.on(["selected"], ({ selected, tool }) => {
    if (selected.size && (tool === "lasso" || tool === "brush" || tool in AS)) state.set({ tool: "pan" });
  });
  state.on(["caller", "version"], () => {
    if (!mayUse(page, state.get().tool)) state.set({ tool: "pan" });
    for (const { tool } of TOOLS) /** @type {HTMLButtonElement} */ (byId(`tool-${tool}`)).disabled = !mayUse(page, tool);
  });
  show();

  keys.on("Escape", "page_key_escape", () => leave(page));
  tellBusy(page.map.gl);
}

/** Say of the map when it is not yet drawn as it will be. @param {import("../types").GlMap} gl */
function tellBusy(gl) {
  const say = (/** @type {boolean} */ is) => byId("map").setAttribute("aria-busy", String(is));
  for (const event of /** @type {const} */ (["movestart", "dataloading", "styledata"])) gl.on(event, () => say(true));
  gl.on("idle", () => say(false));
}

/** Leave what was begun last: a drawing, what was picked, a tool, what was chosen. @param {Page} page */
export function leave({ state, drawing }) {
  const { picked, tool, selected } = state.get();
  if (drawing.isBegun()) drawing.clear();
  else if (picked) state.set({ picked: null });
  else if (tool !== "pan") state.set({ tool: "pan" });
  else if (selected.size) state.set({ selected: new Set() });
}

/** @param {Page} page @param {Tool} tool */
const mayUse = (page, tool) => tool === "pan" || mayChange(page);

/** @param {Page} page @param {import("./drawing.js").Drawn} drawn */
function take(page, drawn) {
  const { state } = page;
  const { tool } = state.get();
  if (page.onDrawn?.(tool, drawn)) return;
  if (tool === "pan") chooseAt(page, drawn);
  else if (tool === "lasso") void pick(page, { polygon: drawn.at }, drawn.held);
  else if (tool === "brush") {
    const line = drawn.at.length > 1 ? drawn.at : [...drawn.at, ...drawn.at];
    void pick(page, { line, metres: metresOf(page, BRUSH_PX) }, drawn.held);
  } else if (tool in AS) {
    void pick(page, { point: drawn.at[0], as: AS[tool], metres: metresOf(page, NEAR_PX) }, drawn.held);
  }
}

/** Choose the grid at a spot, with Shift another one besides. @param {Page} page @param {import("./drawing.js").Drawn} drawn */
function chooseAt(page, { at, held }) {
  const code = page.map.zoneAt(page.map.gl.project(at[0]));
  if (page.state.get().picked) page.state.set({ picked: null });
  if (code) choose(page, code, held.shift);
  else if (!held.shift) page.state.set({ selected: new Set() });
}

/**
 * Pick households, together with those that are picked already or without them.
 *
 * @param {Page} page
 * @param {object} body as the service takes it
 * @param {{shift: boolean, alt: boolean}} held
 */
export async function pick(page, body, held) {
  const { state, api, dialogs, t } = page;
  const { version, combine } = state.get();
  if (!version) return;
  try {
    const found = await api.select(version.id, body);
    const how = held.shift ? "add" : held.alt ? "less" : combine;
    const picked = combined(state.get().picked, found, how);
    state.set({ picked, selected: new Set() });
    if (!found.units.length) dialogs.told(t("page_pick_none"));
  } catch (why) {
    dialogs.failed(why);
  }
}

const AROUND_M = 40075016.686;
const TILE_PX = 512;

/** How many metres so many pixels are in the middle of the map. @param {Page} page @param {number} pixels */
export function metresOf({ map: { gl } }, pixels) {
  const { lat } = gl.getCenter();
  return Math.max(1, (pixels * AROUND_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PX * 2 ** gl.getZoom()));
}
