/** Who is who: the names of keys, for whatever says who did something. */

/** @param {import("../types").Page} page */
export function start({ api, state, settings, dialogs }) {
  let asked = "";
  state.on(["caller", "version"], ({ caller, version }) => {
    const now = `${caller?.actor} ${version?.id}`;
    // A key may have been made since another version was opened.
    if (!caller || !settings.has_store || now === asked) return;
    asked = now;
    api.actors().then((names) => state.set({ names }), dialogs.failed);
  });
}
