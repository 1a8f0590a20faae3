import type { z } from "zod";
import { DeploymentSettings } from "../../../stacks/deployment-settings.ts";

const Manifest = DeploymentSettings.shape.manifest.unwrap().omit({ rotate: true, adopt: true });

/** The section `deployment`: values that must match the deployment's stack. */
export const DeploymentSection = DeploymentSettings.omit({
  tenants: true,
  maxDeletions: true,
  allowDeletions: true,
}).extend({ manifest: Manifest.optional() });
export type DeploymentSection = z.infer<typeof DeploymentSection>;

/** The rule for a setting that names a plan. */
export function planRule({ plans }: DeploymentSection): string {
  return `must be one of the plans in deployment.plans (${Object.keys(plans).join(", ")})`;
}
