import { isExact } from "./schema.ts";

/** The third argument of a reviver, which not every Node passes. */
interface ReviverContext {
  readonly source?: string;
}

/** Parses JSON and keeps a number as its text where it has more digits than a number can hold; undefined for what is not JSON. */
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
