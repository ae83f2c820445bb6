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

  const PATIENCE_MS = 60_000;

  // An edit: from the click, or the key, to the second frame after its picture was drawn over the map;
  // to the second after the service has said that it is saved, and the picture is of what it says; and
  // to the second after the map itself was drawn with it. What is taken back is seen when it is said.
  let from = null;
  let tasks = [];
  let told = null;
  let shown = null;
  let saved = null;
  function expect() {
    [from, tasks, shown, saved] = [null, [], null, null];
    watched.edit = new Promise((resolve, reject) => {
      told = resolve;
      setTimeout(() => reject(new Error(`not seen: from ${from}, over the map ${!!shown}, saved ${!!saved}`)), PATIENCE_MS);
    });
    performance.clearResourceTimings();
  }
  const begun = (event) => {
    if (from === null && (event.type === "keydown" || event.target.closest("#effect button"))) from = event.timeStamp;
  };
  addEventListener("click", begun, true);
  addEventListener("keydown", begun, true);
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    const [seen, told, map] = ["gridgen.seen", "gridgen.change", "gridgen.map"].map((name) => list.getEntriesByName(name)[0]);
    if (from === null) return;
    if (seen ?? told) shown ??= onScreen(seen ?? told);
    if (told) saved = onScreen(told);
    if (map) onScreen(map).then((whole) => setTimeout(async () => note(await shown, await saved, whole), 60));
  }).observe({ type: "measure" });

  // When the second frame after a mark came, and when the mark was made.
  function onScreen({ startTime, duration }) {
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame((now) => done({ now, drawn: startTime + duration }))));
  }

  function note(seen, saved, whole) {
    const asked = performance.getEntriesByType("resource").filter(({ startTime }) => startTime >= from);
    const [change, since] = [/\/(edits|undo|redo)(\?|$)/, /[?&]since=/].map((name) => asked.find((one) => name.test(one.name)));
    const answered = Math.max(change?.responseEnd ?? 0, since?.responseEnd ?? 0);
    const busy = tasks.filter(({ startTime }) => startTime >= from - 50 && startTime < saved.now);
    told({
      "until its picture": seen.drawn - from,
      "from its picture to the screen": seen.now - seen.drawn,
      "until it was asked for": (change?.startTime ?? from) - from,
      "the request of the edit": change?.duration ?? 0,
      "the request of what changed": since?.duration ?? 0,
      "from the answer to what it says": saved.drawn - answered,
      "long tasks of the page": busy.reduce((sum, { duration }) => sum + duration, 0),
      seen: seen.now - from,
      saved: saved.now - from,
      whole: whole.now - from,
    });
    from = null;
  }
})();
