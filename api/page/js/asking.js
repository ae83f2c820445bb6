/** Requests to the service, and what goes wrong with them. */

/** What the service refused, in its own words; status 0 where it was not reached. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {any} body as application/problem+json has it
   */
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? String(status));
    this.status = status;
    this.title = String(body?.title ?? "");
    this.detail = String(body?.detail ?? "");
    this.body = body ?? {};
  }
}

/**
 * @typedef {object} Asked
 * @property {object} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {boolean} [isQuiet] nobody is told that something is under way
 * @property {boolean} [isLook] changes nothing, whatever its method
 */

/**
 * Make what sends requests.
 *
 * @param {Parameters<typeof import("./api.js").createApi>[0]} how
 */
export function createAsk({ key, lang, onBusy = () => {}, onSending = () => {}, onOffline = () => {} }) {
  /** @param {string} path */
  const at = (path) => new URL(path, document.baseURI).href;

  /** @returns {Record<string, string>} */
  const headers = () => {
    const known = key();
    return { "Accept-Language": lang(), ...(known ? { "X-API-Key": known } : {}) };
  };

  /**
   * @param {string} method
   * @param {string} path
   * @param {Asked} [asked]
   */
  async function reached(method, path, { body, signal, headers: more = {} } = {}) {
    /** @type {Record<string, string>} */
    const said = body === undefined ? {} : { "Content-Type": "application/json" };
    try {
      const answer = await fetch(at(path), {
        method,
        headers: { Accept: "application/json, */*;q=0.5", ...headers(), ...said, ...more },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
      });
      onOffline(false);
      return answer;
    } catch (why) {
      if (signal?.aborted) throw why;
      onOffline(true);
      throw new Problem(0, { title: "offline" });
    }
  }

  /**
   * Ask, and return the answer; one that is no success is thrown as a Problem.
   *
   * @param {string} method
   * @param {string} path
   * @param {Asked} [asked]
   * @returns {Promise<Response>}
   */
  async function asked(method, path, asked = {}) {
    const isSending = method !== "GET" && !asked.isLook;
    if (!asked.isQuiet) onBusy(1);
    if (isSending) onSending(1);
    try {
      const answer = await reached(method, path, asked);
      if (answer.ok || answer.status === 304) return answer;
      throw new Problem(answer.status, await answer.json().catch(() => null));
    } finally {
      if (!asked.isQuiet) onBusy(-1);
      if (isSending) onSending(-1);
    }
  }

  /**
   * Ask, and return what the answer says; null where it says nothing.
   *
   * @param {string} method
   * @param {string} path
   * @param {Asked} [what]
   * @returns {Promise<any>}
   */
  async function ask(method, path, what) {
    const answer = await asked(method, path, what);
    return answer.status === 204 ? null : answer.json();
  }

  return { ask, asked, headers, at };
}

/**
 * Send a file as it is; fetch would not tell how far it is.
 *
 * @param {string} address
 * @param {Record<string, string>} headers
 * @param {File} file
 * @param {(share: number) => void} [onProgress]
 * @returns {Promise<any>}
 */
export function sendFile(address, headers, file, onProgress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Problem(request.status, request.response));
    };
    request.onerror = () => reject(new Problem(0, { title: "offline" }));
    request.send(file);
  });
}
