import { isExact } from "./schema.ts";

/** The third argument of a reviver, which some Node versions do not pass. */
interface ReviverContext {
  readonly source?: string;
}

/**
 * Parses JSON. A number with more digits than a JavaScript number can hold stays text. Returns undefined for
 * invalid JSON.
 */
export async function parseExactly(text: string): Promise<unknown> {
  const keepDigits = (_key: string, value: unknown, context?: ReviverContext): unknown => {
    const { source } = context ?? {};
    return typeof value === "number" && source !== undefined && !isExact(source) ? source : value;
  };
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return undefined;
  }
}
