import type { RunStep } from "../../../core/model/run-record.ts";
import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import type { Tone } from "../../ui/tone.ts";

/** The tone of a run's outcome. */
export const outcomeTones: Readonly<Record<Run["outcome"], Tone>> = { converged: "good", failed: "bad" };

export const outcomeNames: Readonly<Record<Run["outcome"], string>> = { converged: "Converged", failed: "Failed" };

/** The names of operations on resources. */
export const operationNames: Readonly<Record<RunStep["operation"], string>> = {
  create: "Created",
  update: "Updated",
  replace: "Replaced",
  delete: "Deleted",
};

/** The tone of each operation. */
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

/** A run's changes in a few words, such as "3 created, 1 updated". */
export function changesInWords(changes: Run["changes"]): string {
  const counts = Object.entries(words).flatMap(([kind, word]) => {
    const count = changes[kind] ?? 0;
    return count === 0 || kind === "same" ? [] : [`${count.toLocaleString("en")} ${word}`];
  });
  if (counts.length > 0) {
    return counts.join(", ");
  }
  const same = changes.same ?? 0;
  return same === 0 ? "none" : `none; ${same.toLocaleString("en")} unchanged`;
}

/** A resource's name without its prefix, the tenant's id. */
export function shortName({ name, tenantId }: Pick<RunStep, "name" | "tenantId">): string {
  return tenantId !== null && name.startsWith(`${tenantId}-`) ? name.slice(tenantId.length + 1) : name;
}
