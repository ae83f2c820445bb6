/** Handing a version over: its state and who may bring it further, downloads, a link, comments. */

import { byId, icon, make } from "./elements.js";
import { opensMenu } from "./menu.js";
import { createComments } from "./comments.js";
import { downloadsOf } from "./downloads.js";
import { sharing } from "./sharing.js";
import { mayEdit } from "./versions.js";
import { keepsFocus } from "./upload.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Version} Version */

/** States in their order; one that is retired was published. */
const STATES = ["draft", "submitted", "approved", "published"];

/** @param {Page} page */
export function start(page) {
  const { state, words } = page;
  const pane = byId("pane-hand");
  const steps = make("ol", { class: "states", "data-t-label": "page_states" });
  const said = make("div", { class: "state-said" });
  const act = make("div", { class: "row" });
  const files = make("button", { type: "button", class: "main", id: "downloads" }, icon("download"), make("span", { "data-t": "page_download" }), icon("down"));
  const share = make("button", { type: "button", class: "quiet", id: "share", on: { click: () => void sharing(page) } }, icon("share"), make("span", { "data-t": "page_share" }));
  const comments = createComments(page);
  const part = (/** @type {string} */ key, /** @type {HTMLElement[]} */ ...children) =>
    make("section", { class: "hand-part", "aria-labelledby": `${key}-title` }, make("h3", { id: `${key}-title`, "data-t": key }), ...children);
  const whole = make("div", {},
    part("page_state_of", steps, said, act),
    part("page_files_of", make("div", { class: "row" }, files, share)),
    part("page_comments", comments.element));
  const nothing = make("p", { class: "nothing", "data-t": "page_hand_none" });
  pane.append(nothing, whole);
  opensMenu(files, () => downloadsOf(page));
  words.fill(pane);

  /** The last word of whoever moved the version, by its number. @type {{version: number, reason: string}} */
  let last = { version: 0, reason: "" };
  const show = () => {
    const { version } = state.get();
    whole.hidden = !version;
    nothing.hidden = version !== null;
    if (!version) return;
    share.hidden = !mayEdit(page);
    steps.replaceChildren(...stepsOf(page, version));
    said.replaceChildren(...saidOf(page, version, last.version === version.id ? last.reason : ""));
    keepsFocus(act, () => act.replaceChildren(...actionsOf(page, version)));
  };
  state.on(["version", "lang", "caller"], show);
  show();

  /** What was said with the last change of state: why it was sent back. @param {Version} version */
  async function ask({ id, state: is }) {
    const events = await page.api.history(id);
    const reason = events.findLast(({ what }) => what === is)?.reason ?? "";
    last = { version: id, reason };
    show();
  }
  let asked = "";
  const look = () => {
    const { version, tab } = state.get();
    const now = version && tab === "hand" ? `${version.id} ${version.state}` : "";
    if (!now || now === asked || !version) return;
    asked = now;
    ask(version).catch(page.dialogs.failed);
  };
  state.on(["version", "tab"], look);
}

/** @param {Page} page @param {Version} version */
function stepsOf({ t }, { state }) {
  const at = state === "retired" ? STATES.length : STATES.indexOf(state);
  return STATES.map((one, k) =>
    make("li", { class: k < at ? "past" : k === at ? "now" : "later", "aria-current": k === at ? "step" : null },
      make("span", { class: "dot" }, k < at ? icon("check") : String(k + 1)), make("span", { text: t(`page_state_${one}`) })),
  );
}

/** @param {Page} page @param {Version} version @param {string} reason */
function saidOf({ t, state }, { state: is, in_force_from: from, in_force_to: to, findings }, reason) {
  const isApprover = ["approver", "admin"].includes(state.get().caller?.role ?? "");
  const may = is === "draft" || is === "published" || is === "retired" || isApprover;
  /** @type {HTMLElement[]} */
  const lines = [make("p", { text: t(`page_state_${is}_text`, { from, to }) })];
  if (!may) lines.push(make("p", { class: "soft", text: t("page_state_waits") }));
  if (is === "draft" && findings.error) {
    lines.push(make("p", { class: "finding-line error" }, icon("error"), make("span", { text: t("page_errors_left", { error: findings.error }) })));
  }
  if (reason) lines.push(make("blockquote", { text: reason }));
  return lines;
}

/** @param {Page} page @param {Version} version */
function actionsOf(page, version) {
  const { t, state } = page;
  const role = state.get().caller?.role ?? "viewer";
  const isApprover = role === "approver" || role === "admin";
  /** @type {[string, string, boolean][]} what is done, the state that follows, whether it is the usual way */
  const there = [];
  if (version.state === "draft" && role !== "viewer") there.push(["submit", "submitted", true]);
  if (isApprover && version.state === "submitted") there.push(["approve", "approved", true], ["return", "draft", false]);
  if (isApprover && version.state === "approved") there.push(["publish", "published", true], ["return", "draft", false]);
  if (isApprover && version.state === "published") there.push(["retire", "retired", false]);
  return there.map(([name, to, isUsual]) =>
    make("button", {
      type: "button", class: isUsual ? "main" : "quiet", "data-focus": name, id: `do-${name}`,
      text: t(`page_do_${name}`), on: { click: () => move(page, name, to) },
    }),
  );
}

/** @param {Page} page @param {string} name @param {string} to */
async function move(page, name, to) {
  const { state, api, dialogs, t } = page;
  const { version } = state.get();
  if (!version) return;
  const hasDay = to === "published" || to === "retired";
  const etag = name === "submit" ? version.etag : undefined;
  await dialogs.ask({
    title: t(`page_do_${name}`),
    text: t(`page_do_${name}_text`, { plan: version.plan, number: version.number, ...version.findings }),
    fields: [
      ...(hasDay ? [{ name: "day", label: t(`page_day_${name}`), kind: /** @type {const} */ ("date"), value: today(), required: true }] : []),
      { name: "reason", label: t(name === "return" ? "page_reason_return" : "page_reason"), kind: "textarea", required: name === "return", maxlength: 500 },
    ],
    ok: t(`page_do_${name}`),
    tone: name === "retire" ? "danger" : "main",
    async run({ day, reason }) {
      await api.setState(version.id, to, { day: hasDay ? String(day) : undefined, reason: String(reason), etag });
      state.set({ version: await api.version(version.id) });
      dialogs.told(t(`page_done_${name}`, { day: String(day ?? "") }), { tone: "done" });
    },
  });
}

/** The day of today where the browser is, as a date field has it. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
