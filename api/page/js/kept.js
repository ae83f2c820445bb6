/** Edits that are not saved yet, kept on this computer until they are saved or let go. */

/** @typedef {import("../types").Kept} Kept */

const NAME = "gridgen.kept";

/** Every edit that is kept, of all versions, the oldest first. @returns {Kept[]} */
export function allKept() {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "[]");
  } catch {
    return [];
  }
}

/** Keep an edit, or what is new of it. @param {Kept} kept */
export function keep(kept) {
  const others = allKept();
  const at = others.findIndex((one) => one.id === kept.id);
  if (at < 0) others.push(kept);
  else others[at] = kept;
  localStorage.setItem(NAME, JSON.stringify(others));
}

/** @param {string} id */
export function letGo(id) {
  localStorage.setItem(NAME, JSON.stringify(allKept().filter((one) => one.id !== id)));
}

/**
 * Divide an edit by grids into what is made and what is set aside.
 *
 * @param {Kept} kept
 * @param {ReadonlySet<string>} theirs codes of grids that stay as others made them
 * @param {(called: string) => string} codeOf code of a zone by its code or name
 * @returns {{mine: import("../types").Edit[], aside: import("../types").Edit[]}}
 */
export function divided({ edits, from }, theirs, codeOf) {
  /** @type {{mine: import("../types").Edit[], aside: import("../types").Edit[]}} */
  const parts = { mine: [], aside: [] };
  for (const edit of edits) {
    const units = /** @type {string[]} */ (edit.units ?? []);
    const isTheirs = namedIn(edit).some((called) => theirs.has(codeOf(called)));
    const left = units.filter((unit) => theirs.has(from[unit]));
    if (isTheirs || (units.length > 0 && left.length === units.length)) parts.aside.push(edit);
    else if (!left.length) parts.mine.push(edit);
    else {
      parts.aside.push({ ...edit, units: left });
      parts.mine.push({ ...edit, units: units.filter((unit) => !theirs.has(from[unit])) });
    }
  }
  return parts;
}

/**
 * Say whether an edit was made although its answer never came: the same was done in the same zones.
 *
 * @param {Kept} kept
 * @param {import("../types").HistoryEvent[]} own what whoever asks did since they saw the version
 */
export function hasArrived({ edits, zones }, own) {
  const known = new Set(zones.map(({ code }) => code));
  const isSame = (/** @type {import("../types").HistoryEvent | undefined} */ one, /** @type {import("../types").Edit} */ edit) =>
    one?.what === edit.operation && one.named.every((code) => known.has(code));
  return own.some((_, k) => edits.every((edit, j) => isSame(own[k + j], edit)));
}

/** Return what an edit calls the zones that it names. @param {import("../types").Edit} edit */
const namedIn = ({ zone, zones, together, to, keep: kept }) =>
  /** @type {string[]} */ ([zone, to, kept, .../** @type {string[]} */ (zones ?? together ?? [])].filter(Boolean));
