/** What checks find: the worst first, with a way to the place and a way to put it right. */

import { byId, icon, make } from "./elements.js";
import { inFigures } from "./words.js";
import { showUnplaced, UNPLACED } from "./unplaced.js";
import { mayChange, mayEdit } from "./versions.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Finding} Finding */
/** @typedef {import("../types").Severity} Severity */
/** @typedef {import("../types").Suggestion} Suggestion */

/** @type {Severity[]} */
const SEVERITIES = ["error", "warning", "note"];
const MOST = 10_000;
const AT_ONCE = 60;
const CALM_MS = 700;

/** @param {Page} page */
export function start(page) {
  const { state, t } = page;
  const pane = byId("pane-findings");
  const chips = make("div", { class: "chips", role: "group", "data-t-label": "page_severities" });
  const list = make("ul", { class: "findings" });
  const nothing = make("p", { class: "nothing", "data-t": "page_no_findings", hidden: true });
  const more = make("div", { class: "more" });
  pane.append(make("div", { class: "pane-head" }, chips), nothing, list, more);

  /** @type {Set<Severity>} */
  const shown = new Set(["error", "warning"]);
  /** @type {Finding[]} */
  let rows = [];

  const add = () => {
    const next = rows.slice(list.children.length, list.children.length + AT_ONCE);
    list.append(...next.map((finding) => row(page, finding)));
    more.hidden = list.children.length >= rows.length;
  };
  new IntersectionObserver(([seen]) => seen.isIntersecting && add(), { root: pane }).observe(more);

  const show = () => {
    const { findings } = state.get();
    const number = numbersOf(findings);
    chips.replaceChildren(...SEVERITIES.map((one) => chip(one, number[one])));
    rows = findings.filter(({ severity }) => shown.has(severity));
    list.replaceChildren();
    add();
    nothing.hidden = rows.length > 0 || !state.get().version;
    showCount(number.error + number.warning, t);
  };

  /** @param {Severity} one @param {number} number */
  function chip(one, number) {
    const click = () => {
      if (!shown.delete(one)) shown.add(one);
      show();
      /** @type {HTMLElement} */ (chips.children[SEVERITIES.indexOf(one)]).focus();
    };
    return make(
      "button",
      { type: "button", class: `chip ${one}`, "aria-pressed": String(shown.has(one)), on: { click } },
      icon(one), make("span", { text: t(`page_severity_${one}`) }), make("b", { text: inFigures(number) }),
    );
  }

  // An edit leaves them as they are until they are fetched anew.
  let asOf = "";
  state.on(["version", "caller"], ({ version, caller }) => {
    const now = `${version?.id} ${version?.state} ${caller?.role}`;
    if (now !== asOf) show();
    asOf = now;
  });
  state.on(["findings", "lang"], show);
  loads(page);
  show();
}

/** @param {Finding[]} findings @returns {Record<Severity, number>} */
function numbersOf(findings) {
  const number = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) number[severity] += 1;
  return number;
}

/** Say on the tab how many there are. @param {number} number @param {import("../types").Translate} t */
function showCount(number, t) {
  byId("tab-findings").replaceChildren(
    t("page_tab_findings"),
    ...(number ? [make("span", { class: "count", text: inFigures(number) })] : []),
  );
}

