/** A table of zones of which only the rows in sight are there, however many there are. */

import { make } from "./elements.js";

/** @typedef {import("../types").Zone} Zone */

/**
 * @typedef {object} Column
 * @property {string} key of the sentence that heads it
 * @property {string} name for its class
 * @property {(zone: Zone) => string | number | null} value by which it is sorted
 * @property {(cell: HTMLElement, zone: Zone) => void} fill
 */

/**
 * @typedef {object} Ways
 * @property {Column[]} columns the first one names the row
 * @property {(code: string, adds: boolean) => void} choose a row was clicked, with Ctrl to add it
 * @property {(code: string) => void} go to its place on the map
 */

const SPARE = 6;
const COLLATOR = new Intl.Collator("zh", { numeric: true });

/**
 * Make a table.
 *
 * @param {import("../types").Page} page
 * @param {HTMLElement} holder which scrolls
 * @param {Ways} ways
 */
export function createTable(page, holder, { columns, choose, go }) {
  const head = make("tr", { "aria-rowindex": 1 });
  const body = make("tbody");
  const [above, below] = [spacer(columns.length), spacer(columns.length)];
  const grid = make(
    "table",
    { role: "grid", tabindex: 0, "aria-multiselectable": "true", "data-t-label": "page_table" },
    make("thead", {}, head),
    above,
    body,
    below,
  );
  holder.append(grid);

  /** @type {readonly Zone[]} */
  let rows = [];
  /** @type {readonly Zone[]} */
  let given = [];
  /** @type {{column: Column, up: boolean} | null} */
  let order = null;
  /** The row that the keys are at. */
  let at = 0;

  const heads = columns.map((column) => {
    const click = () => {
      // Up, down, and as they were.
      if (order?.column !== column) order = { column, up: true };
      else order = order.up ? { column, up: false } : null;
      sort();
    };
    const button = make("button", { type: "button", tabindex: -1, "data-t": column.key, on: { click } });
    return make("th", { scope: "col", class: column.name, "aria-sort": "none" }, button);
  });
  head.append(...heads);

  const heightOf = () => parseFloat(getComputedStyle(holder).getPropertyValue("--row")) || 40;

  function sort() {
    heads.forEach((one, k) => {
      const is = order?.column === columns[k];
      one.setAttribute("aria-sort", is ? (order?.up ? "ascending" : "descending") : "none");
    });
    rows = order ? sorted(given, order) : given;
    draw();
  }

  function draw() {
    const height = heightOf();
    const room = holder.clientHeight;
    const first = Math.max(0, Math.floor(holder.scrollTop / height) - SPARE);
    const last = Math.min(rows.length, Math.ceil((holder.scrollTop + room) / height) + SPARE);
    grid.setAttribute("aria-rowcount", String(rows.length + 1));
    above.hidden = first === 0;
    below.hidden = last === rows.length;
    setHeight(above, first * height);
    setHeight(below, (rows.length - last) * height);
    while (body.rows.length > last - first) body.deleteRow(-1);
    while (body.rows.length < last - first) body.append(rowOf(columns));
    for (let k = first; k < last; k += 1) fill(body.rows[k - first], k);
    const active = at >= first && at < last ? body.rows[at - first] : null;
    if (active) grid.setAttribute("aria-activedescendant", active.id);
    else grid.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLTableRowElement} row @param {number} k */
  function fill(row, k) {
    const zone = rows[k];
    row.id = `row-${zone.code}`;
    row.dataset.code = zone.code;
    row.setAttribute("aria-rowindex", String(k + 2));
    row.setAttribute("aria-selected", String(page.state.get().selected.has(zone.code)));
    row.classList.toggle("at", k === at);
    columns.forEach((column, c) => column.fill(row.cells[c], zone));
  }

  /** Bring a row into sight. @param {number} k */
  function reveal(k) {
    at = Math.max(0, Math.min(rows.length - 1, k));
    const height = heightOf();
    const [top, room] = [at * height, holder.clientHeight - height];
    if (top < holder.scrollTop) holder.scrollTop = top;
    else if (top + height > holder.scrollTop + room) holder.scrollTop = top + height - room;
    draw();
  }

  holder.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(draw).observe(holder);
  body.addEventListener("click", (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr");
    if (!row?.dataset.code) return;
    at = rows.findIndex((zone) => zone.code === row.dataset.code);
    choose(row.dataset.code, event.ctrlKey || event.metaKey || event.shiftKey);
  });
  body.addEventListener("dblclick", (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr");
    if (row?.dataset.code) go(row.dataset.code);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || !rows.length) return;
    const step = Math.max(1, Math.floor(holder.clientHeight / heightOf()) - 2);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + step, PageUp: at - step, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) reveal(to);
    else if (event.key === " ") choose(rows[at].code, event.ctrlKey || event.metaKey || event.shiftKey);
    else if (event.key === "Enter") go(rows[at].code);
    else return;
    event.preventDefault();
  });

  return {
    /** Show these zones. @param {readonly Zone[]} zones */
    show(zones) {
      given = zones;
      at = Math.min(at, Math.max(0, zones.length - 1));
      sort();
    },
    draw,
    /** @param {string} code */
    reveal(code) {
      const k = rows.findIndex((zone) => zone.code === code);
      if (k >= 0) reveal(k);
    },
  };
}

/** @param {readonly Zone[]} zones @param {{column: Column, up: boolean}} order */
function sorted(zones, { column, up }) {
  const side = up ? 1 : -1;
  return [...zones].sort((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const by = typeof x === "number" && typeof y === "number" ? x - y : COLLATOR.compare(String(x), String(y));
    return by * side;
  });
}

/** @param {Column[]} columns */
function rowOf(columns) {
  const cells = columns.map(({ name }, k) => make(k === 0 ? "th" : "td", { class: name, scope: k === 0 ? "row" : null }));
  return make("tr", {}, ...cells);
}

/** @param {number} columns */
function spacer(columns) {
  return make("tbody", { "aria-hidden": "true" }, make("tr", {}, make("td", { colspan: columns })));
}

/** @param {HTMLElement} part @param {number} height */
function setHeight(part, height) {
  /** @type {HTMLElement} */ (part.querySelector("td")).style.height = `${height}px`;
}
