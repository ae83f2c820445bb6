/** Two versions beside each other: what changed, village by village, accepted or taken back. */

import { accept, isAccepted } from "./accepted.js";
import { byId, icon, make } from "./elements.js";
import { backwards, movedOf } from "./reverting.js";
import { mayChange } from "./versions.js";
import { stacksOf } from "./history.js";
import { createTwoMaps } from "./twomaps.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Difference} Difference */
/** @typedef {import("../types").ZoneChange} ZoneChange */

/** Villages whose changes are open at once, and households whose places are shown. */
const [MOST_OPEN, MOST_SHOWN] = [8, 20_000];

/** @param {Page} page */
export function start(page) {
  const { state, api, t, dialogs } = page;
  const pane = byId("pane-compare");
  const list = make("select", { id: "other" });
  const views = make("div", { class: "segments", role: "radiogroup", "data-t-label": "page_compare_view" });
  const body = make("div", { class: "changes", "aria-live": "polite" });
  const label = make("label", { for: "other", "data-t": "page_compare_with" });
  pane.append(make("div", { class: "pane-head" }, make("div", { class: "field" }, label, list), views), body);
  const maps = createTwoMaps(page);
  /** @type {import("../types").VersionShort[]} */
  let versions = [];
  /** @type {import("./twomaps.js").View} */
  let view = "list";
  /** @type {Difference | null} */
  let found = null;
  /** @type {Reasons} */
  let reasons = new Map();

  for (const one of /** @type {const} */ (["list", "side", "swipe"])) {
    const input = make("input", { type: "radio", name: "view", id: `view-${one}`, value: one, checked: one === view });
    input.addEventListener("change", () => {
      view = one;
      void arrange();
    });
    views.append(input, make("label", { for: input.id, "data-t": `page_compare_${one}` }));
  }

  const otherOf = () => versions.find(({ id }) => id === state.get().other) ?? null;
  const arrange = () => maps.show(view, otherOf()).catch(dialogs.failed);

  async function offer() {
    const { version, tab, other } = state.get();
    if (!version || tab !== "compare") return;
    versions = (await api.versions(version.plan_id)).filter(({ id }) => id !== version.id);
    const options = versions.toReversed().map((one) =>
      make("option", { value: one.id, text: t("page_compare_row", { number: one.number, state: t(`page_state_${one.state}`) }) }));
    list.replaceChildren(make("option", { value: "", text: t(versions.length ? "page_compare_choose" : "page_compare_none") }), ...options);
    list.disabled = !versions.length;
    list.value = otherOf() ? String(other) : "";
  }

  async function look() {
    const { version, other } = state.get();
    found = null;
    if (!version || other === null || other === version.id) return show();
    body.replaceChildren(make("p", { class: "nothing", text: t("page_working") }));
    const [diff, events] = await Promise.all([api.diff(other, version.id, state.get().level), api.history(version.id)]);
    if (state.get().other !== other || state.get().version?.id !== version.id) return undefined;
    found = diff;
    reasons = reasonsIn(events);
    return show();
  }

  function show() {
    const { other, version } = state.get();
    page.drawing.mark([]);
    if (!found || !version) return body.replaceChildren(make("p", { class: "nothing", text: t("page_compare_text") }));
    body.replaceChildren(...changesOf(page, found, reasons, `${other}-${version.id}`));
    return undefined;
  }

  list.addEventListener("change", () => state.set({ other: list.value ? Number(list.value) : null }));
  state.on(["tab", "lang"], () => void offer().catch(dialogs.failed));
  state.on(["other"], () => {
    void look().catch(dialogs.failed);
    void arrange();
  });
  /** @type {string | undefined} */
  let seen;
  state.on(["version"], ({ version, other }) => {
    if (other === version?.id) state.set({ other: null });
    const isOther = version && seen !== `${version.id}-${version.head}`;
    seen = version ? `${version.id}-${version.head}` : undefined;
    if (isOther && other !== null) void look().catch(dialogs.failed);
    if (isOther) void offer().then(arrange, dialogs.failed);
  });
  state.on(["lang", "caller"], show);
  show();
}

/**
 * What planners said of the edits that changed a zone, by its code; edits that were taken back have
 * no say.
 *
 * @typedef {Map<string, Set<string>>} Reasons
 */

/** @param {import("../types").HistoryEvent[]} events @returns {Reasons} */
function reasonsIn(events) {
  /** @type {Reasons} */
  const found = new Map();
  for (const { reason, named } of stacksOf(events).undo.filter((one) => one.reason)) {
    for (const code of named) found.set(code, (found.get(code) ?? new Set()).add(reason));
  }
  return found;
}

