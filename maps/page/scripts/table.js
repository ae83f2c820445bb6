"use strict";
/* All communities and grids as a table: what the map shows, for keyboard and screen reader. It is
   one stop of the tab key; arrows go from row to row, and Enter goes there on the map. */

function tableView(plan, things, choice) {
  const view = element("section", undefined, "table");
  view.id = "table";
  const buttons = new Map();
  const fillIn = () => {
    if (buttons.size === 0) view.append(tableOf(plan, things, buttons, choice.go));
  };
  view.addEventListener("keydown", (event) => moveFocus(event, [...buttons.values()]));
  choice.onChange((thing) => {
    for (const [code, one] of buttons) {
      one.closest("tr").classList.toggle("chosen", code === thing?.code);
    }
  });
  return [view, fillIn];
}

function tableOf(plan, things, buttons, onChoose) {
  const { words } = plan;
  const table = element("table");
  const head = element("thead");
  const titles = element("tr");
  for (const title of [words.name, words.households, words.status]) {
    const cell = element("th", title);
    cell.scope = "col";
    titles.append(cell);
  }
  head.append(titles);
  table.append(element("caption", words.table_caption), head);
  let body = null;
  for (const thing of things) {
    if (!body || thing.zones !== undefined) {
      body = element("tbody");
      table.append(body);
    }
    body.append(rowOf(thing, words, buttons, onChoose));
  }
  const [first] = buttons.values();
  if (first) first.tabIndex = 0;
  return table;
}

function rowOf(thing, words, buttons, onChoose) {
  const row = element("tr", undefined, thing.zones === undefined ? "" : "community");
  const name = element("th");
  name.scope = thing.zones === undefined ? "row" : "rowgroup";
  const made = button(thing.name, undefined, () => onChoose(thing));
  made.tabIndex = -1;
  made.append(element("small", thing.code));
  made.disabled = thing.parts.length === 0;
  buttons.set(thing.code, made);
  name.append(made);
  const said = thing.zones === undefined ? thing.said
    : fill(words.zone_count, { n: counted(thing.zones) });
  row.append(name, element("td", counted(thing.households)),
    element("td", said, isBreach(thing) ? "breach" : ""));
  return row;
}

/* The button with the keys is the one that the tab key comes to. */
function moveFocus(event, all) {
  const open = all.filter((one) => !one.disabled);
  const at = open.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: open.length - 1 }[event.key];
  if (at < 0 || to === undefined || !open[to]) return;
  event.preventDefault();
  open[at].tabIndex = -1;
  open[to].tabIndex = 0;
  open[to].focus();
}
