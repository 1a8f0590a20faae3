import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";

/** The parts of an exported state that are used here. */
const Deployment = z.looseObject({ resources: z.array(z.looseObject({ urn: z.string() })).optional() });

/** The URNs of the components' resources in a stack. */
export async function urnsIn(stack: Stack, components: readonly string[]): Promise<string[]> {
  const { resources = [] } = Deployment.parse((await stack.exportStack()).deployment);
  const own = new Set(components);
  return resources.map(({ urn }) => urn).filter((urn) => own.has(componentOf(urn)));
}

/** Removes resources from a stack's state; the vendors' objects stay. */
export async function removeFromState(stack: Stack, urns: ReadonlySet<string>): Promise<void> {
  const exported = await stack.exportStack();
  const deployment = Deployment.parse(exported.deployment);
  const resources = (deployment.resources ?? []).filter(({ urn }) => !urns.has(urn));
  if (resources.length === deployment.resources?.length) {
    return;
  }
  await stack.importStack({ ...exported, deployment: { ...deployment, resources } });
}

/** The URN of the same resource in another stack. */
export function inStack(urn: string, stack: string): string {
  return urn.replace(/^urn:pulumi:[^:]+::/, `urn:pulumi:${stack}::`);
}

/** The component that a resource belongs to: its name up to the first hyphen. */
function componentOf(urn: string): string {
  return (urn.split("::")[3] ?? "").split("-")[0] ?? "";
}
