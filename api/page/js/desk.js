/** What is put together before a division or a redraw is ordered: files, what they are for, rules. */

/** @typedef {import("../flow").Desk} Desk */
/** @typedef {import("../flow").Draft} Draft */
/** @typedef {import("../flow").Sent} Sent */
/** @typedef {import("../flow").Upload} Upload */

/** What a layer may be used for, as a division calls its inputs. */
const ROLES = [
  "households", "communities", "lines", "water", "buildings", "parcels", "special", "centres",
  "people", "ties", "existing", "corrections",
];

/** Stands where a preset would, for a redraw by the rules of its version. */
export const SAME = "same";

/** What a layer may be used for here: a redraw has the grids of its version. @param {Draft} draft */
export const rolesFor = ({ parent }) => (parent ? ROLES.filter((role) => role !== "existing") : ROLES);

const BOOK = /\.(xlsx|xls|ods|et)$/i;

/** Headers of the workbook in which refused rows go back: with them it is a correction. */
const BACK = ["退回原因", "why it comes back"];

/** @returns {Draft} */
const emptyDraft = () => ({
  parent: null, newIds: "", isPartial: false,
  sent: [], columns: {}, datum: "", crs: "", preset: "standard", bands: {}, name: "",
  reading: null, unread: "", isReading: false,
});

/** @returns {Desk & {clear(parent?: Draft["parent"]): void}} `clear` begins anew: a plan, or a redraw */
export function createDesk() {
  let now = emptyDraft();
  /** @type {{names: (keyof Draft)[], fn: (draft: Draft) => void}[]} */
  const watchers = [];

  /** @param {Partial<Draft>} partial */
  function set(partial) {
    const before = now;
    now = { ...before, ...partial };
    for (const { names, fn } of watchers) if (names.some((name) => before[name] !== now[name])) fn(now);
  }
  return {
    get: () => now,
    set,
    on: (names, fn) => void watchers.push({ names, fn }),
    clear: (parent = null) => set({ ...emptyDraft(), parent, preset: parent ? SAME : "standard" }),
  };
}

/**
 * Return what each layer of an upload is for, as far as it tells.
 *
 * @param {Upload} upload
 * @param {readonly Sent[]} others
 * @param {readonly string[]} known what a layer may be used for
 */
export function rolesOf(upload, others, known) {
  const taken = new Set(others.flatMap(({ roles }) => roles));
  if (upload.holds !== "input") return upload.layers.map(() => "");
  return upload.layers.map(({ role, unused, problem }) => {
    if (problem) return "";
    if (unused.some((header) => BACK.includes(header))) return "corrections";
    const own = known.includes(role) && !taken.has(role) ? role : "";
    taken.add(own);
    return own;
  });
}

/**
 * Return what a division or a redraw is asked, but for its name and rules; null while there is
 * nothing to be done: a division needs households, a redraw anything that is new.
 *
 * @param {Draft} draft
 * @returns {Record<string, any> | null}
 */
export function inputsOf({ parent, newIds, isPartial, sent, columns, datum, crs }) {
  /** @type {Record<string, any>} */
  const inputs = {};
  for (const { upload, roles } of sent) {
    if (!upload) continue;
    roles.forEach((role, k) => {
      const file = { href: hrefOf(upload, k) };
      if (role === "corrections") inputs.corrections = [...(inputs.corrections ?? []), file];
      else if (role) inputs[role] ??= file;
    });
  }
  const isNothing = !Object.keys(inputs).length && !sent.some(({ upload }) => upload?.holds === "rules");
  if (!inputs.households) return parent && !isNothing ? inputs : null;
  if (newIds) inputs.new_ids = newIds;
  if (isPartial) inputs.partial = true;
  if (Object.keys(columns).length) inputs.columns = columns;
  if (datum) inputs.datum = datum;
  if (crs) inputs.crs = crs;
  return inputs;
}

/** @param {Upload} upload @param {number} k */
function hrefOf({ id, name, layers }, k) {
  // Of a workbook the sheets with households are read together.
  const isWhole = layers.length < 2 || (BOOK.test(name) && k === 0);
  return `/uploads/${id}${isWhole ? "" : `#${encodeURIComponent(layers[k].name)}`}`;
}

/** Say whether a file is on its way still. @param {Draft} draft */
export const isWaiting = ({ sent }) => sent.some(({ upload, problem }) => !upload && !problem);

/**
 * Return the upload that holds rules, if one was sent.
 *
 * @param {Draft} draft
 */
export const rulesFile = ({ sent }) => sent.find(({ upload }) => upload?.holds === "rules")?.upload;
