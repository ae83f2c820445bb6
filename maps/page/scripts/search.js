"use strict";
/* Finds grids by name or code, communities by name; arrow keys choose among what was found. */

const MOST_FOUND = 12;

function addSearch(frame, plan, things, onChoose) {
  const { words } = plan;
  const box = element("div", undefined, "search");
  const field = element("input");
  const list = element("ul");
  const told = element("p", undefined, "told");
  const attributes = { type: "search", role: "combobox", placeholder: words.search,
    autocomplete: "off", "aria-label": words.search, "aria-controls": "found",
    "aria-expanded": "false", "aria-autocomplete": "list" };
  for (const [key, value] of Object.entries(attributes)) field.setAttribute(key, value);
  list.id = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.found);
  told.setAttribute("role", "status");
  list.hidden = true;
  let found = [];
  let row = -1;

  const close = () => {
    list.replaceChildren();
    list.hidden = true;
    found = [];
    row = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (thing) => {
    close();
    told.textContent = "";
    field.value = thing.name;
    onChoose(thing);
  };
  const point = (to) => {
    row = to;
    [...list.children].forEach((one, k) => one.setAttribute("aria-selected", String(k === row)));
    if (row < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", list.children[row].id);
      list.children[row].scrollIntoView({ block: "nearest" });
    }
  };
  const show = () => {
    close();
    const wanted = field.value.trim().toLowerCase();
    const all = wanted === "" ? [] : things.filter((thing) => thing.parts.length
      && `${thing.full}\n${thing.code}`.toLowerCase().includes(wanted));
    found = all.slice(0, MOST_FOUND);
    if (wanted === "") told.textContent = "";
    else told.textContent = all.length ? fill(words.found_many, { n: counted(all.length) })
      : words.found_nothing;
    found.forEach((thing, k) => list.append(optionOf(thing, k, choose)));
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
  };
  const keys = {
    ArrowDown: () => point((row + 1) % found.length),
    ArrowUp: () => point((row <= 0 ? found.length : row) - 1),
    Enter: () => choose(found[Math.max(row, 0)]),
    Escape: close,
  };
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (!keys[event.key] || found.length === 0) return;
    event.preventDefault();
    keys[event.key]();
  });
  box.append(field, list, told);
  frame.top.append(box);
}

function optionOf(thing, k, onChoose) {
  const option = element("li", thing.full);
  option.id = `found-${k}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.append(element("small", thing.code));
  // Before the field loses the keys to the list.
  option.addEventListener("mousedown", (event) => event.preventDefault());
  option.addEventListener("click", () => onChoose(thing));
  return option;
}
