import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { IsShared } from "./stack-object.ts";

const Resource = z.looseObject({
  urn: z.string(),
  id: z.string().default(""),
  custom: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

/** The parts of an exported state that are used here. */
const Deployment = z.looseObject({ resources: z.array(Resource).nullish() });

/**
 * Marks objects that other tenants need as retained, so the engine drops them from the state without deleting
 * them. Needed for a provider in its own process, which cannot be asked at the time of the deletion.
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
