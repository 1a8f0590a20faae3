import type { RunStep } from "../../../core/model/run-record.ts";
import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import type { Tone } from "../../ui/tone.ts";

/** How good a run's outcome is. */
export const outcomeTones: Readonly<Record<Run["outcome"], Tone>> = { converged: "good", failed: "bad" };

export const outcomeNames: Readonly<Record<Run["outcome"], string>> = { converged: "Converged", failed: "Failed" };

/** What became of a resource, as the console calls it. */
export const operationNames: Readonly<Record<RunStep["operation"], string>> = {
  create: "Created",
  update: "Updated",
  replace: "Replaced",
  delete: "Deleted",
};

/** How much an operator should look at it. */
export const operationTones: Readonly<Record<RunStep["operation"], Tone>> = {
  create: "good",
  update: "busy",
  replace: "warn",
  delete: "bad",
};

const words: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  same: "unchanged",
};

/** What a run did in a few words, such as "3 created, 1 updated". */
export function changesInWords(changes: Run["changes"]): string {
  const said = Object.entries(words).flatMap(([kind, word]) => {
    const count = changes[kind] ?? 0;
    return count === 0 || kind === "same" ? [] : [`${count.toLocaleString("en")} ${word}`];
  });
  if (said.length > 0) {
    return said.join(", ");
  }
  const same = changes.same ?? 0;
  return same === 0 ? "nothing" : `nothing; ${same.toLocaleString("en")} unchanged`;
}

/** A resource's name without the tenant's id, after which it is named. */
export function shortName({ name, tenantId }: Pick<RunStep, "name" | "tenantId">): string {
  return tenantId !== null && name.startsWith(`${tenantId}-`) ? name.slice(tenantId.length + 1) : name;
}
