/** Starts everything, in order; the only file that knows all others. */

import { createApi } from "./api.js";
import { createDialogs } from "./dialogs.js";
import { createKeys } from "./keys.js";
import { createState } from "./state.js";
import { createWords, firstLanguage } from "./words.js";
import { createZones } from "./zones.js";
import { opening } from "./opening.js";
import * as signin from "./signin.js";
import * as theme from "./theme.js";
import * as names from "./names.js";
import * as help from "./help.js";
import * as versions from "./versions.js";
import * as basemap from "./basemap.js";
import * as map from "./map.js";
import * as panel from "./panel.js";
import * as controls from "./controls.js";
import * as find from "./find.js";
import * as grids from "./grids.js";
import * as pointing from "./pointing.js";
import * as findings from "./findings.js";
import * as saving from "./saving.js";
import * as select from "./select.js";
import * as edit from "./edit.js";
import * as history from "./history.js";
import * as live from "./live.js";
import * as compare from "./compare.js";
import * as status from "./status.js";
import * as hand from "./hand.js";
import * as begins from "./start.js";

/** @typedef {import("../types").Page} Page */

/** What is started, in this order: each puts itself into its region of index.html. */
const PARTS = [
  basemap, map, versions, find, theme, help, signin, names, panel, grids, findings, controls, pointing,
  saving, select, edit, history, live, compare, status, hand, begins,
];

/** @returns {Page} */
function createPage() {
  const state = createState({
    lang: firstLanguage(), theme: theme.firstTheme(), caller: null, plan: null, version: null,
    level: "grids", selected: new Set(), picked: null, tool: "pan", combine: "replace", busy: 0, sending: 0, offline: false,
    other: null, filter: "", findings: [], comments: [], tab: "grids", names: new Map(), grounds: [],
    foreseen: null, isSaving: false,
    layers: new Set(["households", "labels", "basemap"]),
  });
  const api = createApi({
    key: signin.keyOf,
    lang: () => state.get().lang,
    onBusy: (change) => state.set({ busy: state.get().busy + change }),
    onSending: (change) => state.set({ sending: state.get().sending + change }),
    onOffline: (offline) => state.set({ offline }),
  });
  const words = createWords(api.words);
  const dialogs = createDialogs(words);
  const page = /** @type {Page} */ ({
    state, api, words, t: words.t, dialogs, keys: createKeys(), zones: createZones(),
  });
  return Object.assign(page, opening(page), { signIn: () => signin.signIn(page) });
}

async function begin() {
  signin.takeKey();
  const page = createPage();
  const { words, state, api } = page;
  // What is shown first is asked for first: it comes while the map is made.
  const asked = versions.versionInAddress();
  const early = asked !== null && signin.keyOf() ? page.fetch(asked) : undefined;
  early?.catch(() => {});
  [page.settings] = await Promise.all([api.settings(), words.set(state.get().lang)]);
  for (const part of PARTS) part.start(page);
  words.fill(document);
  // A press before anything listens would be lost.
  document.body.inert = false;
  await page.signIn();
  const wanted = asked ?? (await api.plans())[0]?.newest.id;
  if (wanted !== undefined) await page.open(wanted, early);
  page.begin();
}

begin().catch((why) => {
  // Without the service there are no words either.
  console.error(why);
  document.documentElement.dataset.broken = "yes";
});
