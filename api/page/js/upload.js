/** Files by drag and drop: how far they are, what was recognised in them, what each is for. */

import { icon, iconButton, make } from "./elements.js";
import { Problem } from "./asking.js";
import { rolesFor, rolesOf } from "./desk.js";
import { inFigures } from "./words.js";

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../flow").Desk} Desk */
/** @typedef {import("../flow").Sent} Sent */
/** @typedef {import("../flow").Upload} Upload */
/** @typedef {import("../flow").UploadLayer} UploadLayer */

/** What a column of the households may mean, as `columns` of a division takes it. */
const MEANS = [
  "id", "households", "lon", "lat", "x", "y", "community", "village", "group", "estate", "building",
  "stairway", "floor", "population", "visits", "grid",
];

/**
 * Make the part of the start that takes files.
 *
 * @param {Page} page
 * @param {Desk} desk
 * @param {(sent: Sent) => void} openPlan called for a file that holds a plan
 */
export function createUpload(page, desk, openPlan) {
  const input = make("input", {
    type: "file", multiple: true, class: "hearing", id: "files", tabindex: -1, "data-t-label": "page_files",
    on: { change: () => take(page, desk, [...(input.files ?? [])]).finally(() => (input.value = "")) },
  });
  const kinds = make("small", { "data-t": "page_drop_kinds" });
  const choose = make(
    "button",
    { type: "button", class: "drop", on: { click: () => input.click() } },
    icon("upload"),
    make("b", { "data-t": "page_drop" }),
    kinds,
  );
  const list = make("ul", { class: "files" });
  const element = make("section", { class: "step", "aria-labelledby": "step-files" },
    make("h3", { id: "step-files", "data-t": "page_step_files" }), choose, input, list);

  const show = () => {
    choose.classList.toggle("low", desk.get().sent.length > 0);
    keepsFocus(list, () => list.replaceChildren(...desk.get().sent.map((one) => card(page, desk, one, openPlan))));
  };
  desk.on(["sent", "columns"], show);
  desk.on(["parent"], ({ parent }) => (kinds.dataset.t = parent ? "page_redraw_kinds" : "page_drop_kinds"));
  page.state.on(["lang"], () => relook(page, desk).catch(page.dialogs.failed));
  return { element, drops: (/** @type {HTMLElement} */ place) => drops(place, (files) => take(page, desk, files)) };
}

