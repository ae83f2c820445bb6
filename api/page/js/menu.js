/** Menus that open under a button, for mouse and keys. */

import { byId, icon, make } from "./elements.js";

/**
 * @typedef {object} Item
 * @property {string} text
 * @property {() => void} [run] none for a heading
 * @property {boolean} [isChosen] one of several, and the one that holds
 * @property {boolean} [isTick] holds or not, whatever the others do
 * @property {boolean} [isOff] cannot be done now
 * @property {string} [note] small, behind the text
 */

/**
 * Let a button open a menu; its items are made when it opens.
 *
 * @param {HTMLButtonElement} button
 * @param {() => Item[]} items
 */
export function opensMenu(button, items) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  /** @type {HTMLElement | null} */
  let open = null;

  /** @param {boolean} [keepsFocus] */
  function close(keepsFocus = false) {
    open?.remove();
    open = null;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (!keepsFocus) button.focus();
  }

  /** @param {Event} event */
  function outside(event) {
    const at = /** @type {Node} */ (event.target);
    if (!open?.contains(at) && !button.contains(at)) close(true);
  }

  function show() {
    open = make("div", { class: "menu", role: "menu", tabindex: -1 });
    for (const item of items()) open.append(rowOf(item, close));
    open.addEventListener("keydown", (event) => moves(event, /** @type {HTMLElement} */ (open), close));
    open.addEventListener("focusout", ({ relatedTarget: to }) => {
      if (open && to instanceof Node && !open.contains(to) && to !== button) close(true);
    });
    button.setAttribute("aria-expanded", "true");
    button.after(open);
    place(open, button);
    document.addEventListener("pointerdown", outside, true);
    const first = open.querySelector('[aria-checked="true"]') ?? open.querySelector("button");
    /** @type {HTMLElement} */ (first ?? open).focus();
  }

  button.addEventListener("click", () => (open ? close() : show()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || open) return;
    event.preventDefault();
    show();
  });
}

/** @param {Item} item @param {(keepsFocus?: boolean) => void} close */
function rowOf({ text, run, isChosen, isTick, isOff, note }, close) {
  if (!run) return make("div", { class: "menu-heading", role: "presentation", text });
  const click = () => {
    close();
    run();
  };
  return make(
    "button",
    {
      type: "button",
      role: isChosen === undefined ? "menuitem" : isTick ? "menuitemcheckbox" : "menuitemradio",
      "aria-checked": isChosen === undefined ? null : String(isChosen),
      disabled: isOff,
      tabindex: -1,
      on: { click },
    },
    isChosen ? icon("check") : make("span", { class: "icon" }),
    make("span", { class: "menu-text", text }),
    note ? make("small", { text: note }) : null,
  );
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {() => void} close */
function moves(event, menu, close) {
  const rows = [...menu.querySelectorAll("button:not(:disabled)")];
  const at = rows.indexOf(/** @type {Element} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (to !== undefined && rows.length) {
    /** @type {HTMLElement} */ (rows[(to + rows.length) % rows.length]).focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

const [GAP, EDGE] = [4, 8];

/**
 * Put a menu under its button or above it; beside it where neither has room. The bar stays free.
 *
 * @param {HTMLElement} menu
 * @param {Element} button
 */
function place(menu, button) {
  menu.style.left = menu.style.top = "0";
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const roof = at.top < byId("bar").offsetHeight ? EDGE : byId("bar").offsetHeight + GAP;
  const floor = innerHeight - EDGE;
  const [above, below] = [at.top - GAP - height, at.bottom + GAP];
  const isBeside = below + height > floor && above < roof;
  const top = isBeside ? Math.max(roof, Math.min(at.top, floor - height)) : below + height > floor ? above : below;
  const aside = at.left - width - GAP >= EDGE ? at.left - width - GAP : at.right + GAP;
  const left = Math.max(EDGE, Math.min(isBeside ? aside : at.left, innerWidth - width - EDGE));
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
