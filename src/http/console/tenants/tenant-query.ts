import { z } from "zod";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { TenantFilter } from "../../../core/ledger/tenants.ts";
import { type ConditionType, conditionStatuses, conditionTypes } from "../../../core/model/condition.ts";
import { conditionNames } from "./tenant-health.ts";

const Text = z.string().trim().max(500).catch("");

/** The query of the list of tenants; invalid values are ignored. */
export const TenantQuery = z.object({
  text: Text.default(""),
  source: TenantDeclaration.shape.source.unwrap().or(z.literal("")).catch("").default(""),
  plan: Text.default(""),
  state: z.enum(["", "active", "suspended", "removed"]).catch("").default(""),
  condition: Text.default(""),
  shard: Text.default(""),
  cursor: z.string().max(200).optional().catch(undefined),
});
export type TenantQuery = z.infer<typeof TenantQuery>;

export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** The choices of the condition filter. */
export const conditionChoices: readonly Choice[] = [
  { value: "failing", name: "Failing" },
  { value: "unconverged", name: "Not converged" },
  { value: "converged", name: "Converged" },
  ...conditionTypes.flatMap((type) => [
    { value: `${type}:false`, name: `${conditionNames[type]}: not met` },
    { value: `${type}:unknown`, name: `${conditionNames[type]}: unknown` },
    { value: `${type}:true`, name: `${conditionNames[type]}: met` },
  ]),
];

/** The filter for a query. */
export function filterOf({ text, source, plan, state, condition, shard }: TenantQuery): TenantFilter {
  return {
    ...(text !== "" && { search: text }),
    ...(source !== "" && { source }),
    ...(plan !== "" && { plan }),
    ...(state !== "" && { state }),
    ...(shard !== "" && { shard }),
    ...conditionFilter(condition),
  };
}

function conditionFilter(condition: string): TenantFilter {
  if (condition === "failing") {
    return { isFailing: true };
  }
  if (condition === "unconverged") {
    return { isConverged: false };
  }
  if (condition === "converged") {
    return { isConverged: true };
  }
  const type = conditionTypes.find((name): name is ConditionType => condition.startsWith(`${name}:`));
  const status = conditionStatuses.find((name) => condition.endsWith(`:${name}`));
  return type === undefined || status === undefined ? {} : { condition: { type, status } };
}
