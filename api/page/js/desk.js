/** What is put together before a division is ordered: files, what they are for, rules, a name. */

/** @typedef {import("../flow").Desk} Desk */
/** @typedef {import("../flow").Draft} Draft */
/** @typedef {import("../flow").Sent} Sent */
/** @typedef {import("../flow").Upload} Upload */

/** What a layer may be used for, as a division calls its inputs. */
export const ROLES = [
  "households", "communities", "lines", "water", "buildings", "parcels", "special", "centres",
  "people", "ties", "existing", "corrections",
];

const BOOK = /\.(xlsx|xls|ods|et)$/i;

/** Headers of the workbook in which refused rows go back: with them it is a correction. */
const BACK = ["退回原因", "why it comes back"];

/** @returns {Draft} */
const emptyDraft = () => ({
  sent: [], columns: {}, datum: "", crs: "", preset: "standard", bands: {}, name: "",
  reading: null, unread: "", isReading: false,
});

/** @returns {Desk & {clear(): void}} */
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
    clear: () => set(emptyDraft()),
  };
}

/**
 * Return what each layer of an upload is for, as far as it tells.
 *
 * @param {Upload} upload
 * @param {readonly Sent[]} others
 */
export function rolesOf(upload, others) {
  const taken = new Set(others.flatMap(({ roles }) => roles));
  if (upload.holds !== "input") return upload.layers.map(() => "");
  return upload.layers.map(({ role, unused, problem }) => {
    if (problem) return "";
    if (unused.some((header) => BACK.includes(header))) return "corrections";
    const known = ROLES.includes(role) && !taken.has(role) ? role : "";
    taken.add(known);
    return known;
  });
}

/**
 * Return what a division is asked, but for its name; null while there are no households.
 *
 * @param {Draft} draft
 * @returns {Record<string, any> | null}
 */
export function inputsOf({ sent, columns, datum, crs }) {
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
  if (!inputs.households) return null;
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

/**
 * Return the upload that holds rules, if one was sent.
 *
 * @param {Draft} draft
 */
export const rulesFile = ({ sent }) => sent.find(({ upload }) => upload?.holds === "rules")?.upload;
