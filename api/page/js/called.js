/** How people and grids are called, and when something was, in the lists of the page. */

/** @typedef {import("../types").Page} Page */

/**
 * Return grids by their names, each village named once before its own.
 *
 * @param {Page} page
 * @param {string[]} codes
 */
export function namesOf({ zones, t }, codes) {
  let village = "";
  const names = codes.map((code) => {
    const zone = zones.get(code);
    if (!zone) return code;
    const own = zones.community(zone.community)?.name ?? "";
    const isNew = own !== village && !zone.name.startsWith(own);
    village = own;
    return isNew ? t("page_zone_in", { zone: zone.name, village: own }) : zone.name;
  });
  return names.join(t("page_comma"));
}

/** Digits or letters of an id by which people tell keys and accounts apart that have no name. */
const SHORT = 8;

/**
 * Return who did something: by the name of the key; whoever looks on knows their own name.
 *
 * @param {Page} page @param {string} actor
 */
export function actorOf({ state, t }, actor) {
  const { caller, names } = state.get();
  if (actor === caller?.actor) return t("page_actor_self");
  const name = names.get(actor);
  if (name) return name;
  const [kind, id] = [actor.slice(0, 4), actor.slice(4, 4 + SHORT)];
  return kind === "key-" ? t("page_actor_key", { id }) : kind === "sub-" ? t("page_actor_account", { id }) : actor;
}

/** Return a time of the service, which is UTC, as people here read it. @param {string} at @param {import("../types").Lang} lang */
export const timeOf = (at, lang) => read(at, lang, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });

/** Return the day of it. @param {string} at @param {import("../types").Lang} lang */
export const dayOf = (at, lang) => read(at, lang, { year: "numeric", month: "2-digit", day: "2-digit" });

/** @param {string} at @param {import("../types").Lang} lang @param {Intl.DateTimeFormatOptions} parts */
function read(at, lang, parts) {
  const day = new Date(/(Z|[+-]\d\d:\d\d)$/.test(at) ? at : `${at}Z`);
  return day.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", parts);
}
