/** Rules: a preset, perhaps with other numbers, or a file of one's own. */

import { icon, make } from "./elements.js";
import { rulesFile, SAME } from "./desk.js";
import { keepsFocus } from "./upload.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../flow").Band} Band */
/** @typedef {import("../flow").Desk} Desk */
/** @typedef {import("../flow").Preset} Preset */

const KINDS = ["village", "community"];
const NUMBERS = /** @type {(keyof Band)[]} */ (["fewest", "target", "most"]);

/**
 * Make the part of the start in which rules are chosen.
 *
 * @param {Page} page
 * @param {Desk} desk
 */
export function createRules(page, desk) {
  const { t, state, api } = page;
  const list = make("select", { id: "preset", "aria-labelledby": "step-rules" });
  const bands = make("div", { class: "bands" });
  const wrong = make("p", { class: "wrong", role: "alert", hidden: true }, icon("error"), make("span"));
  const element = make("section", { class: "step", "aria-labelledby": "step-rules" },
    make("h3", { id: "step-rules", "data-t": "page_step_rules" }), list, bands, wrong);
  /** @type {Preset[]} */
  let presets = [];

  const show = () => {
    const { lang } = state.get();
    const draft = desk.get();
    const own = rulesFile(draft);
    const same = draft.parent ? [make("option", { value: SAME, text: t("page_redraw_rules", { number: draft.parent.number }) })] : [];
    list.replaceChildren(
      ...same,
      ...(own ? [make("option", { value: "", text: own.name })] : []),
      ...presets.map(({ name, title }) => make("option", { value: name, text: title[lang] })),
    );
    if (!own && !draft.preset) return desk.set({ preset: draft.parent ? SAME : "standard", bands: {} });
    list.value = draft.preset;
    const preset = presets.find(({ name }) => name === draft.preset);
    keepsFocus(bands, () => bands.replaceChildren(...(preset ? bandRows(page, desk, preset) : [])));
    const odd = Object.values(draft.bands).some((band) => !isBand(band));
    wrong.hidden = !odd;
    if (odd) /** @type {Element} */ (wrong.lastElementChild).textContent = t("page_band_odd");
  };
  list.addEventListener("change", () => desk.set({ preset: list.value, bands: {} }));
  desk.on(["preset", "bands", "sent", "parent"], show);
  state.on(["lang"], show);

  return {
    element,
    async load() {
      presets = (await api.presets()).presets;
      show();
    },
    isFit: () => Object.values(desk.get().bands).every(isBand),
    /** What a division is asked: a preset, TOML, or a file; nothing for the rules of a version. */
    async asked() {
      const draft = desk.get();
      if (draft.preset === SAME) return undefined;
      const own = rulesFile(draft);
      if (!draft.preset && own) return { href: `/uploads/${own.id}` };
      if (!Object.keys(draft.bands).length) return draft.preset;
      const said = Object.entries(draft.bands).map(([kind, { fewest, most, target }]) => [kind, `${fewest},${most},${target}`]);
      return (await api.preset(draft.preset, Object.fromEntries(said))).rules;
    },
  };
}

/** What zones of a level are called, without their numbers. @param {string} [label] */
const plain = (label = "") => label.replace(/\{\w+\}/g, "").trim();

/** @param {Band} band */
const isBand = ({ fewest, target, most }) =>
  [fewest, target, most].every(Number.isInteger) && 1 <= fewest && fewest <= target && target <= most;

/** @param {Page} page @param {Desk} desk @param {Preset} preset */
function bandRows({ t, state }, desk, { levels }) {
  const { lang } = state.get();
  const [first, ...others] = levels;
  const rows = KINDS.filter((kind) => first.bands[kind]).map((kind) => {
    const band = desk.get().bands[kind] ?? first.bands[kind];
    const row = make("fieldset", { class: "band" }, make("legend", { text: t(`page_band_${kind}`) }));
    for (const name of NUMBERS) row.append(number(t, desk, { kind, name, band }));
    return row;
  });
  const below = others.flatMap(({ name, label, bands }) =>
    KINDS.filter((kind) => bands[kind]).map((kind) =>
      t("page_band_below", { level: plain(label[lang]) || name, kind: t(`page_kind_${kind}`), fewest: bands[kind].fewest, most: bands[kind].most }),
    ),
  );
  const without = KINDS.filter((kind) => !first.bands[kind] && first.mode[kind]);
  const said = [...without.map((kind) => t("page_band_none", { kind: t(`page_kind_${kind}`) })), ...below];
  return [...rows, ...said.map((text) => make("small", { text }))];
}

/**
 * @param {import("../types").Translate} t
 * @param {Desk} desk
 * @param {{kind: string, name: keyof Band, band: Band}} which
 */
function number(t, desk, { kind, name, band }) {
  const id = `band-${kind}-${name}`;
  const input = make("input", { id, type: "number", min: 1, step: 1, inputmode: "numeric", "data-focus": id });
  if (Number.isFinite(band[name])) input.value = String(band[name]);
  input.addEventListener("change", () => {
    const now = { ...band, [name]: input.value === "" ? Number.NaN : Number(input.value) };
    // Whoever moves an end past the target means the target to follow.
    if (name !== "target" && !(now.fewest <= now.target && now.target <= now.most)) {
      now.target = Math.floor((now.fewest + now.most) / 2);
    }
    desk.set({ bands: { ...desk.get().bands, [kind]: now } });
  });
  return make("div", { class: "field" }, make("label", { for: id, text: t(`page_band_${name}`) }), input);
}
