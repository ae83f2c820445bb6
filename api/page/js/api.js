/** What the page asks of the service; no other file calls fetch. */

import { eventsOf } from "./events.js";
import { createAsk, sendFile } from "./asking.js";

export { Problem } from "./asking.js";

/** @typedef {import("../types").Edit} Edit */
/** @typedef {import("../types").Severity} Severity */

/**
 * Make the functions that ask the service.
 *
 * @param {object} how
 * @param {() => string | null} how.key of whoever asks
 * @param {() => string} how.lang in which sentences shall come
 * @param {(change: 1 | -1) => void} [how.onBusy] a request began or ended
 * @param {(change: 1 | -1) => void} [how.onSending] one that changes something began or ended
 * @param {(isOffline: boolean) => void} [how.onOffline] the service is not reached, or is again
 */
export function createApi(how) {
  const { ask, asked, headers, at } = createAsk(how);
  const query = searchOf;

  return {
    /** Headers that every request of the page carries, those of the map too. */
    headers,
    /** The whole address of a path of the service. */
    at,
    /** @param {string} lang @returns {Promise<Record<string, string>>} */
    words: (lang) => ask("GET", `page/words/${lang}.json`),
    /** @returns {Promise<import("../types").Settings>} */
    settings: () => ask("GET", "page/settings.json"),
    /** @returns {Promise<import("../types").Caller>} */
    whoami: () => ask("GET", "whoami"),

    /** Names of keys, by which history knows them. @returns {Promise<Map<string, string>>} */
    actors: async () =>
      new Map((await ask("GET", "actors", { isQuiet: true })).actors.map((/** @type {any} */ { actor, name }) => [actor, name])),

    /** @returns {Promise<import("../types").Plan[]>} */
    plans: async () => (await ask("GET", "plans")).plans,
    /** @param {number} plan @returns {Promise<import("../types").VersionShort[]>} */
    versions: async (plan) => (await ask("GET", `plans/${plan}/versions`)).versions,
    /**
     * One version; null where it still is as `etag` says.
     *
     * @param {number} v
     * @param {string | null} [etag]
     * @returns {Promise<import("../types").Version | null>}
     */
    async version(v, etag = null) {
      const answer = await asked("GET", `versions/${v}`, {
        headers: etag ? { "If-None-Match": etag } : {},
        isQuiet: etag !== null,
      });
      return answer.status === 304 ? null : answer.json();
    },
    /** @param {number} v @returns {Promise<import("../types").VersionShort>} */
    draft: (v) => ask("POST", `versions/${v}/draft`),
    /**
     * @param {number} v
     * @param {{level?: string, since?: number}} [which]
     * @returns {Promise<import("../types").ZonesAnswer>}
     */
    zones: (v, which = {}) => ask("GET", `versions/${v}/zones${query(which)}`),
    /**
     * Outlines of zones.
     *
     * @param {number} v
     * @param {string} level
     * @param {string[]} codes at most 100
     * @returns {Promise<{code: string, geometry: import("../types").Geometry}[]>}
     */
    async shapes(v, level, codes) {
      const filter = `code IN (${codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(",")})`;
      const path = `collections/v${v}.${level}/items${query({ filter, limit: codes.length })}`;
      const { features } = await ask("GET", path, { isQuiet: true });
      return features.map((/** @type {any} */ { properties, geometry }) => ({ code: properties.code, geometry }));
    },
    /** Households in no village. @param {number} v @returns {Promise<{matched: number, households: import("../types").Unplaced[]}>} */
    unplaced: (v) => ask("GET", `versions/${v}/unplaced`),
    /** @param {number} v @param {object} body @returns {Promise<import("../types").Picked>} */
    select: (v, body) => ask("POST", `versions/${v}/selection`, { body, isLook: true }),

    /**
     * @param {number} v
     * @param {string} etag
     * @param {Edit[]} edits
     * @param {{reason?: string, dryRun?: boolean, changes?: string}} [how] `changes` is the level whose
     *   zones shall be told that are otherwise then, as of undo and redo
     * @returns {Promise<import("../types").Edited>}
     */
    edit: (v, etag, edits, { reason = "", dryRun = false, changes } = {}) =>
      ask("POST", `versions/${v}/edits${query({ dry_run: dryRun || undefined, changes })}`, {
        body: { edits, reason },
        headers: { "If-Match": etag },
        isLook: dryRun,
      }),
    /**
     * @param {number} v @param {string} etag @param {number} times @param {string} changes
     * @returns {Promise<import("../types").Stepped>}
     */
    undo: (v, etag, times, changes) =>
      ask("POST", `versions/${v}/undo${query({ changes })}`, { body: { times }, headers: { "If-Match": etag } }),
    /**
     * @param {number} v @param {string} etag @param {number} times @param {string} changes
     * @returns {Promise<import("../types").Stepped>}
     */
    redo: (v, etag, times, changes) =>
      ask("POST", `versions/${v}/redo${query({ changes })}`, { body: { times }, headers: { "If-Match": etag } }),
    /** @param {number} v @param {number} [after] @returns {Promise<import("../types").HistoryEvent[]>} */
    history: async (v, after = 0) =>
      (await ask("GET", `versions/${v}/edits${query({ after })}`)).events,
    /**
     * @param {number} v
     * @param {string[]} [only] codes of zones or communities, or kinds of findings
     * @returns {Promise<import("../types").Advice[]>}
     */
    suggestions: async (v, only = []) =>
      (await ask("GET", `versions/${v}/suggestions${query({ only })}`)).advice,
    /**
     * @param {number} v
     * @param {{limit?: number, offset?: number, severity?: Severity, rule?: string}} [which]
     * @returns {Promise<{matched: number, findings: import("../types").Finding[]}>}
     */
    findings: (v, which = {}) => ask("GET", `versions/${v}/findings${query(which)}`),
    /**
     * @param {number} v the older one @param {number} w @param {string} [level]
     * @returns {Promise<import("../types").Difference>}
     */
    diff: (v, w, level) => ask("GET", `versions/${v}/diff/${w}${query({ level })}`),
    /**
     * @param {number} v
     * @param {string} state
     * @param {{day?: string, reason?: string, etag?: string}} [how]
     * @returns {Promise<import("../types").VersionShort>}
     */
    setState: (v, state, { day, reason, etag } = {}) =>
      ask("POST", `versions/${v}/state`, {
        body: { state, day, reason },
        headers: etag ? { "If-Match": etag } : {},
      }),

    /** @param {number} v @returns {Promise<import("../types").Comment[]>} */
    comments: async (v) => (await ask("GET", `versions/${v}/comments`)).comments,
    /** @param {number} v @param {string} zone @param {string} text */
    comment: (v, zone, text) => ask("POST", `versions/${v}/comments`, { body: { zone, text } }),
    /** @param {number} v @param {number} id */
    removeComment: (v, id) => ask("DELETE", `versions/${v}/comments/${id}`),
    /**
     * @param {number} v @param {number} days
     * @returns {Promise<{address: string, key: string, expires: string}>}
     */
    share: (v, days) => ask("POST", `versions/${v}/share`, { body: { days } }),

    /**
     * Send a file; it answers what was recognised in it.
     *
     * @param {File} file
     * @param {(share: number) => void} [onProgress] from 0 to 1
     */
    upload: (file, onProgress) =>
      sendFile(at(`uploads${query({ name: file.name })}`), headers(), file, onProgress),
    /** @param {string} id */
    removeUpload: (id) => ask("DELETE", `uploads/${id}`),
    /**
     * What a division with these inputs would read, or the redraw of a version, without doing it.
     *
     * @param {Record<string, any>} inputs @param {number} [version] @returns {Promise<import("../flow").Reading>}
     */
    read: (inputs, version) => ask("POST", `readings${query({ version })}`, { body: { inputs }, isLook: true }),
    /** Save the rows that it would refuse, as a workbook. @param {Record<string, any>} inputs @param {number} [version] */
    async readBook(inputs, version) {
      await saved(await asked("POST", `readings${query({ version, format: "xlsx" })}`, { body: { inputs }, isLook: true }));
    },
    /** @returns {Promise<{presets: import("../flow").Preset[]}>} */
    presets: () => ask("GET", "presets"),
    /**
     * A preset as TOML, with other bands.
     *
     * @param {string} name @param {Record<string, string>} bands fewest,most,target by kind
     * @returns {Promise<{rules: string}>}
     */
    preset: (name, bands) => ask("GET", `presets/${name}${query(bands)}`),
    /**
     * Keep a file that holds a plan, as a draft.
     *
     * @param {File} file @param {string} name @returns {Promise<import("../types").VersionShort>}
     */
    importPlan: (file, name) => sendFile(at(`plans${query({ name })}`), headers(), file),
    /** What a process is asked, with JSON Schemas: the presets stand there. @param {string} process */
    described: (process) => ask("GET", `processes/${process}`),
    /**
     * Order work: a job, or what came of it where that was done at once.
     *
     * @param {string} process
     * @param {object} inputs
     * @param {string} [key] the same order again is the same job
     */
    execute: (process, inputs, key) =>
      ask("POST", `processes/${process}/execution`, {
        body: { inputs },
        headers: key ? { "Idempotency-Key": key } : {},
      }),
    /** @param {string} id */
    job: (id) => ask("GET", `jobs/${id}`),
    /** @param {string} id */
    results: (id) => ask("GET", `jobs/${id}/results`),
    /** @param {string} id */
    dismiss: (id) => ask("DELETE", `jobs/${id}`),
    /**
     * Hear what happens in a job, until it is over.
     *
     * @param {string} id
     * @param {(event: any) => unknown} onEvent true where it was the last one
     * @param {AbortSignal} [signal] stops listening
     */
    events: (id, onEvent, signal) =>
      eventsOf((more) => asked("GET", `jobs/${id}/events`, { ...more, signal, isQuiet: true }), onEvent),

    /**
     * Fetch a file of a version or any other, and save it as the service names it.
     *
     * @param {string} path such as `versions/12/export`
     * @param {Record<string, string | number | undefined>} [params]
     */
    async download(path, params = {}) {
      await saved(await asked("GET", `${path}${query(params)}`));
    },
    /** @param {string} path @param {Record<string, string | number | undefined>} [params] */
    json: (path, params = {}) => ask("GET", `${path}${query(params)}`),
  };
}

/** @param {Record<string, any>} said lists are told one by one; what is undefined is left out */
function searchOf(said) {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") told.append(name, String(one));
    }
  }
  return told.size ? `?${told}` : "";
}

/**
 * Save a file on the machine of whoever looks at the page.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {Response} answer */
async function saved(answer) {
  save(await answer.blob(), nameIn(answer.headers.get("Content-Disposition") ?? "") ?? "plan");
}

/** @param {string} said */
function nameIn(said) {
  const whole = /filename\*=UTF-8''([^;]+)/.exec(said);
  return whole ? decodeURIComponent(whole[1]) : (/filename="([^"]+)"/.exec(said)?.[1] ?? null);
}
