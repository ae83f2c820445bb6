"use strict";
/* Elements of the page. Text from a plan is only ever set as text, never as markup. */

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, className, onClick) {
  const made = element("button", text, className);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

/* A button that shows a picture: what it does is read out, and told where the mouse rests. */
function pictureButton(paths, name, className, onClick) {
  const made = button(undefined, className, onClick);
  made.append(svgElement("svg", { viewBox: "0 0 20 20", width: 20, height: 20,
    "aria-hidden": "true" }, ...paths.map((d) => svgElement("path", { d, fill: "none",
    stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round" }))));
  made.setAttribute("aria-label", name);
  made.title = name;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

function svgElement(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const counted = (number) => number.toLocaleString("en");

/* A sentence with fields such as {n}. */
function fill(sentence, fields) {
  return sentence.replace(/\{(\w+)\}/g, (_, key) => String(fields[key]));
}
