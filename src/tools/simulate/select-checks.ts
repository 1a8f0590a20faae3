import type { Check } from "./check.ts";

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The checks that are asked for; throws an error that names an id that no check has. */
export function selectChecks<Market>(
  checks: readonly Check<Market>[],
  { only, skip }: Selection,
): readonly Check<Market>[] {
  const ids = new Set(checks.map(({ id }) => id));
  const unknown = [...only, ...skip].filter((id) => !ids.has(id));
  if (unknown.length > 0) {
    throw new Error(`there is no check ${unknown.join(", ")}; the checks are ${[...ids].join(", ")}`);
  }
  return checks.filter(({ id }) => (only.length === 0 || only.includes(id)) && !skip.includes(id));
}
