/** Keys for the whole page, and what they do. */

const TYPES = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]";

/**
 * Listen for keys.
 *
 * @returns {import("../types").Keys}
 */
export function createKeys() {
  /** @type {{keys: string, key: string, run: () => void}[]} */
  let named = [];
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = pressedIn(event);
    const found = named.findLast((one) => one.keys === pressed);
    if (!found || isElsewhere(event, pressed)) return;
    event.preventDefault();
    found.run();
  });
  return {
    on(keys, key, run) {
      const one = { keys, key, run };
      named.push(one);
      return () => {
        named = named.filter((other) => other !== one);
      };
    },
    told: () => named.map(({ keys, key }) => ({ keys, key })),
  };
}

/** @param {KeyboardEvent} event */
function pressedIn(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isLetter = /^[A-Z]$/.test(key);
  const held = [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && (isLetter || event.key.length > 1) ? "Shift" : "",
  ];
  return [...held.filter(Boolean), key].join("+");
}

/**
 * Say whether a key is meant for what has the focus: a field, a dialog.
 *
 * @param {KeyboardEvent} event
 * @param {string} pressed
 */
function isElsewhere(event, pressed) {
  const at = /** @type {Element} */ (event.target);
  if (document.querySelector("dialog[open]")) return true;
  // A field undoes its own typing, and takes letters.
  return pressed !== "Escape" && at instanceof Element && at.matches(TYPES);
}