/** Let files be dropped on a place. @param {HTMLElement} place @param {(files: File[]) => void} take */
function drops(place, take) {
  const has = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  let inside = 0;
  const over = (/** @type {boolean} */ is) => place.classList.toggle("over", is);
  place.addEventListener("dragenter", (event) => has(event) && over((inside += 1) > 0));
  place.addEventListener("dragleave", (event) => has(event) && over((inside -= 1) > 0));
  place.addEventListener("dragover", (event) => {
    if (has(event)) event.preventDefault();
  });
  place.addEventListener("drop", (event) => {
    if (!has(event)) return;
    event.preventDefault();
    over((inside = 0) > 0);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** @param {Page} page @param {Desk} desk @param {File[]} files */
async function take(page, desk, files) {
  const sent = files.map((file) => ({ file, share: 0, upload: null, problem: null, roles: [] }));
  desk.set({ sent: [...desk.get().sent, ...sent] });
  await Promise.all(sent.map((one) => send(page, desk, one)));
}

/** @param {Page} page @param {Desk} desk @param {Sent} one */
async function send({ api, settings, t }, desk, one) {
  /** @param {Partial<Sent>} partial */
  const put = (partial) => {
    const { sent } = desk.get();
    const at = sent.findIndex(({ file }) => file === one.file);
    if (at >= 0) desk.set({ sent: sent.with(at, { ...sent[at], ...partial }) });
    return at >= 0;
  };
  const most = settings.upload_bytes;
  if (one.file.size > most) {
    put({ problem: t("page_file_large", { most: Math.floor(most / 2 ** 20) }) });
    return;
  }
  try {
    const upload = await api.upload(one.file, (share) => put({ share }));
    const others = desk.get().sent.filter(({ file }) => file !== one.file);
    if (!put({ upload, share: 1, roles: rolesOf(upload, others, rolesFor(desk.get())) })) await api.removeUpload(upload.id);
    else if (upload.holds === "rules") desk.set({ preset: "" });
  } catch (why) {
    if (!(why instanceof Problem)) throw why;
    put({ problem: why.status ? why.message : t("page_unreached") });
  }
}

/** Have it told again in the other language what was recognised. @param {Page} page @param {Desk} desk */
async function relook({ api }, desk) {
  const uploads = await Promise.all(
    desk.get().sent.map(({ upload }) => (upload ? api.json(`uploads/${upload.id}`) : null)),
  );
  desk.set({ sent: desk.get().sent.map((one, k) => (uploads[k] ? { ...one, upload: uploads[k] } : one)) });
}

/** @param {Page} page @param {Desk} desk @param {Sent} sent @param {(sent: Sent) => void} openPlan */
function card(page, desk, sent, openPlan) {
  const { t, words, api } = page;
  const { file, upload, problem, share } = sent;
  const remove = () => {
    desk.set({ sent: desk.get().sent.filter((one) => one.file !== file) });
    if (upload) api.removeUpload(upload.id).catch(page.dialogs.failed);
  };
  const kind = upload ? t("page_file_kind", { kind: upload.kind, size: sizeOf(file.size) }) : sizeOf(file.size);
  const head = make("div", { class: "file-head" },
    make("div", { class: "two" }, make("b", { text: file.name, title: file.name }), make("small", { text: kind })),
    iconButton("close", "page_file_remove", remove, { "data-focus": `remove ${file.name}` }));
  const made = make("li", { class: "file" }, head);
  if (problem) made.append(make("p", { class: "wrong", role: "alert" }, icon("error"), make("span", { text: problem })));
  else if (!upload) made.append(waits(t, share));
  else if (upload.holds === "plan") made.append(planRow(page, sent, openPlan));
  else if (upload.holds === "rules") made.append(make("p", { class: "fine" }, icon("check"), t("page_file_rules")));
  else made.append(...upload.layers.map((layer, k) => layerRow(page, desk, sent, layer, k)));
  words.fill(made);
  return made;
}

/** @param {import("../types").Translate} t @param {number} share */
function waits(t, share) {
  const text = share < 1 ? t("page_file_sending", { percent: Math.floor(share * 100) }) : t("page_file_looking");
  const bar = make("progress", { max: 1, "aria-label": text });
  if (share < 1) bar.value = share;
  return make("div", { class: "waits" }, bar, make("small", { text, role: "status" }));
}

/** @param {Page} page @param {Sent} sent @param {(sent: Sent) => void} openPlan */
function planRow({ t }, sent, openPlan) {
  return make("div", { class: "layer" },
    make("p", { text: t("page_file_plan") }),
    make("button", { type: "button", class: "main", text: t("page_file_open"), on: { click: () => openPlan(sent) } }));
}

/** @param {Page} page @param {Desk} desk @param {Sent} sent @param {UploadLayer} layer @param {number} k */
function layerRow(page, desk, sent, layer, k) {
  const { t } = page;
  const { name, rows, problem, crs, columns, unused } = layer;
  const id = `role-${sent.upload?.id}-${k}`;
  const list = make("select", { id, "data-focus": id, "aria-label": t("page_use_for", { name: name || sent.file.name }) });
  for (const role of ["", ...rolesFor(desk.get())]) list.append(make("option", { value: role, text: t(`page_use_${role || "none"}`) }));
  list.value = sent.roles[k];
  list.addEventListener("change", () => {
    const all = desk.get().sent;
    desk.set({ sent: all.map((one) => (one.file === sent.file ? { ...one, roles: one.roles.with(k, list.value) } : one)) });
  });
  const about = [rows === null ? "" : t("page_use_rows", { rows }), crs].filter(Boolean).join(t("page_comma"));
  const head = make("div", { class: "layer-head" },
    make("div", { class: "two" }, make("span", { text: name || t("page_use_only") }), make("small", { text: about })), list);
  const made = make("div", { class: "layer" }, head);
  if (problem) made.append(make("p", { class: "wrong" }, icon("error"), make("span", { text: problem })));
  if (sent.roles[k] && columns.length + unused.length) {
    made.append(columnsOf(page, desk, layer, sent.roles[k], id));
  }
  return made;
}

/** @param {Page} page @param {Desk} desk @param {UploadLayer} layer @param {string} role @param {string} id */
function columnsOf({ t }, desk, { columns, unused }, role, id) {
  const said = desk.get().columns;
  const open = role === "households" && (unused.length > 0 || desk.get().sent.length === 1);
  const summary = unused.length
    ? t("page_columns_some", { known: columns.length, unused: unused.length })
    : t("page_columns_all", { known: columns.length });
  const list = make("dl", { class: "columns" });
  for (const { header, means } of columns) {
    list.append(make("dt", { text: header }), make("dd", { text: t(`page_means_${means}`) }));
  }
  for (const header of unused) {
    list.append(make("dt", { class: "unused", text: header }));
    if (role !== "households") list.append(make("dd", { class: "unused", text: t("page_means_none") }));
    else list.append(make("dd", {}, meansList(t, desk, header, said[header] ?? "", id)));
  }
  return make("details", { open }, make("summary", { text: summary, "data-focus": `${id}-columns` }), list);
}

/**
 * @param {import("../types").Translate} t @param {Desk} desk
 * @param {string} header @param {string} means @param {string} id
 */
function meansList(t, desk, header, means, id) {
  const list = make("select", { "aria-label": t("page_column_means", { header }), "data-focus": `${id}-${header}` });
  for (const one of ["", ...MEANS]) list.append(make("option", { value: one, text: t(`page_means_${one || "none"}`) }));
  list.value = means;
  list.addEventListener("change", () => {
    const { [header]: _, ...others } = desk.get().columns;
    desk.set({ columns: list.value ? { ...others, [header]: list.value } : others });
  });
  return list;
}

/** @param {number} bytes */
const sizeOf = (bytes) =>
  bytes < 2 ** 20 ? `${inFigures(Math.ceil(bytes / 2 ** 10))} KB` : `${inFigures(bytes / 2 ** 20)} MB`;

/**
 * Draw a part anew; what has the focus keeps it, by its data-focus, and folds stay open.
 *
 * @param {HTMLElement} holder
 * @param {() => void} draw
 */
export function keepsFocus(holder, draw) {
  const named = (/** @type {Element | null} */ one) => (one instanceof HTMLElement ? one.dataset.focus : undefined);
  const before = holder.contains(document.activeElement) ? named(document.activeElement) : undefined;
  const folds = new Map(
    [...holder.querySelectorAll("details")].map((one) => [named(one.firstElementChild), one.open]),
  );
  draw();
  for (const one of holder.querySelectorAll("details")) {
    one.open = folds.get(named(one.firstElementChild)) ?? one.open;
  }
  if (before === undefined) return;
  const found = [...holder.querySelectorAll("[data-focus]")].find((one) => named(one) === before);
  if (found instanceof HTMLElement) found.focus();
}
