/** Server-Sent Events over fetch: EventSource sends no key. */

const WAIT_MS = 1000;

/**
 * Hear events until there are no more; a line that breaks is taken up again where it broke.
 *
 * @param {(asked: {headers: Record<string, string>}) => Promise<Response>} ask
 * @param {(event: any) => unknown} onEvent gets the JSON of each; true where it was the last one
 */
export async function eventsOf(ask, onEvent) {
  let last = "";
  for (;;) {
    const answer = await ask({
      headers: { Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
    });
    if (answer.status === 204 || !answer.body) return;
    try {
      for await (const { id, said } of readEvents(answer.body)) {
        last = id || last;
        if (onEvent(JSON.parse(said)) === true) return;
      }
    } catch (why) {
      if (why instanceof DOMException && why.name === "AbortError") throw why;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

/** @param {ReadableStream<Uint8Array>} body */
async function* readEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true }).replaceAll("\r", "");
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const said = linesOf(block, "data").join("\n");
      if (said) yield { id: linesOf(block, "id")[0] ?? "", said };
    }
  }
}

/** @param {string} block @param {string} field */
function linesOf(block, field) {
  return block
    .split("\n")
    .filter((line) => line.startsWith(`${field}:`))
    .map((line) => line.slice(field.length + 1).trimStart());
}
