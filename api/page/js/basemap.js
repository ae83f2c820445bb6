/** The base map: squares of other services, archives of this one, and a file of whoever looks on. */

/** @typedef {import("../types").Page} Page */
/** @typedef {import("../types").Ground} Ground */

const PROTOCOL = "pmtiles";
const DEEPEST = 18;

/** What an archive says of its squares: vectors; anything else is pictures. */
const VECTORS = 1;

/** @type {Promise<import("pmtiles").Protocol> | undefined} */
let reading;

/** Return what reads archives, which is loaded once, where there is one to read. */
function protocol() {
  reading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "page/pmtiles.js";
    script.onload = () => {
      const made = new pmtiles.Protocol();
      maplibregl.addProtocol(PROTOCOL, made.tile);
      resolve(made);
    };
    script.onerror = () => {
      reading = undefined;
      reject(new Error(script.src));
    };
    document.head.append(script);
  });
  return reading;
}

/**
 * Return an archive as a layer of the base map.
 *
 * @param {import("pmtiles").Source} source
 * @param {string} note whose it is
 * @returns {Promise<Ground>}
 */
async function groundOf(source, note) {
  const archive = new pmtiles.PMTiles(source);
  (await protocol()).add(archive);
  const { tileType, minZoom, maxZoom } = await archive.getHeader();
  const said = tileType === VECTORS ? /** @type {{vector_layers?: {id: string}[]}} */ (await archive.getMetadata()) : null;
  return {
    squares: `${PROTOCOL}://${source.getKey()}/{z}/{x}/{y}`, minzoom: minZoom, maxzoom: maxZoom, note,
    layers: said && (said.vector_layers ?? []).map(({ id }) => id),
  };
}

/** @param {Page} page */
export function start({ settings, state, dialogs, api, t }) {
  const { basemap, basemap_note: note, reads_pmtiles: readsArchives } = settings;
  /** @param {string} address @returns {Promise<Ground | null>} */
  const ground = async (address) => {
    if (!address.endsWith(".pmtiles")) return { squares: address, minzoom: 0, maxzoom: DEEPEST, layers: null, note };
    if (!readsArchives) return null;
    await protocol();
    return groundOf(new pmtiles.FetchSource(api.at(`.${address}`)), note);
  };
  // What cannot be had is said, and leaves the others as they are.
  const tried = basemap.map((address) =>
    ground(address).catch(() => {
      dialogs.told(t("page_basemap_odd", { name: address }), { tone: "problem" });
      return null;
    }));
  void Promise.all(tried).then((found) => state.set({ grounds: found.filter((one) => one !== null) }));
}

/** How many files were chosen. */
let chosen = 0;

/**
 * Let a file of whoever looks on be the base map, until the page is loaded again; it is read here and
 * sent nowhere.
 *
 * @param {Page} page
 */
export function choosesFile({ state, dialogs, t }) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".pmtiles";
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const key = `own-${(chosen += 1)}`;
    try {
      await protocol();
      const source = new pmtiles.FileSource(file);
      // Its name may hold what an address may not, and another file may have the same.
      source.getKey = () => key;
      const ground = await groundOf(source, file.name);
      state.set({ grounds: [ground], layers: new Set([...state.get().layers, "basemap"]) });
    } catch {
      dialogs.told(t("page_basemap_odd", { name: file.name }), { tone: "problem" });
    }
  });
  input.click();
}
