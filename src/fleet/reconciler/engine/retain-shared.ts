import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { IsShared } from "../engine/stack-object.ts";

const Resource = z.looseObject({
  urn: z.string(),
  id: z.string().default(""),
  custom: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

/** What is read of an exported state. */
const Deployment = z.looseObject({ resources: z.array(Resource).nullish() });

/**
 * Marks in the state which of these tenants' objects the engine only forgets when it takes the tenants down,
 * since others need them: for a provider in a process of its own, which cannot be asked at the moment of the
 * deletion.
 */
export async function retainShared(stack: Stack, tenants: readonly string[], isNeeded: IsShared): Promise<void> {
  const exported = await stack.exportStack();
  const deployment = Deployment.parse(exported.deployment);
  const targets = new Set(tenants);
  let hasChanged = false;
  const resources = await Promise.all(
    (deployment.resources ?? []).map(async (resource) => {
      const { urn, id, custom, retainOnDelete = false, inputs: properties } = resource;
      if (!custom || !targets.has(tenantOfUrn(urn) ?? "")) {
        return resource;
      }
      const isRetained = await isNeeded({ urn, id, properties });
      hasChanged ||= isRetained !== retainOnDelete;
      return { ...resource, retainOnDelete: isRetained };
    }),
  );
  if (hasChanged) {
    await stack.importStack({ ...exported, deployment: { ...deployment, resources } });
  }
}
