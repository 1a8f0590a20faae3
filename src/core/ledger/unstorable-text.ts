/** A change contains text that the database cannot store: U+0000, or half of a surrogate pair. */
export class UnstorableTextError extends Error {
  override readonly name = "UnstorableTextError";
}

const nul = "\u0000";

/** Throws UnstorableTextError unless isStorable. */
export function assertStorable(value: unknown): void {
  if (!isStorable(value)) {
    throw new UnstorableTextError("text must be well-formed Unicode without U+0000");
  }
}

/** Whether the database can store every string and member name in `value`, at any depth. */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") {
    return isStorableText(value);
  }
  // JSON escapes such text. Searching for the escapes takes a tenth of the time.
  return JSON.stringify(value)?.includes("\\u") !== true || isStorableThroughout(value);
}

function isStorableThroughout(value: unknown): boolean {
  if (typeof value === "string") {
    return isStorableText(value);
  }
  return typeof value !== "object" || value === null || Object.entries(value).flat().every(isStorableThroughout);
}

function isStorableText(text: string): boolean {
  return !text.includes(nul) && text.isWellFormed();
}
