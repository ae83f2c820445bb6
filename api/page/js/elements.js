/** Elements made by script. Text is always text: nothing here reads HTML. */

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [said] attributes; `text` is its text, `on` its listeners by event,
 *   true stands for an attribute without value, false, null and undefined for none.
 * @param {(Node | string | null | undefined)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, said = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "text") made.textContent = String(value);
    else if (name === "on") {
      for (const [event, fn] of Object.entries(value)) made.addEventListener(event, fn);
    } else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return one of the pictures that stand at the top of index.html.
 *
 * @param {string} name without the "i-"
 */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  made.append(use);
  return made;
}

/**
 * Make a button with a picture alone; what it does is its label.
 *
 * @param {string} name of the picture
 * @param {string} key of the sentence that says what it does
 * @param {(event: MouseEvent) => void} run
 * @param {Record<string, any>} [said] further attributes
 */
export function iconButton(name, key, run, said = {}) {
  const looks = { type: "button", class: "icon-button", "data-t-label": key };
  return make("button", { ...looks, ...said, on: { click: run } }, icon(name));
}

/**
 * Return an element of index.html.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}
