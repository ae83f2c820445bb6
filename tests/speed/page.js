// Notes times in the planner's page for tests/speed/page.py; it runs before all scripts of the page.
(() => {
  const watched = { drawn: null, edit: null, begin, end, expect };
  globalThis.watched = watched;

  // From the address to the first picture of a map that has everything.
  const look = () => {
    const drawn = document.querySelector("#map")?.dataset.drawn ?? "0-";
    if (!drawn.startsWith("0-")) watched.drawn = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // Pictures are counted where the graphics are asked to draw, or what they drew is moved, once a frame.
  let hasDrawn = false;
  let place = "";
  for (const name of ["drawElements", "drawArrays"]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...words) {
      hasDrawn = true;
      return draw.apply(this, words);
    };
  }
  let took = null;
  let last = 0;
  const frame = (now) => {
    const moved = document.querySelector("#map canvas").style.transform;
    hasDrawn ||= moved !== place;
    place = moved;
    if (hasDrawn && took) {
      if (last) took.push(now - last);
      last = now;
    }
    hasDrawn = false;
    if (took) requestAnimationFrame(frame);
  };
  function begin() {
    [took, last] = [[], 0];
    requestAnimationFrame(frame);
  }
  function end() {
    const found = took;
    took = null;
    return found;
  }

  // An edit: from the click, or the key, to the second frame after its picture was drawn over the map,
  // and to the second frame after the map itself was drawn with it.
  let from = null;
  let tasks = [];
  let told = null;
  let shown = null;
  function expect() {
    [from, tasks] = [null, []];
    watched.edit = new Promise((resolve) => (told = resolve));
    performance.clearResourceTimings();
  }
  const begun = (event) => {
    if (from === null && (event.type === "keydown" || event.target.closest("#effect button"))) from = event.timeStamp;
  };
  addEventListener("click", begun, true);
  addEventListener("keydown", begun, true);
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    const [drawn, map] = ["gridgen.change", "gridgen.map"].map((name) => list.getEntriesByName(name)[0]);
    if (drawn && from !== null) shown = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame((now) => done([drawn, now]))));
    if (map && from !== null) requestAnimationFrame(() => requestAnimationFrame((now) => setTimeout(async () => note(...(await shown), now), 60)));
  }).observe({ type: "measure" });

  function note(drawn, seen, whole) {
    const asked = performance.getEntriesByType("resource").filter(({ startTime }) => startTime >= from);
    const [change, since] = [/\/(edits|undo|redo)(\?|$)/, /[?&]since=/].map((name) => asked.find((one) => name.test(one.name)));
    const answered = Math.max(change?.responseEnd ?? 0, since?.responseEnd ?? 0);
    const busy = tasks.filter(({ startTime }) => startTime >= from - 50 && startTime < seen);
    told({
      "until it was asked for": (change?.startTime ?? from) - from,
      "the request of the edit": change?.duration ?? 0,
      "the request of what changed": since?.duration ?? 0,
      "from the answer to its picture": drawn.startTime + drawn.duration - answered,
      "from its picture to the screen": seen - drawn.startTime - drawn.duration,
      "long tasks of the page": busy.reduce((sum, { duration }) => sum + duration, 0),
      seen: seen - from,
      whole: whole - from,
    });
    from = null;
  }
})();
