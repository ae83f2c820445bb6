/** Everything that can be taken along, in one menu: files, lists, what is printed, changes. */

import { icon, make } from "./elements.js";
import { mayEdit } from "./versions.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Finding} Finding */
/** @typedef {import("./menu.js").Item} Item */

const SIZES = ["A0", "A1", "A2", "A3", "A4"];
const THEMES = ["clear", "official", "grey"];

/** What is printed: its scope, its form, and the usual paper. */
const PRINTS = {
  wall: { scope: "township", form: "sheet", size: "A0" },
  atlas: { scope: "community", form: "atlas", size: "A3" },
  boards: { scope: "grid", form: "board", size: "A3" },
  buildings: { scope: "building", form: "board", size: "A4" },
  register: { scope: "township", form: "register", size: "A4" },
  nested: { scope: "township", form: "nested", size: "A3" },
};

const FINDINGS_SHOWN = 6;

/** @param {Page} page @returns {Item[]} */
export function downloadsOf(page) {
  const { state, t, api } = page;
  const { version } = state.get();
  if (!version) return [];
  const { id, parent } = version;
  /** @type {(name: string, path: string, params: Record<string, string>, note: string) => Item} */
  const item = (name, path, params, note) => ({ text: t(`page_get_${name}`), note, run: () => fetched(page, () => api.download(path, params)) });
  const whole = `versions/${id}/export`;
  const since = `versions/${parent}/diff/${id}/export`;
  return [
    { text: t("page_get_data") },
    ...(mayEdit(page) ? [item("gpkg", whole, { format: "gpkg" }, "GeoPackage")] : []),
    item("lists", whole, { format: "xlsx" }, "Excel"),
    item("grids", whole, { format: "geojson" }, "GeoJSON"),
    { text: t("page_get_prints") },
    ...Object.keys(PRINTS).map((name) => ({
      text: t(`page_get_${name}`),
      note: "PDF",
      run: () => void print(page, /** @type {keyof typeof PRINTS} */ (name)),
    })),
    ...(parent === null
      ? []
      : [
          { text: t("page_get_changes") },
          item("changes_list", since, { format: "xlsx" }, "Excel"),
          item("changes_board", since, { format: "pdf", size: "A4" }, "PDF"),
        ]),
  ];
}

/** Fetch a file, with a word that it is made. @param {Page} page @param {() => Promise<void>} fetch */
async function fetched({ dialogs, t }, fetch) {
  dialogs.told(t("page_get_begun"));
  try {
    await fetch();
  } catch (why) {
    dialogs.failed(why);
  }
}

/** @param {Page} page @param {keyof typeof PRINTS} name */
async function print(page, name) {
  const { dialogs, t, api, state } = page;
  const { version, selected } = state.get();
  const { scope, form, size } = PRINTS[name];
  if (!version) return;
  const only = scope === "grid" ? [...selected] : [];
  const said = await dialogs.ask({
    title: t(`page_get_${name}`),
    text: t(only.length ? "page_print_only" : `page_get_${name}_text`, { number: only.length }),
    fields: [
      { name: "size", label: t("page_print_size"), kind: "select", value: size, options: SIZES.map((one) => ({ value: one, text: one })) },
      { name: "theme", label: t("page_print_theme"), kind: "select", value: THEMES[0], options: THEMES.map((one) => ({ value: one, text: t(`page_print_${one}`) })) },
      ...(name === "wall" ? [{ name: "title", label: t("page_print_title"), maxlength: 200, help: t("page_print_title_help") }] : []),
    ],
    ok: t("page_download"),
  });
  if (!said) return;
  /** @type {Record<string, any>} */
  const params = { scope, form, only, ...said };
  dialogs.told(t("page_get_begun"));
  try {
    const { pages, findings } = await api.json(`maps/v${version.id}/preflight`, params);
    const told = findings.filter((/** @type {Finding} */ { severity }) => severity !== "note");
    if (told.length && !(await goesOn(page, pages, told))) return;
    await api.download(`versions/${version.id}/export`, { format: "pdf", ...params });
  } catch (why) {
    dialogs.failed(why);
  }
}

/** Tell what to know before printing. @param {Page} page @param {number} pages @param {Finding[]} findings */
async function goesOn({ dialogs, t }, pages, findings) {
  const rows = findings.slice(0, FINDINGS_SHOWN).map(({ severity, text }) =>
    make("li", { class: `finding-line ${severity}` }, icon(severity), make("span", { text })),
  );
  const left = findings.length - rows.length;
  const body = make("div", { class: "fields" },
    make("p", { text: t("page_print_found", { pages, number: findings.length }) }),
    make("ul", { class: "plain" }, ...rows),
    left > 0 ? make("p", { class: "soft", text: t("page_print_more", { number: left }) }) : null);
  const buttons = [{ text: t("page_cancel"), value: "" }, { text: t("page_print_anyway"), value: "on", tone: /** @type {const} */ ("main") }];
  return (await dialogs.open({ title: t("page_print_check"), body, buttons })) === "on";
}
