/** What may wait until the map has drawn: lists and figures beside it. */

/**
 * Return what runs something after the next picture, once however often it is asked for until then.
 *
 * @param {() => void} run
 */
export function soon(run) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        isAsked = false;
        run();
      }),
    );
  };
}
