import type { Position, TextProblem } from "./text-problem.ts";

const lineFeed = 0x0a;
/** YAML allows only printable characters unescaped, plus tab, line feed, carriage return and next line. */
const unprintable = /(?![\t\n\r\u0085])[\p{Cc}\uFFFE\uFFFF]/u;

export type DecodedText = { readonly text: string } | { readonly problem: TextProblem };

/** Decodes UTF-8 strictly: an invalid byte is a problem instead of U+FFFD. A byte order mark is removed. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    const what = "is not UTF-8 text; save the file in the encoding UTF-8";
    return { problem: { position: firstUndecodable(bytes), what } };
  }
  const control = unprintable.exec(text);
  if (control === null) {
    return { text };
  }
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const before = text.slice(0, control.index).split("\n");
  const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return { problem: { position, what: `contains the control character U+${code}; remove it` } };
}

/** The text of UTF-8 bytes; undefined for other bytes. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** In UTF-8 a line feed is never part of a longer character, so each line can be decoded separately. */
function firstUndecodable(bytes: Uint8Array): Position {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(lineFeed, start);
    const content = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (decodeUtf8(content) === undefined) {
      return { line, column: columnOfUndecodable(content) };
    }
    if (end === -1) {
      return { line, column: 1 };
    }
    start = end + 1;
  }
}

function columnOfUndecodable(content: Uint8Array): number {
  // The lenient decoder returns U+FFFD where the strict one stops, and for characters that are U+FFFD.
  const lenient = new TextDecoder().decode(content);
  for (let index = lenient.indexOf("\uFFFD"); index !== -1; index = lenient.indexOf("\uFFFD", index + 1)) {
    const length = new TextEncoder().encode(lenient.slice(0, index)).length;
    if (decodeUtf8(content.subarray(length, length + 3)) !== "\uFFFD") {
      return index + 1;
    }
  }
  return 1;
}
