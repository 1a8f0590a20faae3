/** Processes large responses in slices, so that a running product keeps serving its own callers meanwhile. */

import { setImmediate } from "node:timers/promises";
import { parseJson } from "./parse-json.ts";

/** Maximum time that a slice blocks the event loop. */
const sliceMs = 10;
/** Shorter texts are parsed in less than one slice. */
const shortTextLength = 200_000;
/** Entries parsed in one go. */
const batchSize = 200;

/** Yields to other work at the end of a slice. */
class Slices {
  #startedAt = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#startedAt >= sliceMs;
  }

  async pause(): Promise<void> {
    await setImmediate();
    this.#startedAt = performance.now();
  }
}

/** Calls `visit` for each item, in order. */
export async function forEachInSlices<T>(items: readonly T[], visit: (item: T) => void): Promise<void> {
  const slices = new Slices();
  for (const item of items) {
    visit(item);
    if (slices.isOver) {
      await slices.pause();
    }
  }
}

/**
 * Parses JSON that is mostly one long list, `{"data": {"<list>": [...]}}`. Undefined for invalid JSON. A text
 * of another shape is parsed in one go.
 */
export async function parseListInSlices(text: string, list: string): Promise<unknown> {
  const opening = text.length < shortTextLength ? null : new RegExp(`"${list}"\\s*:\\s*\\[`).exec(text);
  if (!opening) {
    return parseJson(text);
  }
  const start = opening.index + opening[0].length;
  const entries: unknown[] = [];
  const end = await readEntries(text, start, entries);
  const rest = end === undefined ? undefined : parseJson(`${text.slice(0, start)}${text.slice(end)}`);
  const data: unknown = Object(Reflect.get(Object(rest), "data"));
  const emptied: unknown = Reflect.get(Object(data), list);
  // The name may have occurred in a text, or the list may be elsewhere.
  if (!Array.isArray(emptied) || emptied.length > 0) {
    return parseJson(text);
  }
  return Object.assign(Object(rest), { data: Object.assign(Object(data), { [list]: entries }) });
}

/**
 * Reads the entries of a list into `entries`; returns the index of its closing bracket, undefined for invalid
 * JSON.
 */
async function readEntries(text: string, start: number, entries: unknown[]): Promise<number | undefined> {
  const slices = new Slices();
  for (let batchAt = start; batchAt < text.length; ) {
    let end = endOfEntry(text, batchAt);
    for (let count = 1; count < batchSize && text[end] === ","; count += 1) {
      end = endOfEntry(text, end + 1);
    }
    const batch = parseJson(`[${text.slice(batchAt, end)}]`);
    const isTrailingComma = Array.isArray(batch) && batch.length === 0 && batchAt > start;
    if (!Array.isArray(batch) || isTrailingComma) {
      return undefined;
    }
    entries.push(...batch);
    if (text[end] === "]") {
      return end;
    }
    batchAt = end + 1;
    if (slices.isOver) {
      await slices.pause();
    }
  }
  return undefined;
}

/** The index of the character that ends an entry: a comma or the list's closing bracket. */
function endOfEntry(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      index = endOfText(text, index);
    } else if (depth === 0 && (character === "," || character === "]")) {
      return index;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
    }
  }
  return text.length;
}

/** The index of the quotation mark that ends a text. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let before = end - 1;
    while (text[before] === "\\") {
      before -= 1;
    }
    if ((end - before) % 2 === 1) {
      return end;
    }
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
