import type { Check } from "./check.ts";

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The selected checks; throws an error for an id that no check has. */
export function selectChecks<Market>(
  checks: readonly Check<Market>[],
  { only, skip }: Selection,
): readonly Check<Market>[] {
  const ids = new Set(checks.map(({ id }) => id));
  const unknown = [...only, ...skip].filter((id) => !ids.has(id));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(", ")} is not a check (defined: ${[...ids].join(", ")})`);
  }
  return checks.filter(({ id }) => (only.length === 0 || only.includes(id)) && !skip.includes(id));
}
