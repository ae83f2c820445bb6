// What is wrong with how a page looks: one line of text for each.
() => {
  const wrong = [];
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const isSeen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = [...top.querySelectorAll("*")].filter((e) => isSeen(e) && !e.closest("[inert], svg, .maplibregl-map, .hearing, .skip"));
  const called = (e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""}.${e.className} "${(e.innerText ?? "").slice(0, 40)}"`;
  const scrolls = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX) || ["auto", "scroll"].includes(getComputedStyle(e).overflowY);
  // The part of an element that is in sight: lists that scroll hide the rest of it.
  const inSight = (e) => {
    let { left, top: above, right, bottom } = e.getBoundingClientRect();
    for (let at = e.parentElement; at; at = at.parentElement) {
      if (!scrolls(at) && getComputedStyle(at).overflowX !== "hidden") continue;
      const box = at.getBoundingClientRect();
      [left, above, right, bottom] = [Math.max(left, box.left), Math.max(above, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top: above, right, bottom, isThere: right - left > 1 && bottom - above > 1 };
  };
  for (const e of all) {
    const style = getComputedStyle(e);
    const hasText = [...e.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
    if (!hasText || !inSight(e).isThere) continue;
    const isHidden = style.overflowX === "hidden" || style.overflowX === "clip";
    if (isHidden && e.scrollWidth > e.clientWidth + 1 && !e.closest("[title]")) wrong.push(`cut off: ${called(e)}`);
    const range = document.createRange();
    range.selectNodeContents(e);
    for (const box of range.getClientRects()) {
      if (!e.closest("[role=tabpanel], .scrolls, .menu, .steps, .table") && (box.right > innerWidth + 1 || box.left < -1)) {
        wrong.push(`outside the window: ${called(e)}`);
        break;
      }
    }
  }
  for (const e of all.filter((one) => one.matches("button, .badge, label, th, td"))) {
    if (inSight(e).isThere && e.scrollWidth > e.clientWidth + 2 && !e.closest("[title]")) wrong.push(`wider than its place: ${called(e)}`);
  }
  const presses = all.filter((e) => e.matches("button, input, select, textarea, a") && !e.matches(":disabled") && getComputedStyle(e).pointerEvents !== "none");
  const places = presses.map((e) => ({ e, box: inSight(e) })).filter(({ box }) => box.isThere);
  for (const [k, a] of places.entries()) {
    for (const b of places.slice(k + 1)) {
      if (a.e.contains(b.e) || b.e.contains(a.e) || isLaid(a.e) !== isLaid(b.e)) continue;
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (width > 1 && height > 1) wrong.push(`covers: ${called(a.e)} and ${called(b.e)}`);
    }
  }
  // Menus, cards and words in passing lie over others by intent.
  function isLaid(e) {
    return e.closest(".menu, #effect, #told, #controls, #start, .divide, thead, .found-list") ?? null;
  }
  return wrong;
}