/** @param {Page} page @param {Difference} found @param {Reasons} reasons @param {string} pair @returns {Node[]} */
function changesOf(page, found, reasons, pair) {
  const { t } = page;
  const changed = found.zones.filter(({ state }) => state !== "kept");
  if (!changed.length) return [make("p", { class: "nothing", text: t("page_compare_same") })];
  const done = make("p", { class: "sum" });
  const tell = () => {
    const accepted = changed.filter((zone) => isAccepted(pair, zone)).length;
    done.textContent = t("page_compare_sum", {
      zones: changed.length, moved: inFigures(found.total.flow.moved.households), accepted,
    });
  };
  tell();
  /** @type {Map<string, ZoneChange[]>} */
  const villages = new Map();
  for (const zone of changed) villages.set(zone.community, [...(villages.get(zone.community) ?? []), zone]);
  const names = new Map(found.communities.map(({ code, name }) => [code, name]));
  const parts = [...villages].map(([code, zones]) => {
    const head = make("summary", {}, make("b", { text: names.get(code) || t("page_compare_nowhere") }),
      make("small", { text: t("page_compare_zones", { number: zones.length }) }));
    const rows = zones.map((zone) => rowOf(page, found, zone, { pair, tell, said: [...(reasons.get(zone.code) ?? [])] }));
    return make("details", { open: villages.size <= MOST_OPEN }, head, make("ul", {}, ...rows));
  });
  return [done, ...parts];
}

/** @param {Page} page @param {Difference} found @param {ZoneChange} zone @param {{pair: string, tell: () => void, said: string[]}} kept */
function rowOf(page, found, zone, { pair, tell, said }) {
  const { t, state } = page;
  const { before, after, joined, left } = zone.flow;
  const counts = zone.state === "new" || zone.state === "retired" ? inFigures((zone.state === "new" ? after : before).households)
    : `${inFigures(before.households)} → ${inFigures(after.households)}`;
  const flows = joined.rows || left.rows
    ? make("small", { text: t("page_compare_flow", { joined: inFigures(joined.households), left: inFigures(left.households) }) }) : null;
  const was = zone.old_name && zone.old_name !== zone.name ? make("small", { text: t("page_effect_was", { name: zone.old_name }) }) : null;
  // What the planner said goes before what can be worked out from the plans.
  const worked = zone.why.map((reason) => (state.get().lang === "zh" ? reason.zh : reason.en));
  const why = (said.length ? said.map((reason) => t("page_history_reason", { reason })) : worked)
    .map((text) => make("small", { class: "why", text }));
  const box = make("input", { type: "checkbox", id: `accept-${zone.code}`, checked: isAccepted(pair, zone) });
  const row = make("li", { class: box.checked ? "accepted" : null });
  box.addEventListener("change", () => {
    accept(pair, zone, box.checked);
    row.classList.toggle("accepted", box.checked);
    tell();
  });
  row.append(
    make("div", { class: "change" }, make("b", { text: zone.name || zone.old_name }),
      make("span", { class: "badge", text: t(`page_compare_is_${zone.state}`) }), make("span", { class: "counts", text: counts })),
    ...[flows, was, ...why].filter((one) => one !== null),
    make("div", { class: "change-actions" }, box, make("label", { for: box.id, text: t("page_compare_accept") }),
      make("button", { type: "button", class: "quiet", on: { click: () => void point(page, found, zone) } }, icon("zoom"), t("page_zoom_to")),
      backOf(page, found, zone)),
  );
  return row;
}

/** @param {Page} page @param {Difference} found @param {ZoneChange} zone */
function backOf(page, found, zone) {
  const edits = backwards(found, zone, (code) => page.zones.get(code) !== undefined);
  if (!mayChange(page) || !edits.length) return "";
  const from = Object.fromEntries(movedOf(found, zone).map((home) => [home.id, home.new_zone]));
  const reason = page.t("page_compare_reason");
  const click = () => void page.desk.look(edits, { reason, from });
  return make("button", { type: "button", class: "quiet", on: { click } }, icon("undo"), page.t("page_compare_back"));
}

/** Show a change on the map, with who moved where that may be told. @param {Page} page @param {Difference} found @param {ZoneChange} zone */
async function point(page, found, zone) {
  const { map, zones, api, state, drawing, dialogs } = page;
  const homes = movedOf(found, zone).filter(({ new_zone }) => new_zone);
  const codes = new Set([zone.code, ...homes.map(({ new_zone }) => new_zone)]);
  map.zoomTo([...codes].filter((code) => zones.get(code)));
  state.set({ selected: new Set(zones.get(zone.code) ? [zone.code] : []), picked: null });
  drawing.mark([]);
  if (!homes.length || homes.length > MOST_SHOWN || state.get().caller?.role === "viewer") return;
  try {
    drawing.mark((await api.select(zones.version, { units: homes.map(({ id }) => id) })).points);
  } catch (why) {
    dialogs.failed(why);
  }
}
