/** The zones of the open version, and what changes of them. */

/** @typedef {import("../types").Zone} Zone */
/** @typedef {import("../types").ZonesAnswer} ZonesAnswer */
/** @typedef {import("../types").Geometry} Geometry */

/**
 * Make the zones; there are none before `load`.
 *
 * @returns {import("../types").Zones}
 */
export function createZones() {
  /** @type {Map<string, Zone>} */
  let zones = new Map();
  /** @type {readonly Zone[] | null} */
  let listed = null;
  /** @type {Map<string, import("../types").Community>} */
  let communities = new Map();
  /** @type {Map<string, {shape: Geometry, head: number}>} */
  let shapes = new Map();
  /** @type {Map<string, number>} */
  let gone = new Map();
  /** @type {Set<(changed: import("../types").Changed) => void>} */
  const watchers = new Set();
  let version = 0;
  let head = 0;

  /** @param {ZonesAnswer} answer */
  function take(answer) {
    version = answer.version;
    head = answer.head;
    listed = null;
    const { code: codes, name, kind } = answer.communities;
    codes.forEach((code, k) => communities.set(code, { code, name: name[k], kind: kind[k] }));
  }

  /** @param {import("../types").Changed} changed */
  function tell(changed) {
    for (const fn of [...watchers]) fn(changed);
  }

  /** @param {ZonesAnswer} answer */
  function load(answer) {
    zones = new Map(rowsOf(answer).map((zone) => [zone.code, zone]));
    communities = new Map();
    [shapes, gone] = [new Map(), new Map()];
    take(answer);
    tell({ codes: null, gone: new Set() });
  }

  /** @param {ZonesAnswer} answer */
  function apply(answer) {
    const rows = rowsOf(answer);
    rows.forEach((zone, k) => {
      zones.set(zone.code, zone);
      gone.delete(zone.code);
      const shape = answer.shapes?.[k];
      if (shape) shapes.set(zone.code, { shape, head: answer.head });
    });
    for (const code of answer.gone) {
      zones.delete(code);
      shapes.delete(code);
      gone.set(code, answer.head);
    }
    take(answer);
    tell({ codes: new Set(rows.map((zone) => zone.code)), gone: new Set(answer.gone) });
  }

  return {
    get version() {
      return version;
    },
    get head() {
      return head;
    },
    rows: () => (listed ??= [...zones.values()]),
    get: (code) => zones.get(code),
    community: (code) => communities.get(code),
    shapes: () => new Map([...shapes].map(([code, { shape }]) => [code, shape])),
    gone: () => new Set(gone.keys()),
    load,
    apply: (answer) => (answer.is_whole ? load(answer) : apply(answer)),
    settle(at) {
      shapes = new Map([...shapes].filter(([, one]) => one.head > at));
      gone = new Map([...gone].filter(([, edit]) => edit > at));
    },
    on(fn) {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}

/**
 * Return the rows of columns.
 *
 * @param {ZonesAnswer} answer
 * @returns {Zone[]}
 */
export function rowsOf({ columns }) {
  const names = /** @type {(keyof Zone)[]} */ (Object.keys(columns));
  return columns.code.map((_, k) => {
    /** @type {Record<string, unknown>} */
    const row = {};
    for (const name of names) row[name] = columns[name][k];
    return /** @type {Zone} */ (/** @type {unknown} */ (row));
  });
}

/**
 * Say how a zone stands to its band.
 *
 * @param {Zone} zone
 * @returns {"small" | "large" | "fits" | "free"}
 */
export function sizeOf(zone) {
  if (zone.fewest === null || zone.most === null) return "free";
  if (zone.households < zone.fewest) return "small";
  return zone.households > zone.most ? "large" : "fits";
}

/**
 * Return the box around zones, degrees: west, south, east, north; null for none.
 *
 * @param {Iterable<Zone>} zones
 * @returns {[number, number, number, number] | null}
 */
export function boundsOf(zones) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const zone of zones) {
    west = Math.min(west, zone.west);
    south = Math.min(south, zone.south);
    east = Math.max(east, zone.east);
    north = Math.max(north, zone.north);
  }
  return west <= east ? [west, south, east, north] : null;
}
