import { z } from "@hono/zod-openapi";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { conditionStatuses, conditionTypes } from "../../../core/model/condition.ts";

const declared = TenantDeclaration.shape;
const Time = z.iso.datetime();

const Condition = z
  .object({
    type: z.enum(conditionTypes),
    status: z.enum(conditionStatuses),
    reason: z.string().openapi({ description: "The reason in one word, for programs." }),
    message: z.string().openapi({ description: "The reason as a sentence, for people." }),
    lastTransitionAt: Time,
    observedGeneration: z.int().openapi({ description: "The generation at which this was observed." }),
  })
  .openapi("Condition");

const HostnameStatus = z
  .object({
    status: z.string().openapi({ description: "Cloudflare's status of the custom hostname." }),
    certificateStatus: z.string().nullable(),
    details: z.record(z.string(), z.unknown()).openapi({ description: "Challenges, validation records and errors." }),
    observedAt: Time,
  })
  .openapi("HostnameStatus");

/** A tenant as the API returns it: its desired state, and the state observed at the vendors. */
export const TenantView = z
  .object({
    id: z.string().openapi({ description: "26 letters. It never changes.", example: "kqzvbnwtrpshxdjmkqzvbnwtrp" }),
    source: declared.source.unwrap(),
    externalId: z.string().openapi({ description: "The marketplace's id of the tenant." }),
    state: z.enum(["active", "suspended", "removed"]),
    plan: z.string(),
    owner: declared.owner.nullable().openapi({ description: "Null until the marketplace has sent it." }),
    license: z
      .object({ quantity: z.int() })
      .nullable()
      .openapi({ description: "Null: the number that the plan includes." }),
    members: z.array(declared.members.unwrap().element),
    hostnames: z.array(
      z.looseObject({ hostname: z.string(), observed: z.union([HostnameStatus, z.null()]) }).openapi("TenantHostname"),
    ),
    counters: z.record(z.string(), z.number()),
    marketplace: z
      .record(z.string(), z.unknown())
      .openapi({ description: "Data from the marketplace, without secrets." }),
    generation: z.int().openapi({ description: "Incremented with each change of the desired state." }),
    observedGeneration: z.int().openapi({ description: "The generation that the vendors last converged to." }),
    conditions: z.array(Condition),
    shard: z.string().openapi({ description: "The Pulumi stack that contains its resources." }),
    createdAt: Time,
    changedAt: Time,
    removedAt: Time.nullable(),
  })
  .openapi("Tenant");
export type TenantView = z.infer<typeof TenantView>;