/** Fetch findings when a version was opened, and again some time after it changed. @param {Page} page */
function loads(page) {
  const { state, zones, api, dialogs } = page;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let known = "";
  const load = async () => {
    const { version, lang } = state.get();
    const wanted = `${version?.id} ${zones.head} ${lang}`;
    if (!version || wanted === known) return;
    known = wanted;
    try {
      const { findings } = await api.findings(version.id, { limit: MOST });
      if (wanted === known) state.set({ findings });
    } catch (why) {
      known = "";
      dialogs.failed(why);
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(load, CALM_MS);
  };
  state.on(["version", "lang"], later);
  zones.on(later);
}

/** @param {Page} page @param {Finding} finding */
function row(page, finding) {
  const { t, zones } = page;
  const { severity, text, todo, where } = finding;
  const codes = codesOf(where, zones);
  const answer = make("div", { class: "repairs", hidden: true });
  const buttons = make("div", { class: "row" });
  if (codes.length) {
    const click = () => {
      page.state.set({ selected: new Set(codes) });
      page.map.zoomTo(codes);
    };
    buttons.append(make("button", { type: "button", class: "quiet small", on: { click } }, icon("zoom"), make("span", { text: t("page_zoom_to") })));
  }
  const mayLook = mayEdit(page) && HOMES.has(finding.rule);
  if (mayEdit(page) && UNPLACED.has(finding.rule)) {
    const key = finding.rule === "unplaced_in_all" ? "page_unplaced_show" : "page_zoom_to";
    const click = () => void showUnplaced(page, finding, answer);
    buttons.append(make("button", { type: "button", class: "quiet small", on: { click } }, icon("zoom"), make("span", { text: t(key) })));
  }
  if (!codes.length && mayLook) {
    const click = () => void goesHome(page, where);
    buttons.append(make("button", { type: "button", class: "quiet small", on: { click } }, icon("zoom"), make("span", { text: t("page_zoom_to") })));
  }
  if (severity !== "note" && codes.length) {
    const click = () => suggest(page, finding, answer);
    buttons.append(make("button", { type: "button", class: "quiet small", on: { click } }, icon("repair"), make("span", { text: t("page_suggest") })));
  }
  return make(
    "li",
    { class: `finding ${severity}` },
    icon(severity),
    make(
      "div",
      {},
      make("span", { class: "hearing", text: `${t(`page_severity_${severity}`)}${t("page_colon")}` }),
      make("p", { text }),
      todo ? make("p", { class: "todo", text: todo }) : null,
      buttons.childElementCount ? buttons : null,
      answer,
    ),
  );
}

/**
 * Return the zones that a finding is about: one, several, or all of a community.
 *
 * @param {string} where
 * @param {import("../types").Zones} zones
 */
function codesOf(where, zones) {
  const named = where.split(/[\s,、，+]+/).filter((code) => zones.get(code));
  if (named.length) return named;
  return zones.community(where) ? zones.rows().filter((zone) => zone.community === where).map(({ code }) => code) : [];
}

/** Rules whose findings name a household, or what is never divided. */
const HOMES = new Set(["household_joined", "place_cut", "unit_split", "unit_cut", "preferred_cut"]);

/** Show where households are, to whoever may see places. @param {Page} page @param {string} unit */
async function goesHome({ api, dialogs, drawing, map, zones, state }, unit) {
  try {
    const { points, zones: homes } = await api.select(zones.version, { units: [unit] });
    state.set({ selected: new Set(Object.keys(homes)), picked: null });
    drawing.mark(points);
    map.zoomToPlaces(points);
  } catch (why) {
    dialogs.failed(why);
  }
}

/** @param {Page} page @param {Finding} finding @param {HTMLElement} answer */
async function suggest(page, finding, answer) {
  const { api, state, dialogs, t } = page;
  const { version } = state.get();
  if (!version) return;
  answer.hidden = false;
  answer.replaceChildren(make("p", { class: "waiting", role: "status", text: t("page_suggesting") }));
  try {
    const advice = await api.suggestions(version.id, [finding.where]);
    const about = advice.find(({ findings }) => findings.some(({ rule, where }) => rule === finding.rule && where === finding.where)) ?? advice[0];
    const repairs = about?.suggestions ?? [];
    const why = about?.why_none || t("page_suggest_none");
    answer.replaceChildren(
      ...(repairs.length ? repairs.map((one) => repair(page, one)) : [make("p", { class: "todo", text: why })]),
    );
  } catch (why) {
    answer.hidden = true;
    dialogs.failed(why);
  }
}

/** @param {Page} page @param {Suggestion} one */
function repair(page, one) {
  const { t, state, zones } = page;
  const codes = named(one.edits).filter((code) => zones.get(code));
  const look = () => {
    state.set({ selected: new Set(codes) });
    page.map.zoomTo(codes);
  };
  const apply = () => page.desk.save(one.edits, t("page_reason_suggested"));
  const may = mayChange(page);
  const metres = Math.round(one.metres);
  const way = metres < 0 ? "less" : metres > 0 ? "more" : "same";
  const told = [
    t(`page_effect_metres_${way}`, { moved: inFigures(one.households), metres: inFigures(Math.abs(metres)) }),
    t(one.brings.length ? "page_repair_brings" : "page_repair_right", { right: one.puts_right.length, brings: one.brings.length }),
  ];
  return make(
    "div",
    { class: "repair" },
    make("p", { text: one.says }),
    make("p", { class: "todo", text: told.join(state.get().lang === "zh" ? "" : " ") }),
    ...one.brings.map(({ text, severity }) => make("p", { class: `finding-line ${severity}` }, icon(severity), make("span", { text }))),
    make(
      "div",
      { class: "row" },
      make("button", { type: "button", class: "main small", disabled: !may, title: may ? null : t("page_only_drafts"), text: t("page_apply"), on: { click: apply } }),
      codes.length ? make("button", { type: "button", class: "quiet small", text: t("page_look"), on: { click: look } }) : null,
    ),
  );
}

/** Every text that edits hold: among them the codes of zones. @param {unknown} said @returns {string[]} */
function named(said) {
  if (typeof said === "string") return [said];
  return said && typeof said === "object" ? Object.values(said).flatMap(named) : [];
}
