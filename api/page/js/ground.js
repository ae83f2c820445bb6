/** How the base map looks below the grids: pictures as they are, vectors in few quiet colours. */

/** @typedef {import("../types").Ground} Ground */

/**
 * Kinds of what archives hold, the lowest first, by how their layers are called: names differ, and
 * those of Protomaps, OpenMapTiles and Shortbread are told here. Land is what is not drawn.
 *
 * @type {[string, RegExp][]}
 */
const KINDS = [
  ["land", /^(earth|land)$/],
  ["green", /land|park|natural|wood|green|site/],
  ["water", /water|ocean/],
  ["building", /building/],
  ["edge", /bound/],
  ["road", /road|street|transport|transit|highway|rail|bridge|ferr|aero/],
];

/** @param {string} layer */
const rankOf = (layer) => {
  const at = KINDS.findIndex(([, names]) => names.test(layer));
  return at < 0 ? 1 : at;
};

/** @param {number} k */
const idOf = (k) => `base-${k}`;

/** Return the sources of a base map. @param {Ground[]} grounds */
export const groundSources = (grounds) =>
  Object.fromEntries(grounds.map(({ squares, minzoom, maxzoom, layers }, k) =>
    [idOf(k), { type: layers ? "vector" : "raster", tiles: [absolute(squares)], minzoom, maxzoom, ...(layers ? {} : { tileSize: 256 }) }]));

/**
 * Return the layers of a base map, the lowest first.
 *
 * @param {Ground[]} grounds
 * @param {Record<string, string | number>} look
 */
export const groundLayers = (grounds, look) =>
  grounds.flatMap(({ layers }, k) => (layers ? vectors(layers, idOf(k), look) : [{ id: idOf(k), type: "raster", source: idOf(k) }]));

/** @param {string[]} layers @param {string} source @param {Record<string, string | number>} look */
function vectors(layers, source, look) {
  const drawn = layers.filter((layer) => rankOf(layer) > 0).sort((a, b) => rankOf(a) - rankOf(b));
  return drawn.flatMap((layer) => {
    const [kind] = KINDS[rankOf(layer)];
    const said = { source, "source-layer": layer };
    const colour = look[`base-${kind}`];
    const width = ["interpolate", ["linear"], ["zoom"], 8, 0.4, 14, 1.4, 18, kind === "road" ? 6 : 2];
    const line = {
      ...said, id: `${source}-${layer}-lines`, type: "line", filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": colour, "line-width": width },
    };
    const fill = {
      ...said, id: `${source}-${layer}`, type: "fill", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colour },
    };
    return kind === "edge" ? [line] : [fill, line];
  });
}

/** @param {string} address that may be of this service */
const absolute = (address) =>
  address.startsWith("/") ? new URL(`.${address}`, document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}") : address;
