/** What a handler's error says of an object that exists but is incomplete (see resource-handler.ts). */
export interface IncompleteObject {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];
}

/** The incomplete object of a handler's error; undefined if there is none. */
export function toIncomplete(error: unknown): IncompleteObject | undefined {
  if (!(error instanceof Error) || !("id" in error && "properties" in error && "reasons" in error)) {
    return undefined;
  }
  const { id, properties, reasons } = error;
  const isWhole = typeof id === "string" && typeof properties === "object" && properties !== null;
  return isWhole && Array.isArray(reasons)
    ? { id, properties: { ...properties }, reasons: reasons.map(String) }
    : undefined;
}
